//! Scope words as people read them.

use serde::{Serialize, Serializer};

use crate::protocol::claims::CLAIM;

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
    if let Some(claim) = word.strip_prefix(CLAIM) {
        return line_of_claim(claim).into_iter().collect();
    }
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

/// What a claim is called; several go by one name. That it tells when the others last changed is
/// nothing to ask anybody about.
fn line_of_claim(name: &str) -> Option<Line<'_>> {
    Some(match name {
        "sub" => hinted("scope.sub", "scope.sub_hint"),
        "name" | "given_name" | "family_name" | "middle_name" => plain("scope.full_name"),
        "nickname" | "preferred_username" => plain("scope.nickname"),
        "picture" => plain("scope.user_image"),
        "profile" | "website" => plain("scope.pages"),
        "gender" => plain("scope.gender"),
        "birthdate" => plain("scope.birthdate"),
        "zoneinfo" | "locale" => plain("scope.locale"),
        "email" | "email_verified" => plain("scope.email"),
        "phone_number" | "phone_number_verified" => plain("scope.phone"),
        "address" => plain("scope.address"),
        "roles" => hinted("scope.roles", "scope.roles_hint"),
        "updated_at" => return None,
        _ => unknown(name),
    })
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
    use crate::protocol::claims::of_scope;

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
    fn claims_are_asked_for_in_plain_words_each_once() {
        let shown = |word: &str| -> Vec<String> {
            let words: Vec<String> = of_scope(word).map(|name| format!("{CLAIM}{name}")).collect();
            let lines = lines(&words);
            assert!(lines.iter().all(|line| !line.is_word), "{lines:?}");
            lines.iter().map(|line| line.text.to_owned()).collect()
        };
        assert_eq!(
            shown("profile"),
            [
                "scope.full_name",
                "scope.nickname",
                "scope.pages",
                "scope.user_image",
                "scope.gender",
                "scope.birthdate",
                "scope.locale",
            ]
        );
        assert_eq!(shown("email"), ["scope.email"]);
        assert_eq!(shown("phone"), ["scope.phone"]);
        assert_eq!(shown("address"), ["scope.address"]);
        assert_eq!(shown("roles"), ["scope.roles"]);
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
