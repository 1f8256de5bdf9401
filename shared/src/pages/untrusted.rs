//! What clients and users chose, made fit to be shown.
//!
//! Each function serializes a field into what the template gets; `None` means "do not show it".

use serde::{Serialize, Serializer};

/// More of a text than this is not read but pushes what matters out of sight.
const LENGTH: usize = 80;

/// A name, cut when it is longer than a name is.
///
/// # Errors
///
/// The serializer's.
pub fn name<S: Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&cut(name))
}

/// An address that may be linked: http, https, or on this host.
///
/// # Errors
///
/// The serializer's.
pub fn href<S: Serializer>(href: &str, serializer: S) -> Result<S::Ok, S::Error> {
    Some(href).filter(|href| is_web(href) || is_local(href)).serialize(serializer)
}

/// A website elsewhere, http or https, and how it reads.
///
/// # Errors
///
/// The serializer's.
pub fn website<S: Serializer>(uri: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Website<'a> {
        href: &'a str,
        text: String,
    }
    let website = uri.as_deref().filter(|uri| is_web(uri)).map(|href| {
        let text = href.strip_prefix("https://").unwrap_or(href);
        Website { href, text: cut(text.strip_suffix('/').unwrap_or(text)) }
    });
    website.serialize(serializer)
}

/// An address that a picture may be loaded from.
///
/// # Errors
///
/// The serializer's.
pub fn picture<S: Serializer>(uri: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    let is_picture = |uri: &&str| is_web(uri) || is_local(uri) || starts_with(uri, "data:image/");
    uri.as_deref().filter(is_picture).serialize(serializer)
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(LENGTH).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Names the schemes that are let through, so that `javascript:` and its kind are not.
fn is_web(uri: &str) -> bool {
    is_plain(uri) && (starts_with(uri, "https://") || starts_with(uri, "http://"))
}

/// A path or a query of this host; `//host` and `/\host` would lead to another.
fn is_local(uri: &str) -> bool {
    let is_elsewhere = uri.starts_with("//") || uri.starts_with("/\\");
    is_plain(uri) && uri.starts_with(['/', '?']) && !is_elsewhere
}

/// Browsers drop tabs and line ends from an address: `/<tab>/host` is `//host` to them.
fn is_plain(uri: &str) -> bool {
    !uri.chars().any(char::is_control)
}

fn starts_with(uri: &str, prefix: &str) -> bool {
    uri.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_is_linked() {
        for uri in ["https://a.example", "HTTP://a.example/x?y#z"] {
            assert!(is_web(uri), "{uri}");
        }
    }

    #[test]
    fn what_is_not_the_web_is_not() {
        for uri in [
            "",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            " https://a.example",
            "data:text/html,x",
            "vbscript:x",
            "https:a.example",
            "https://a.example\n",
            "ü",
        ] {
            assert!(!is_web(uri), "{uri:?}");
        }
    }

    #[test]
    fn only_paths_and_queries_of_this_host_are_local() {
        for uri in ["/", "/me", "/login?redirect-to=%2Fme", "?a=b"] {
            assert!(is_local(uri), "{uri}");
        }
        for uri in ["", "me", "//a.example", "/\\a.example", "/\t/a.example", "\\\\a.example"] {
            assert!(!is_local(uri), "{uri:?}");
        }
    }
}
