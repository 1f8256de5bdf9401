//! What a data folder accepts, and the line for each thing that it does not.

use super::*;

/// A folder of this test's own, gone at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let name = format!("affogato-{}", Random.alphanumeric(12).expose());
        let path = std::env::temp_dir().join(name);
        DirBuilder::new().mode(0o700).create(&path).unwrap();
        Self(path)
    }

    fn open(&self) -> Result<DataFolder, String> {
        DataFolder::open(&self.0.join("data"), Random).map_err(|error| error.to_string())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn everything_is_for_the_owner_alone() {
    let scratch = Scratch::new();
    let folder = scratch.open().unwrap();
    assert_eq!(mode(folder.path()), 0o700);
    assert_eq!(mode(&folder.key()), 0o600);
    assert_eq!(mode(&folder.database()), 0o600);
}

#[test]
fn the_key_stays_the_same() {
    let scratch = Scratch::new();
    let read = || fs::read_to_string(scratch.open().unwrap().key()).unwrap();
    let first = read();
    assert!(is_key(&first));
    assert_eq!(first, read());
}

#[test]
fn two_servers_do_not_share_a_folder() {
    let scratch = Scratch::new();
    let first = scratch.open().unwrap();
    assert!(scratch.open().unwrap_err().contains("is in use by another affogato"));
    drop(first);
    assert!(scratch.open().is_ok());
}

#[test]
fn a_broken_folder_is_one_clear_line() {
    let scratch = Scratch::new();
    let folder = scratch.open().unwrap();
    let (path, key, database) = (folder.path().to_owned(), folder.key(), folder.database());
    drop(folder);
    let refusal = || {
        let line = scratch.open().unwrap_err();
        assert_eq!(line.lines().count(), 1);
        line
    };

    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    assert!(refusal().contains("chmod 600"));
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();

    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    assert!(refusal().contains("chmod 700"));
    fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();

    for bad in [&b"short"[..], b"", &[0xff; 64]] {
        fs::write(&key, bad).unwrap();
        assert!(refusal().contains("does not hold a data key"));
    }

    fs::remove_file(&key).unwrap();
    fs::write(&database, "something").unwrap();
    assert!(refusal().contains("is missing, and the database beside it"));

    fs::remove_dir_all(&path).unwrap();
    fs::write(&path, "a file").unwrap();
    assert!(refusal().contains("is not a folder"));
}
