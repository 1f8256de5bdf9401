//! A folder of a test's own, removed at its end.

use std::{env, fs, path::PathBuf};

use shared::secret::Random;

/// The folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new one.
    pub(crate) fn new() -> Self {
        let name = format!("affogato-test-{}", Random.alphanumeric(16).expose());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// A file in it, whether it is there or not.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to sweep up.
        fs::remove_dir_all(&self.0).ok();
    }
}
