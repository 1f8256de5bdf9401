//! Cargo's manifests: every crate under the same lints, versions in one place, one crypto library.

use crate::files;

/// The manifests of the workspace's members, from the root.
pub(crate) fn members() -> Vec<String> {
    let manifests: Vec<String> = files::all()
        .into_iter()
        .filter(|file| file.path.ends_with("/Cargo.toml"))
        .map(|file| file.path)
        .collect();
    assert!(manifests.len() > 9, "{manifests:?}");
    manifests
}

/// The lines of a section of a manifest.
fn section(manifest: &str, name: &str) -> Vec<String> {
    let text = files::read(manifest);
    let header = format!("[{name}]");
    text.lines()
        .skip_while(|line| line.trim() != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// The names of a manifest's ordinary dependencies.
pub(crate) fn dependencies(manifest: &str) -> Vec<String> {
    section(manifest, "dependencies")
        .iter()
        .map(|line| line.split(['.', '=', ' ']).next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_crate_is_under_the_workspaces_lints() {
    for manifest in members() {
        assert_eq!(section(&manifest, "lints"), ["workspace = true"], "{manifest}");
    }
}

#[test]
fn every_version_stands_in_the_workspaces_manifest() {
    for manifest in members() {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for line in section(&manifest, kind) {
                let lawful = line.contains("workspace = true") || line.contains("path = ");
                assert!(lawful && !line.contains("version"), "{manifest}: {line}");
            }
        }
    }
}

#[test]
fn no_second_tls_library_comes_in() {
    let lock = files::read("Cargo.lock");
    for name in ["openssl", "openssl-sys", "native-tls"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} is in Cargo.lock");
    }
}
