//! The built `affogato`, asked from a terminal, and what it answered.

use std::{
    io::Write,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::lambda::{binaries, folder::Folder};

/// A folder to work in, and the place that the commands are pointed at.
pub(super) struct Terminal {
    folder: Folder,
    place: Vec<String>,
    environment: Vec<(&'static str, String)>,
}

/// What a command has answered.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Terminal {
    /// One for a local data folder of its own.
    pub(super) fn local() -> Self {
        let folder = Folder::new();
        let data = folder.file("data").to_str().unwrap().to_owned();
        Self { folder, place: vec!["--data".to_owned(), data], environment: Vec::new() }
    }

    /// One for a stack, with these endpoints instead of AWS's.
    pub(super) fn deployed(stack: &str, endpoints: &[(&'static str, &str)]) -> Self {
        let mut environment = vec![
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ];
        environment.extend(endpoints.iter().map(|(name, url)| (*name, (*url).to_owned())));
        let place = vec!["--stack".to_owned(), stack.to_owned()];
        Self { folder: Folder::new(), place, environment }
    }

    /// The data folder.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.file("data")
    }

    /// A file with this text.
    pub(super) fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.file(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs a command on the place, with nothing of this process's environment: a developer's own
    /// AWS account must not be touched.
    pub(super) fn run(&self, arguments: &[&str], input: &str) -> Done {
        self.run_at(&self.place, arguments, input)
    }

    /// Runs a command as it is, on no place.
    pub(super) fn run_bare(&self, arguments: &[&str]) -> Done {
        self.run_at(&[], arguments, "")
    }

    /// Runs one with `--json` that must succeed; gives its object.
    pub(super) fn json(&self, arguments: &[&str], input: &str) -> Value {
        let done = self.run(&[arguments, &["--json"]].concat(), input);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{arguments:?} {}", done.out);
        assert_eq!(done.out.lines().count(), 1, "{}", done.out);
        serde_json::from_str(&done.out).unwrap()
    }

    /// Starts a command on the place, and leaves it running.
    pub(super) fn start(&self, arguments: &[&str]) -> Child {
        self.start_at(&self.place, arguments)
    }

    fn run_at(&self, place: &[String], arguments: &[&str], input: &str) -> Done {
        let mut child = self.start_at(place, arguments);
        // It may have ended without reading.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Done { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn start_at(&self, place: &[String], arguments: &[&str]) -> Child {
        // A session of its own has no terminal: nobody is asked for a password.
        Command::new("setsid")
            .arg("--wait")
            .arg(binaries::path("affogato"))
            .args(arguments)
            .args(place)
            .current_dir(self.folder.file(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

impl Done {
    /// The sentence of a command that failed, without the name before it.
    pub(super) fn refusal(&self) -> &str {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        self.err.trim_end().strip_prefix("affogato: ").unwrap()
    }
}
