//! The built `affogato`, as a process of its own.

use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

/// The last line of what it prints when it is ready.
const READY: &str = "Ctrl-C stops it.";

/// A server in memory; it is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it is, which is its issuer.
    pub(crate) url: String,
}

impl Server {
    /// Starts one with these users and clients on a free port, and waits until it is ready.
    pub(crate) fn start(fixtures: &Path) -> Self {
        let mut child = Command::new(binary())
            .args(["serve", "--in-memory", "--listen", "127.0.0.1:0", "--import"])
            .arg(fixtures)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains(READY) {
            let read = out.read_line(&mut said).unwrap();
            assert!(read > 0, "the server ended: {:?} {said}", child.wait());
        }
        // Nobody listening would be another situation.
        thread::spawn(move || out.lines().count());
        let url = said.split_once("serves on ").unwrap().1.split_whitespace().next().unwrap();
        Self { url: url.to_owned(), child }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The folder that cargo builds into; this program stands below it.
pub(crate) fn target() -> PathBuf {
    let here = env::current_exe().unwrap();
    here.parent().and_then(Path::parent).unwrap().to_path_buf()
}

fn binary() -> PathBuf {
    let named = env::var_os("AFFOGATO_BIN").map(PathBuf::from);
    let binary = named.unwrap_or_else(|| target().join("affogato"));
    assert!(
        binary.is_file(),
        "{} is not there: `cargo build -p affogato` makes it",
        binary.display()
    );
    binary
}
