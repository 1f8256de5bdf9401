//! Requests from pages of other origins ([Fetch, "CORS protocol"](https://fetch.spec.whatwg.org/#http-cors-protocol)).
//!
//! The preflight is permissive, because it names no client; the answer decides who may read it. No
//! answer ever allows credentials: a browser sends no cookie of ours for another origin.

use std::future::{Ready, ready};

use axum::response::{IntoResponse, Response};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, ORIGIN, VARY,
    },
};
use url::Url;

use crate::{
    App,
    protocol::{client::Client, oauth_settings::OAuthSettings},
    store::StoreError,
};

/// What a page may send. By name: with `*` a browser leaves `Authorization` out. The last one is sent by
/// clients of the Model Context Protocol.
const ALLOWED_HEADERS: &str = "authorization, content-type, mcp-protocol-version";

/// Answers a preflight, without a look at the store.
pub fn preflight() -> Ready<Response> {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE")),
        (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS)),
        (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=7200")),
    ];
    // 200, as Frappe answers every OPTIONS.
    ready((StatusCode::OK, headers).into_response())
}

/// Who may read an answer.
#[derive(Clone, Debug)]
pub struct Reader(Option<HeaderValue>);

impl Reader {
    /// Whoever asks. An answer that is about no client tells nothing but what is wrong with the
    /// request, and who made it should read that.
    pub fn whoever(headers: &HeaderMap) -> Self {
        Self(headers.get(ORIGIN).cloned())
    }

    /// The page that asks, if it is one of the client's: of the origin of a redirect URI, or of one
    /// that the OAuth Settings allow. Without a client, whoever asks.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked for the settings, which only another page's request needs.
    pub async fn of(
        app: &App,
        headers: &HeaderMap,
        client: Option<&Client>,
    ) -> Result<Self, StoreError> {
        let (Some(value), Some(client)) = (headers.get(ORIGIN), client) else {
            return Ok(Self::whoever(headers));
        };
        let origin = value.to_str().unwrap_or_default();
        let is_theirs =
            is_of(client, origin) || is_allowed(&Box::pin(app.settings()).await?.oauth, origin);
        Ok(Self(is_theirs.then(|| value.clone())))
    }

    /// The answer, for this reader.
    #[must_use]
    pub fn may_read(self, mut answer: Response) -> Response {
        answer.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
        if let Self(Some(origin)) = self {
            answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            let exposed = HeaderValue::from_static("www-authenticate, retry-after");
            answer.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
        answer
    }
}

/// Whether the settings allow an origin, which a header without a text is not.
fn is_allowed(settings: &OAuthSettings, origin: &str) -> bool {
    !origin.is_empty() && settings.allows_origin(origin)
}

/// Whether an origin is that of one of the client's redirect URIs. `null` is nobody's.
fn is_of(client: &Client, origin: &str) -> bool {
    let uris = client.redirect_uris.iter().chain(&client.default_redirect_uri);
    uris.filter_map(|uri| Url::parse(uri).ok())
        .filter(|uri| matches!(uri.scheme(), "https" | "http"))
        .any(|uri| uri.origin().ascii_serialization() == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_for_the_origins_of_the_clients_redirect_uris_alone() {
        let client = Client {
            redirect_uris: vec!["https://spa.example/cb".into(), "com.example:/cb".into()],
            default_redirect_uri: Some("http://localhost:3000/cb".into()),
            ..Client::default()
        };
        for theirs in ["https://spa.example", "http://localhost:3000"] {
            assert!(is_of(&client, theirs), "{theirs}");
        }
        for other in ["https://evil.example", "null", "http://spa.example", "", "com.example://"] {
            assert!(!is_of(&client, other), "{other}");
        }
    }

    #[test]
    fn the_settings_may_allow_others_and_no_answer_ever_allows_credentials() {
        let settings = |origin: &str| OAuthSettings {
            allowed_public_client_origins: vec![origin.to_owned()],
            ..OAuthSettings::default()
        };
        assert!(is_allowed(&settings("https://spa.example"), "https://spa.example"));
        assert!(is_allowed(&settings("*"), "https://evil.example"));
        assert!(!is_allowed(&settings("https://spa.example"), "https://evil.example"));
        assert!(!is_allowed(&settings("*"), ""));

        let spa = HeaderValue::from_static("https://spa.example");
        let headers = HeaderMap::from_iter([(ORIGIN, spa.clone())]);
        let answer = Reader::whoever(&headers).may_read(Response::default());
        assert_eq!(answer.headers().get(VARY).unwrap(), "Origin");
        assert_eq!(answer.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN), Some(&spa));
        assert!(answer.headers().get("access-control-allow-credentials").is_none());
        let nobody = Reader(None).may_read(Response::default());
        assert!(nobody.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
    }
}
