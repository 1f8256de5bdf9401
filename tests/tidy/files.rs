//! The project's files, and their code without comments and tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that hold what others wrote or what was built.
const FOREIGN: [&str; 6] = ["target", "node_modules", ".git", ".aws-sam", ".venv", ".affogato"];

/// A text file of the project.
pub(crate) struct File {
    /// From the project's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A line that breaks a rule, as an editor finds it.
pub(crate) fn at(file: &File, line: usize, text: &str) -> String {
    format!("{}:{line}: {}", file.path, text.trim())
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The text of one file.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the folders in a folder, in order.
pub(crate) fn folders(path: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(path))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Every text file of the project that we wrote, in order.
pub(crate) fn all() -> Vec<File> {
    let mut files = Vec::new();
    walk(&root(), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 20, "the walk went astray");
    files
}

/// Every Rust file.
pub(crate) fn rust() -> Vec<File> {
    all().into_iter().filter(|file| file.has_extension("rs")).collect()
}

/// The Rust files that run in production: no test's.
pub(crate) fn production() -> Vec<File> {
    let is_test = |path: &str| {
        path.starts_with("tests/")
            || path.ends_with("_tests.rs")
            || path.split('/').any(|part| part == "tests" || part == "tests.rs")
    };
    rust().into_iter().filter(|file| !is_test(&file.path)).collect()
}

fn walk(folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let name = entry.file_name().into_string().unwrap();
        if FOREIGN.contains(&name.as_str()) {
            continue;
        }
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            walk(&path, files);
        } else if kind.is_file()
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path, text });
        }
    }
}

impl File {
    /// Whether its name ends in a dot and this.
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// Its lines of code with their numbers: no comments, and nothing from the unit tests on,
    /// which stand last.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        self.text
            .get(..end)
            .unwrap()
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line.split(" // ").next().unwrap()))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Its lines of code that hold one of these, as an editor finds them.
    pub(crate) fn mentions(&self, words: &[&str]) -> Vec<String> {
        self.code()
            .filter(|(_, line)| words.iter().any(|word| mentions(line, word)))
            .map(|(number, line)| at(self, number, line))
            .collect()
    }
}

/// Whether a line holds a word, not as the end of a longer name.
fn mentions(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line.get(..start).unwrap().chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            || word.starts_with(['.', ':', '#'])
    })
}

#[test]
fn a_word_is_found_as_itself_only() {
    assert!(mentions("use http::Uri;", "http::"));
    assert!(!mentions("use lambda_http::Error;", "http::"));
    assert!(mentions("client.scan()", ".scan("));
}
