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

use crate::protocol::client::Client;

/// Answers a preflight, without a look at the store.
pub fn preflight() -> Ready<Response> {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE")),
        // With `*` a browser leaves `Authorization` out.
        (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
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
    /// The page that asks, if it is one of the client's: of the origin of a redirect URI. An answer
    /// that is about no client tells nothing but what is wrong with the request, and who made it
    /// should read that.
    pub fn of(headers: &HeaderMap, client: Option<&Client>) -> Self {
        let is_theirs = |origin: &HeaderValue| {
            let origin = origin.to_str().unwrap_or_default();
            client.is_none_or(|client| is_of(client, origin))
        };
        Self(headers.get(ORIGIN).filter(|origin| is_theirs(origin)).cloned())
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
        let allowed = |origin: &'static str, client: Option<&Client>| {
            let headers = HeaderMap::from_iter([(ORIGIN, HeaderValue::from_static(origin))]);
            let answer = Reader::of(&headers, client).may_read(Response::default());
            assert_eq!(answer.headers().get(VARY).unwrap(), "Origin");
            assert!(answer.headers().get("access-control-allow-credentials").is_none());
            answer.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN).is_some_and(|value| value == origin)
        };
        for theirs in ["https://spa.example", "http://localhost:3000"] {
            assert!(allowed(theirs, Some(&client)), "{theirs}");
        }
        for other in ["https://evil.example", "null", "http://spa.example", "", "com.example://"] {
            assert!(!allowed(other, Some(&client)), "{other}");
            assert!(allowed(other, None), "{other}");
        }
    }
}
