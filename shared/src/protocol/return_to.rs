//! Where a login leads: `redirect-to`, kept on this server.

use url::Url;

use super::params::Params;

/// The path and query that a `redirect-to` names on this server; `None` for anything else.
///
/// An open redirect lends our name to a phisher: `https://evil`, `//evil`, `/\evil` and their kin
/// are refused. Only the path is kept, so that a person who came by another name of this server
/// (`localhost` for `127.0.0.1`) stays where his cookie is.
pub fn local_path(redirect_to: &str, issuer: &str) -> Option<String> {
    let base = Url::parse(issuer).ok()?;
    // Browsers drop tabs and line ends from a URL and take `\` for `/`: so does the parser, and
    // what it makes of the text is what is judged and used.
    let url = base.join(redirect_to).ok()?;
    if url.origin() != base.origin() || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    // A path of two slashes would be read as a host again.
    (!redirect_to.is_empty() && !path.starts_with("//")).then_some(path)
}

/// Who the app believes is about to log in: the `login_hint` of the authorization request that a login
/// leads to; empty where there is none, or what nobody is called.
pub fn login_hint(redirect_to: &str) -> String {
    const LONGEST: usize = 254;
    let (_, query) = redirect_to.split_once('?').unwrap_or_default();
    let request = Params::from_urlencoded(query.as_bytes()).unwrap_or_default();
    let hint = request.get("login_hint").ok().flatten().unwrap_or_default();
    let is_name = hint.len() <= LONGEST && !hint.contains(char::is_control);
    if is_name { hint.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_at_the_user_is_that_of_the_request_and_nothing_that_is_no_name() {
        assert_eq!(login_hint("/x?client_id=a&login_hint=a%2Bb%40x.example"), "a+b@x.example");
        let long = format!("/x?login_hint={}", "x".repeat(255));
        for none in ["", "/x", "/x?login_hint=", "/x?login_hint=a&login_hint=b", &long] {
            assert_eq!(login_hint(none), "", "{none}");
        }
        assert_eq!(login_hint("/x?login_hint=a%0ab"), "");
    }

    #[test]
    fn a_login_never_leads_away_from_this_server() {
        for foreign in [
            "https://evil.example.com/",
            "//evil.example.com",
            "/\\evil.example.com",
            "\\\\evil.example.com",
            "http://id.example.com/",
            "https://id.example.com.evil.example/",
            "https://id.example.com@evil.example/",
            "https://user@id.example.com/",
            "https://id.example.com:8443/",
            "https://id.example.com//evil.example",
            "/.//evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "",
        ] {
            let path = local_path(foreign, "https://id.example.com");
            assert_eq!(path, None, "{foreign:?}");
        }
    }

    #[test]
    fn the_path_and_query_survive_byte_for_byte() {
        let query =
            "/api/method/frappe.integrations.oauth2.authorize?state=a%2Bb%20c%2F%3D&x=%C3%A9";
        for way in [query.to_owned(), format!("https://id.example.com{query}")] {
            assert_eq!(local_path(&way, "https://id.example.com").as_deref(), Some(query));
        }
        assert_eq!(local_path("/app", "http://127.0.0.1:8000").as_deref(), Some("/app"));
    }
}
