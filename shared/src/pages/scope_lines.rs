//! Scope words as people read them.

use serde::{Serialize, Serializer};

/// What one word of a scope stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line<'a> {
    /// The key of a sentence, or the word itself.
    text: &'a str,
    /// The key of what follows from it, where the text alone says too little.
    hint: &'static str,
    /// Whether the text is the word itself, because we have no words for it.
    is_word: bool,
    /// Whether it reaches so far that it has to stand out.
    is_broad: bool,
}

/// Serializes scope words as the lines of the consent page.
///
/// # Errors
///
/// The serializer's.
pub fn serialize<S: Serializer>(words: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    lines(words).serialize(serializer)
}

/// The lines for some words, each once.
///
/// Frappe shows nothing but four lines when `openid` is among the words, whatever else is asked.
/// The other words stay here: `openid all` asks for far more than a name.
fn lines(words: &[String]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for line in words.iter().flat_map(|word| lines_of(word)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn lines_of(word: &str) -> Vec<Line<'_>> {
    match word {
        "openid" => vec![
            plain("scope.full_name"),
            plain("scope.email"),
            plain("scope.user_image"),
            hinted("scope.roles", "scope.roles_hint"),
        ],
        "profile" => vec![plain("scope.full_name"), plain("scope.user_image")],
        "email" => vec![plain("scope.email")],
        "phone" => vec![plain("scope.phone")],
        "address" => vec![plain("scope.address")],
        "admin" => vec![Line { is_broad: true, ..hinted("scope.admin", "scope.admin_hint") }],
        "all" => vec![Line { is_broad: true, ..hinted("scope.all", "scope.all_hint") }],
        "offline_access" => vec![hinted("scope.offline", "scope.offline_hint")],
        _ => vec![unknown(word)],
    }
}

fn plain(text: &str) -> Line<'_> {
    hinted(text, "")
}

fn hinted<'a>(text: &'a str, hint: &'static str) -> Line<'a> {
    Line { text, hint, is_word: false, is_broad: false }
}

fn unknown(word: &str) -> Line<'_> {
    Line { is_word: true, ..plain(word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scope: &str) -> Vec<String> {
        let words: Vec<String> = scope.split_whitespace().map(str::to_owned).collect();
        lines(&words).iter().map(|line| line.text.to_owned()).collect()
    }

    #[test]
    fn openid_is_frappes_four_lines() {
        assert_eq!(
            texts("openid"),
            ["scope.full_name", "scope.email", "scope.user_image", "scope.roles"]
        );
    }

    #[test]
    fn openid_does_not_hide_what_else_is_asked() {
        let last = texts("openid all").pop();
        assert_eq!(last.as_deref(), Some("scope.all"));
    }

    #[test]
    fn no_line_is_shown_twice() {
        assert_eq!(texts("email profile openid email").len(), 4);
    }

    #[test]
    fn an_unknown_word_is_shown_as_it_is() {
        let words = ["crm:read".to_owned()];
        let line = Line { text: "crm:read", hint: "", is_word: true, is_broad: false };
        assert_eq!(lines(&words), [line]);
    }
}
