//! Scopes: lists of words ([RFC 6749 section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The scope that makes an authorization an OpenID Connect one.
pub const OPENID: &str = "openid";

/// The scope that asks for access while the user is not there
/// ([OpenID Connect Core section 11](https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess)).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// Scope words in the order they were sent, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Scope(Vec<String>);

impl Scope {
    /// Splits a text at white space of any kind, as Frappe does with a client's scopes.
    pub fn parse(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        Self(words)
    }

    /// Whether a word is among them.
    pub fn contains(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }

    /// Whether every word of `other` is among these.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|word| self.contains(word))
    }

    /// What of these is asked for: all where nothing is said, `None` where more is.
    pub fn asked(&self, text: Option<&str>) -> Option<Self> {
        let asked = text.map(Self::parse).filter(|asked| !asked.is_empty());
        let asked = asked.unwrap_or_else(|| self.clone());
        self.covers(&asked).then_some(asked)
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words in their order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether every word keeps to RFC 6749's characters (printable ASCII but `"` and `\`), so
    /// that an error description can name it.
    pub fn is_well_formed(&self) -> bool {
        self.0.iter().all(|word| {
            word.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl From<String> for Scope {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_white_space_separates_and_repeats_are_dropped() {
        assert_eq!(Scope::parse(" all\nopenid\tall  ").to_string(), "all openid");
    }

    #[test]
    fn covering_is_a_matter_of_words_not_of_text() {
        let scope = Scope::parse("all openid");
        assert!(scope.covers(&Scope::parse("openid all")));
        assert!(scope.covers(&Scope::default()));
        assert!(!scope.covers(&Scope::parse("open")));
        assert!(!Scope::parse("a\\b").is_well_formed());
    }
}
