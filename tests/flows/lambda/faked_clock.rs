//! The machine's clock as a process sees it: standing still at a world's moment (libfaketime), so
//! that the binaries need no door for tests.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use shared::clock::Timestamp;

use super::folder::Folder;

/// Where Debian's package `faketime` puts its library, under a folder of the architecture.
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// A clock in a file.
pub(crate) struct FakedClock {
    library: PathBuf,
    file: PathBuf,
}

impl FakedClock {
    /// A clock that stands at `now`.
    pub(crate) fn new(folder: &Folder, now: Timestamp) -> Self {
        let clock = Self { library: library(), file: folder.file("clock") };
        clock.set(now);
        clock
    }

    /// Moves it, for all processes at once: none may read half a time.
    pub(crate) fn set(&self, now: Timestamp) {
        let next = self.file.with_extension("next");
        // Half a millisecond more: libfaketime computes with floating point, and must not end up
        // just below.
        let time = format!("{}.{:03}5\n", now.seconds(), now.millis().rem_euclid(1000));
        fs::write(&next, time).unwrap();
        fs::rename(&next, &self.file).unwrap();
    }

    /// What makes a process look at it.
    pub(crate) fn environment(&self) -> [(&'static str, String); 6] {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        [
            ("LD_PRELOAD", text(&self.library)),
            ("FAKETIME_TIMESTAMP_FILE", text(&self.file)),
            ("FAKETIME_FMT", "%s".to_owned()),
            // The file is read whenever a process asks for the time.
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // Timeouts go on.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("TZ", "UTC".to_owned()),
        ]
    }

    /// Removes what libfaketime leaves in shared memory when its process is killed. It has opened
    /// that by the time a function is ready, and does not need the names any more.
    pub(crate) fn sweep_up_after(process: u32) {
        for name in ["faketime_shm", "sem.faketime_sem"] {
            let removed = fs::remove_file(format!("/dev/shm/{name}_{process}"));
            let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
            assert!(removed.as_ref().err().is_none_or(is_gone), "{name}: {removed:?}");
        }
    }
}

fn library() -> PathBuf {
    let mut folders = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let found = folders.find_map(|folder| Some(folder.join(LIBRARY)).filter(|path| path.is_file()));
    found.unwrap_or_else(|| panic!("{LIBRARY} is not there: `apt-get install faketime`"))
}
