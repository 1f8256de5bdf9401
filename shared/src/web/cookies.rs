//! Cookies, with Frappe's names and attributes.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

use crate::protocol::{lifetimes::SESSION_IDLE, params::encode};

/// The session.
pub const SID: &str = "sid";
/// The secret that the login form is tied to.
pub const CSRF: &str = "csrf";
/// The secret by which a browser is known.
pub const KNOWN_BROWSER: &str = "known_browser";
/// The ones that Frappe's scripts read; nothing of ours ever reads them back.
pub const FRAPPES: [&str; 5] = ["system_user", "full_name", "user_id", "user_image", "user_lang"];

/// How long a browser is remembered: as long as browsers keep any cookie.
pub const KNOWN_BROWSER_FOR: Duration = Duration::from_hours(400 * 24);

/// The value of a cookie.
///
/// Two of the same name: somebody planted one from another path or host, and which one is ours
/// cannot be told. Then there is none.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(n, _)| *n == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (Some(value), None) if !value.is_empty() => Some(value),
        _ => None,
    }
}

/// Who may read a cookie, and how long it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For us alone, until the session falls asleep.
    Session,
    /// For us alone, for more than a year.
    Remembered,
    /// For us alone, until the browser closes.
    Secret,
    /// For scripts, until the browser closes.
    Readable,
    /// Deletes it.
    Gone,
}

/// A `Set-Cookie` value. `Lax` keeps it back from a foreign site's forms; `Secure` follows from
/// the issuer.
pub fn set(name: &str, value: &str, kind: Kind, issuer: &str) -> Option<HeaderValue> {
    let lifetime = match kind {
        Kind::Session => format!("Max-Age={}; HttpOnly; ", SESSION_IDLE.as_secs()),
        Kind::Remembered => format!("Max-Age={}; HttpOnly; ", KNOWN_BROWSER_FOR.as_secs()),
        Kind::Secret => "HttpOnly; ".to_owned(),
        Kind::Readable => String::new(),
        Kind::Gone => "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; ".to_owned(),
    };
    let secure = if issuer.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{name}={}; {lifetime}Path=/; SameSite=Lax{secure}", value_of(value));
    HeaderValue::from_str(&cookie).ok()
}

/// Several at once.
pub fn set_all<'a>(
    cookies: impl IntoIterator<Item = (&'a str, &'a str, Kind)>,
    issuer: &str,
) -> HeaderMap {
    let values =
        cookies.into_iter().filter_map(|(name, value, kind)| set(name, value, kind, issuer));
    values.map(|value| (SET_COOKIE, value)).collect()
}

/// The answer with a cookie, if there is one to set.
pub fn beside(answer: Response, cookie: Option<HeaderValue>) -> Response {
    (cookie.map(|cookie| [(SET_COOKIE, cookie)]), answer).into_response()
}

/// Encodes what may not stand in a cookie, but leaves Frappe's paths readable.
fn value_of(text: &str) -> String {
    encode(text).replace("%2F", "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (COOKIE, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_cookie_that_came_twice_is_nobodys() {
        assert_eq!(get(&headers(&["a=1; sid=x"]), SID), Some("x"));
        assert_eq!(get(&headers(&["a=1", "sid=x;b=2"]), SID), Some("x"));
        for planted in
            [&["sid=x; sid=y"][..], &["sid=x", "sid=x"], &["sid="], &["xsid=1"], &[""], &[]]
        {
            assert_eq!(get(&headers(planted), SID), None, "{planted:?}");
        }
    }

    #[test]
    fn attributes_follow_the_kind_and_the_issuer() {
        let set = |name, value, kind, issuer| {
            set(name, value, kind, issuer).unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(
            set(SID, "affs1", Kind::Session, "https://id.example.com"),
            "sid=affs1; Max-Age=612000; HttpOnly; Path=/; SameSite=Lax; Secure"
        );
        assert_eq!(
            set("full_name", "Erín O'Neil", Kind::Readable, "http://127.0.0.1:8000"),
            "full_name=Er%C3%ADn%20O%27Neil; Path=/; SameSite=Lax"
        );
        let image = set("user_image", "/files/a.png", Kind::Readable, "http://x");
        assert_eq!(image, "user_image=/files/a.png; Path=/; SameSite=Lax");
    }
}
