//! Redirection URIs, matched exactly
//! ([RFC 9700 section 4.1.3](https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3)).

use thiserror::Error;
use url::Url;

use super::{
    client::{ApplicationType, Client},
    loopback::{is_loopback, is_same_but_for_port},
    params::encode_pairs,
};

/// Schemes that a browser runs or reads instead of going somewhere.
const DANGEROUS_SCHEMES: [&str; 6] = ["javascript", "data", "vbscript", "file", "blob", "about"];

/// Why a redirection URI can not be registered or used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RedirectUriError {
    /// It is not one of the client's. The words are Frappe's.
    #[error("Mismatching redirect URI.")]
    Mismatch,
    /// None was sent and the client has no default.
    #[error("Missing redirect URI.")]
    Missing,
    /// RFC 6749 section 3.1.2: an absolute URI without a fragment; and none that runs code.
    #[error("the redirect URI is not an absolute URI that a browser can safely go to")]
    Unsafe,
    /// It may not be registered by the app itself. Frappe has the first four words.
    #[error(
        "must be https; http is for 127.0.0.1, [::1] and localhost, and an app's own scheme has a dot in it"
    )]
    NotRegistrable,
}

/// Holding one is the permission to send a client's answer to it: only [`find`](Self::find) and
/// [`of_client`](Self::of_client) make one, and an authorization's answer goes nowhere else.
///
/// Keeps the registered text, because a parsed URL is a normalised one
/// (`https://a.example` would become `https://a.example/`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredRedirectUri(String);

impl RegisteredRedirectUri {
    /// Finds what was asked among the registered ones, or the default where nothing was asked.
    ///
    /// # Errors
    ///
    /// [`RedirectUriError::Mismatch`] stops a code from being sent to a host of the attacker's.
    pub fn find(
        requested: Option<&str>,
        registered: &[String],
        default: Option<&str>,
    ) -> Result<Self, RedirectUriError> {
        let found = match requested {
            Some(requested) => registered
                .iter()
                .map(String::as_str)
                .chain(default)
                .find(|uri| *uri == requested)
                .ok_or(RedirectUriError::Mismatch)?,
            None => default.ok_or(RedirectUriError::Missing)?,
        };
        check(found)?;
        Ok(Self(found.to_owned()))
    }

    /// Finds what was asked among a client's own, or its default.
    ///
    /// A native app may name any port of the loopback address that is registered (RFC 8252 section 7.3), and
    /// so may one that has nothing to prove itself by, or that nobody vouches for: what listens there is on
    /// its user's device, and most of them are command lines that do not say so.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find).
    pub fn of_client(requested: Option<&str>, client: &Client) -> Result<Self, RedirectUriError> {
        let default = client.default_redirect_uri.as_deref();
        let exact = Self::find(requested, &client.redirect_uris, default);
        let is_native = client.application_type == ApplicationType::Native
            || client.is_public()
            || client.is_self_registered;
        match (exact, requested) {
            (Err(RedirectUriError::Mismatch), Some(requested)) if is_native => {
                let mut registered = client.redirect_uris.iter().map(String::as_str).chain(default);
                if registered.any(|uri| is_same_but_for_port(requested, uri)) {
                    check(requested)?;
                    return Ok(Self(requested.to_owned()));
                }
                Err(RedirectUriError::Mismatch)
            }
            (exact, _) => exact,
        }
    }

    /// The registered text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port for the consent page, or the scheme of an app's private one.
    pub fn host(&self) -> String {
        host(&self.0)
    }

    /// Whether it is reached over http or https, and no app's private scheme.
    pub fn is_of_the_web(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// The URI with the parameters of an answer in its query; what that had stays as it is.
    pub(super) fn with_query(&self, parameters: &[(&str, &str)]) -> String {
        let separator = match self.0.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        format!("{}{separator}{}", self.0, encode_pairs(parameters.iter().copied()))
    }

    /// The URI with the parameters of an answer as its fragment.
    pub(super) fn with_fragment(&self, parameters: &[(&str, &str)]) -> String {
        format!("{}#{}", self.0, encode_pairs(parameters.iter().copied()))
    }
}

/// Host and port of a URI, or the scheme of an app's private one; empty for what is none.
pub fn host(uri: &str) -> String {
    Url::parse(uri).ok().map_or_else(String::new, |url| match (url.host_str(), url.port()) {
        (Some(host), Some(port)) if !host.is_empty() => format!("{host}:{port}"),
        (Some(host), None) if !host.is_empty() => host.to_owned(),
        _ => format!("{}:", url.scheme()),
    })
}

/// Whether a URI may be registered: absolute, no fragment, nothing that runs code, and plain
/// printable ASCII so that it stands in a header as it is.
///
/// # Errors
///
/// [`RedirectUriError::Unsafe`].
pub fn check(uri: &str) -> Result<(), RedirectUriError> {
    let url = Url::parse(uri).map_err(|_| RedirectUriError::Unsafe)?;
    let is_plain = uri.bytes().all(|byte| byte.is_ascii_graphic());
    let is_dangerous = DANGEROUS_SCHEMES.contains(&url.scheme());
    let names_nobody = matches!(url.scheme(), "http" | "https") && url.host_str().is_none();
    if !is_plain || is_dangerous || names_nobody || uri.contains('#') {
        return Err(RedirectUriError::Unsafe);
    }
    Ok(())
}

/// Whether an app may register a URI by itself ([RFC 8252 section 7](https://www.rfc-editor.org/rfc/rfc8252#section-7)).
///
/// Over plain http everybody on the way reads the code; a scheme without a dot is nobody's, and the next
/// app that is installed may claim it.
///
/// # Errors
///
/// [`RedirectUriError::NotRegistrable`].
pub fn check_registered(uri: &str) -> Result<(), RedirectUriError> {
    let url = check(uri).ok().and_then(|()| Url::parse(uri).ok());
    let url = url.ok_or(RedirectUriError::NotRegistrable)?;
    let is_good = match url.scheme() {
        "https" => true,
        "http" => is_loopback(uri),
        scheme => scheme.contains('.'),
    };
    // `https://bank.example@evil.example` looks like another's.
    let is_plain = url.username().is_empty() && url.password().is_none();
    if is_good && is_plain { Ok(()) } else { Err(RedirectUriError::NotRegistrable) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::client::AuthMethod;

    fn find(requested: Option<&str>) -> Result<String, RedirectUriError> {
        let registered = ["https://a.example/cb".to_owned(), "app://cb?x=1".to_owned()];
        RegisteredRedirectUri::find(requested, &registered, Some("https://a.example/default"))
            .map(|uri| uri.with_query(&[("code", "c"), ("state", "a b&c")]))
    }

    #[test]
    fn only_the_exact_text_matches() {
        for near in [
            "https://a.example/cb/",
            "https://a.example/cb?x",
            "https://A.example/cb",
            "https://a.example:443/cb",
            "http://a.example/cb",
            "https://a.example/cb/../cb",
            "https://a.example.evil.example/cb",
        ] {
            assert_eq!(find(Some(near)), Err(RedirectUriError::Mismatch), "{near}");
        }
    }

    #[test]
    fn a_native_app_may_name_any_port_of_its_loopback_address() {
        let client = Client {
            redirect_uris: vec!["http://127.0.0.1/cb".into(), "https://a.example/cb".into()],
            ..Client::default()
        };
        let native = Client { application_type: ApplicationType::Native, ..client.clone() };
        let unvouched = Client { is_self_registered: true, ..client.clone() };
        let find = |client, uri| RegisteredRedirectUri::of_client(Some(uri), client);
        let token_endpoint_auth_method = AuthMethod::None;
        let public = Client { token_endpoint_auth_method, ..client.clone() };
        for client in [&native, &unvouched, &public] {
            let found = find(client, "http://127.0.0.1:5001/cb").unwrap();
            assert_eq!(found.as_str(), "http://127.0.0.1:5001/cb");
            let elsewhere = find(client, "https://a.example:5001/cb");
            assert_eq!(elsewhere, Err(RedirectUriError::Mismatch));
        }
        let web = find(&client, "http://127.0.0.1:5001/cb");
        assert_eq!(web, Err(RedirectUriError::Mismatch));
    }

    #[test]
    fn parameters_follow_what_the_uri_has() {
        let at = |uri| find(uri).unwrap();
        assert_eq!(at(Some("https://a.example/cb")), "https://a.example/cb?code=c&state=a%20b%26c");
        assert_eq!(at(Some("app://cb?x=1")), "app://cb?x=1&code=c&state=a%20b%26c");
        assert_eq!(at(None), "https://a.example/default?code=c&state=a%20b%26c");
    }

    #[test]
    fn what_runs_or_names_nobody_is_never_redirected_to() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "https://a.example/#f",
            "/relative",
            "//host/path",
            "https://a.example/\r\nSet-Cookie: x",
            "https://ä.example/",
            "",
        ] {
            assert_eq!(check(bad), Err(RedirectUriError::Unsafe), "{bad}");
        }
        assert_eq!(check("com.example.app:/cb"), Ok(()));
        assert_eq!(check("http://[::1]:9999/cb"), Ok(()));
    }

    #[test]
    fn an_app_registers_https_the_loopback_or_a_scheme_with_a_dot() {
        let is_good = |uri| check_registered(uri).is_ok();
        for good in [
            "https://a.example/cb?x=1",
            "http://127.0.0.1:3000/cb",
            "http://[::1]/cb",
            "http://localhost/cb",
            "com.example.app:/cb",
            "com.example.app://cb",
        ] {
            assert!(is_good(good), "{good}");
        }
        for bad in [
            "http://a.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://localhost.evil.example/cb",
            "https://a.example/cb#f",
            "https://user@a.example/cb",
            "https://user:pass@a.example/cb",
            "myapp://cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example/",
            "urn:ietf:wg:oauth:2.0:oob",
            "/cb",
            "",
        ] {
            assert!(!is_good(bad), "{bad}");
        }
    }
}
