//! A search through the raw bytes of files for many texts at once.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use shared::secret::hex;

/// Texts are looked up by as many of their first bytes.
const HEAD: usize = 8;

/// What is looked for, and how to call it.
pub(super) struct Needle {
    name: String,
    bytes: Vec<u8>,
}

impl Needle {
    /// These very bytes.
    pub(super) fn raw(name: &str, bytes: Vec<u8>) -> Self {
        assert!(bytes.len() >= HEAD, "{name} may stand anywhere by chance");
        Self { name: name.to_owned(), bytes }
    }
}

/// A text as it may stand in a file: as it is, in hexadecimal, in base64.
pub(super) fn forms(text: &str) -> Vec<Needle> {
    let forms = [
        text.to_owned(),
        hex(text.as_bytes()),
        STANDARD_NO_PAD.encode(text),
        URL_SAFE_NO_PAD.encode(text),
    ];
    forms.into_iter().map(|form| Needle::raw(text, form.into_bytes())).collect()
}

/// The files of a folder without some, with their bytes.
pub(super) fn files(folder: &Path, except: &[&str]) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let paths = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
    paths
        .filter(|(name, _)| !except.contains(&name.as_str()))
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

/// The needles that are there, each with the file and what stands before it.
pub(super) fn found(files: &[(String, Vec<u8>)], needles: &[Needle]) -> BTreeSet<String> {
    let mut heads: HashMap<&[u8], Vec<&Needle>> = HashMap::new();
    for needle in needles {
        heads.entry(&needle.bytes[..HEAD]).or_default().push(needle);
    }
    let mut found = HashMap::new();
    for (file, bytes) in files {
        for (at, window) in bytes.windows(HEAD).enumerate() {
            for needle in heads.get(window).into_iter().flatten() {
                if bytes[at..].starts_with(&needle.bytes) {
                    let before = String::from_utf8_lossy(&bytes[at.saturating_sub(24)..at]);
                    found.entry(&needle.name).or_insert_with(|| {
                        format!("{} stands in {file} after {before:?}", needle.name)
                    });
                }
            }
        }
    }
    found.into_values().collect()
}
