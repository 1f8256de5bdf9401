//! What the documents name is there: files, folders, symbols.

use crate::files::{self, File};

/// Where a newcomer reads.
const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

/// The endings of files that a document may mean.
const SOURCES: [&str; 8] = [".rs", ".toml", ".yaml", ".md", ".py", ".mjs", ".css", ".html"];

/// The texts between backticks, without those of fenced or indented blocks.
pub(crate) fn code_spans(text: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    let mut is_fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_fenced = !is_fenced;
        } else if !is_fenced && !line.starts_with("    ") {
            spans.extend(line.split('`').skip(1).step_by(2));
        }
    }
    spans
}

/// Where cargo and SAM put what they build: not there before somebody builds.
const BUILT: [&str; 2] = ["target/", ".aws-sam/"];

/// A path of this repository, as far as one can tell by its looks: it begins with one of our
/// folders, or ends like a source file.
pub(crate) fn looks_like_a_path(span: &str, folders: &[String]) -> bool {
    let is_plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let first = span.split('/').next().unwrap_or_default();
    let is_ours = span.contains('/') && folders.iter().any(|folder| folder == first);
    let is_source = SOURCES.iter().any(|ending| span.ends_with(ending) && span != *ending);
    let is_built = BUILT.iter().any(|folder| span.starts_with(folder));
    is_plain && !span.starts_with('/') && !is_built && (is_ours || is_source)
}

/// Whether it is there: from the root, or, if it is a bare name, anywhere.
pub(crate) fn exists(path: &str, files: &[File]) -> bool {
    let ends_in = |file: &File| file.path.split('/').next_back() == Some(path);
    files::root().join(path).exists() || (!path.contains('/') && files.iter().any(ends_in))
}

#[test]
fn every_path_in_a_document_exists() {
    let (folders, files) = (files::folders("."), files::all());
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let text = files::read(document);
        let paths: Vec<&str> = code_spans(&text)
            .into_iter()
            .filter(|span| looks_like_a_path(span, &folders))
            .collect();
        assert!(!paths.is_empty(), "{document} names no file: is it read at all?");
        let absent = paths.iter().filter(|path| !exists(path, &files));
        missing.extend(absent.map(|path| format!("{document}: {path}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_symbol_in_a_document_exists() {
    let code = files::production();
    let is_known = |name: &str| code.iter().any(|file| has_word(&file.text, name));
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        for span in code_spans(&files::read(document)) {
            let names: Vec<&str> = span.split("::").collect();
            let is_symbol = names.iter().all(|name| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
            // AWS names its resources in the same way.
            if names.len() > 1 && is_symbol && !span.starts_with("AWS::") {
                let absent = names.iter().filter(|name| **name != "shared" && !is_known(name));
                missing.extend(absent.map(|name| format!("{document}: {name} in {span}")));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Whether a text holds a word as a whole.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(start, _)| {
        let (before, rest) = text.split_at(start);
        let after = rest.chars().nth(word.chars().count());
        !before.ends_with(is_part) && !after.is_some_and(is_part)
    })
}

#[test]
fn links_between_documents_lead_somewhere() {
    for document in DOCUMENTS {
        let text = files::read(document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            let is_ours = !path.is_empty() && !path.contains("://");
            assert!(!is_ours || files::root().join(path).exists(), "{document}: {link}");
        }
    }
}

#[test]
fn a_path_is_told_from_other_words() {
    let folders = ["shared".to_owned(), "tests".to_owned()];
    for path in ["shared/src/protocol", "tests/run", "pkce.rs", "infra/x.rs", "template.yaml"] {
        assert!(looks_like_a_path(path, &folders), "{path}");
    }
    for other in ["/login", "text/html", "functions/<name>", ".rs", "a b.rs", "login", "demo.json"]
    {
        assert!(!looks_like_a_path(other, &folders), "{other}");
    }
    assert_eq!(code_spans("a `b` c `d`\n```\n`e`\n```\n    `f`\n"), ["b", "d"]);
}
