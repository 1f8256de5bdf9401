//! The binaries of the workspace: built by cargo, or those that `sam build` has built.

use std::{
    collections::HashMap,
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

use crate::template;

static BUILT: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();

/// The output of `sam build`, if the flows are to run through it.
pub(crate) fn of_sam() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(|| Some(root().join(env::var_os("AFFOGATO_BOOTSTRAPS")?))).as_deref()
}

/// The binary of a package: of a function what `sam build` has built, if that is there; else
/// built from the sources as they are now.
pub(crate) fn path(name: &str) -> PathBuf {
    let function = template::functions().into_iter().find(|f| template::package(f) == name);
    if let (Some(folder), Some(function)) = (of_sam(), function) {
        let bootstrap = folder.join(function.id).join("bootstrap");
        assert!(bootstrap.is_file(), "{} is not there: `sam build` makes it", bootstrap.display());
        return bootstrap;
    }
    let built = BUILT.get_or_init(build);
    built.get(name).unwrap_or_else(|| panic!("no binary {name} among {built:?}")).clone()
}

/// Builds all of them, once a test run, and has cargo say where it put them.
fn build() -> HashMap<String, PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--workspace", "--bins", "--message-format=json-render-diagnostics"])
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success(), "the binaries do not build");
    let messages = String::from_utf8(built.stdout).unwrap();
    messages.lines().filter_map(executable).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let path = message["executable"].as_str()?;
    Some((message["target"]["name"].as_str()?.to_owned(), PathBuf::from(path)))
}
