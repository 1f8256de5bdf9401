//! Whether a request that changes something was sent by our own pages, or by no page at all.

use http::{
    HeaderMap,
    header::{HOST, ORIGIN, REFERER},
};
use url::Url;

use crate::protocol::session::SessionToken;

/// The header in which Frappe's scripts send what forms carry in a field.
pub const CSRF_HEADER: &str = "x-frappe-csrf-token";

/// Whether another site's page sent this.
///
/// Cookies with `SameSite=Lax` stop most forgeries; this stops those that need no cookie, such as
/// logging a victim in as the attacker (login CSRF). Programs send neither header.
pub fn is_foreign(headers: &HeaderMap, issuer: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if matches!(text("sec-fetch-site"), Some("cross-site" | "same-site")) {
        return true;
    }
    let Some(origin) = headers.get(ORIGIN) else { return false };
    let Some(origin) = origin.to_str().ok().and_then(|text| Url::parse(text).ok()) else {
        return true;
    };
    let is_ours = Url::parse(issuer).is_ok_and(|issuer| issuer.origin() == origin.origin());
    // A person may have come by another name of this server, `localhost` for `127.0.0.1`: what the
    // browser says of its page and of its target agree then.
    let authority = match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return true,
    };
    !is_ours && text(HOST.as_str()) != Some(&authority)
}

/// Whether a form comes from a page that we showed in this session: it carries the session's token,
/// and no other site sent it. Without this a foreign page acts in its visitor's name.
pub fn is_our_form(token: &SessionToken, sent: &str, headers: &HeaderMap, issuer: &str) -> bool {
    token.is_csrf_token(sent) && !is_foreign(headers, issuer)
}

/// Whether a browser may have sent this. It adds one of these headers to every POST that a page has
/// it send, and no page can keep it from all of them; a program has no reason to add any.
pub fn is_from_a_browser(headers: &HeaderMap) -> bool {
    let telling = [ORIGIN.as_str(), REFERER.as_str(), "sec-fetch-site", "sec-fetch-mode"];
    telling.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn foreign(pairs: &[(&'static str, &'static str)]) -> bool {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        is_foreign(&pairs.collect(), "https://id.example.com")
    }

    #[test]
    fn only_our_own_pages_and_programs_may_change_things() {
        assert!(!foreign(&[]));
        assert!(!foreign(&[("origin", "https://id.example.com")]));
        assert!(!foreign(&[("origin", "http://localhost:8000"), ("host", "localhost:8000")]));
        assert!(!foreign(&[("sec-fetch-site", "same-origin")]));
        assert!(foreign(&[("origin", "https://evil.example.com"), ("host", "id.example.com")]));
        assert!(foreign(&[("origin", "null")]));
        assert!(foreign(&[("sec-fetch-site", "cross-site")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn a_browser_is_known_by_any_of_the_headers_that_it_adds() {
        assert!(!is_from_a_browser(&HeaderMap::new()));
        let program = [("user-agent", "Mozilla/5.0"), ("cookie", "sid=x"), ("accept", "*/*")];
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            pairs.collect::<HeaderMap>()
        };
        assert!(!is_from_a_browser(&headers(&program)));
        for name in ["origin", "referer", "sec-fetch-site", "sec-fetch-mode"] {
            assert!(is_from_a_browser(&headers(&[(name, "")])), "{name}");
        }
    }
}
