//! The real `affogato`, as a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::lambda::binaries;

/// The last line of what it prints when it is ready.
const READY: &str = "Ctrl-C stops it.";

/// A server; it is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    // Held open: nobody listening would be another situation.
    out: BufReader<ChildStdout>,
    url: String,
}

impl Server {
    /// Starts one on a data folder and a free port, and waits until it is ready.
    pub(crate) fn start(data: &Path, options: &[&str]) -> Self {
        let mut child = command(data).args(options).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains(READY) {
            let read = out.read_line(&mut said).unwrap();
            assert!(read > 0, "the server ended: {:?} {said}", child.wait());
        }
        let url = said.split_once("serves on ").unwrap().1.split_whitespace().next().unwrap();
        Self { child, out, url: url.to_owned() }
    }

    /// Starts one where none may be; gives its exit code and what it said of it.
    pub(crate) fn refused(data: &Path) -> (Option<i32>, String) {
        let output = command(data).stderr(Stdio::piped()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// An address on it.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), None, "it had ended by itself: {status}");
    }

    /// Stops it by a signal; gives its exit code and its last words.
    pub(crate) fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let number = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &number]).status().unwrap();
        assert!(sent.success());
        let mut words = String::new();
        self.out.read_to_string(&mut words).unwrap();
        (self.child.wait().unwrap().code(), words)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(binaries::path("affogato"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).stdin(Stdio::null());
    command
}
