//! The folder that keeps a local server's data between runs: database, data key, demo.

use std::{
    fmt,
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use shared::{
    config::DataKeySource,
    secret::{Random, Secret, hex},
};
use thiserror::Error;

const LOCK: &str = "lock";
const KEY: &str = "data.key";
const DATABASE: &str = "affogato.db";
/// AES-256.
const KEY_LENGTH: usize = 32;
const DEMO: &str = "demo.json";
/// What the group and others may do: nothing.
const OTHERS: u32 = 0o077;

/// Why a folder cannot be used, in one line.
#[derive(Debug, Error)]
pub enum DataError {
    /// Another process has it.
    #[error("{0} is in use by another affogato; stop it, or choose another folder with --data")]
    InUse(PathBuf),
    /// It is not a folder.
    #[error("{0} is not a folder; choose another one with --data")]
    NotAFolder(PathBuf),
    /// Others could read the key or change the database.
    #[error("{path} can be read or changed by others; run: chmod {mode} {path}")]
    Open {
        /// Folder or file.
        path: Shell,
        /// What it should have.
        mode: &'static str,
    },
    /// The key is not what was written.
    #[error("{0} does not hold a data key (64 hexadecimal digits); restore it from a backup")]
    BadKey(PathBuf),
    /// Without its key the secrets in the database cannot be read.
    #[error(
        "{0} is missing, and the database beside it cannot be read without it; restore it, or choose another folder with --data"
    )]
    KeyMissing(PathBuf),
    /// The system refuses.
    #[error("{path}: {cause}")]
    Io {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// A path as a shell takes it.
#[derive(Debug)]
pub struct Shell(PathBuf);

impl fmt::Display for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}'", self.0.display().to_string().replace('\'', r"'\''"))
    }
}

/// A data folder that is ours until this is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// Closing it gives the folder back, also when the process is killed.
    _lock: File,
}

impl DataFolder {
    /// Opens a folder, or creates it with a new key, for its owner alone.
    ///
    /// # Errors
    ///
    /// See [`DataError`].
    pub fn open(path: &Path, random: Random) -> Result<Self, DataError> {
        create_folder(path)?;
        let lock = lock(&path.join(LOCK))?;
        let folder = Self { path: path.to_owned(), _lock: lock };
        folder.prepare_key(random)?;
        // SQLite gives its journal the database's permissions, so these are set first.
        private_file(&folder.database())?;
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// The key that seals the readable secrets in the database.
    pub fn key(&self) -> PathBuf {
        self.path.join(KEY)
    }

    /// The same, as an app is told of it.
    pub fn data_key(&self) -> DataKeySource {
        DataKeySource::File(self.key().to_string_lossy().into_owned())
    }

    /// The demo's credentials.
    pub fn demo(&self) -> PathBuf {
        self.path.join(DEMO)
    }

    fn prepare_key(&self, random: Random) -> Result<(), DataError> {
        let path = self.key();
        let io = |cause| DataError::Io { path: path.clone(), cause };
        match fs::read_to_string(&path) {
            Ok(text) if is_key(&text) => check_private(&path, "600"),
            Ok(_) => Err(DataError::BadKey(path)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(DataError::BadKey(path))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::metadata(self.database()).is_ok_and(|database| database.len() > 0) {
                    return Err(DataError::KeyMissing(path));
                }
                write_private(&path, &new_key(random)).map_err(io)
            }
            Err(error) => Err(io(error)),
        }
    }
}

/// Writes a file for its owner alone: whole or not at all, also if the power fails.
///
/// # Errors
///
/// The system's.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    // The file may be left over from a process that was killed, with other permissions.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()
}

/// A new key for a store that is forgotten at the end.
pub fn fleeting_data_key(random: Random) -> DataKeySource {
    DataKeySource::Given(Secret::new(new_key(random)))
}

/// A key as its file holds it.
fn new_key(random: Random) -> String {
    format!("{}\n", hex(&random.bytes::<KEY_LENGTH>()))
}

fn create_folder(path: &Path) -> Result<(), DataError> {
    match DirBuilder::new().recursive(true).mode(0o700).create(path) {
        Ok(()) if path.is_dir() => check_private(path, "700"),
        Ok(()) => Err(DataError::NotAFolder(path.to_owned())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory
            ) =>
        {
            Err(DataError::NotAFolder(path.to_owned()))
        }
        Err(cause) => Err(DataError::Io { path: path.to_owned(), cause }),
    }
}

fn lock(path: &Path) -> Result<File, DataError> {
    let io = |cause| DataError::Io { path: path.to_owned(), cause };
    let file = private_file(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(DataError::InUse(path.parent().unwrap_or(path).to_owned()))
        }
        Err(TryLockError::Error(cause)) => Err(io(cause)),
    }
}

/// Opens a file for reading and writing, created for its owner alone.
fn private_file(path: &Path) -> Result<File, DataError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|cause| DataError::Io { path: path.to_owned(), cause })
}

fn check_private(path: &Path, mode: &'static str) -> Result<(), DataError> {
    let metadata =
        fs::metadata(path).map_err(|cause| DataError::Io { path: path.to_owned(), cause })?;
    if metadata.mode() & OTHERS == 0 {
        Ok(())
    } else {
        Err(DataError::Open { path: Shell(path.to_owned()), mode })
    }
}

fn is_key(text: &str) -> bool {
    let text = text.trim();
    text.len() == 2 * KEY_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
