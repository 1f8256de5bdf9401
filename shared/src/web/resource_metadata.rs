//! The way from a refusal to what describes the API
//! ([RFC 9728 section 5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1)).
//!
//! A client that knows nothing but an address of ours learns from a 401 whom to ask for a token.

use std::future::{Ready, ready};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, StatusCode, header::WWW_AUTHENTICATE};

use crate::App;

/// Where the description is.
pub const PATH: &str = "/.well-known/oauth-protected-resource";

/// The scheme of bearer tokens, as our challenges begin.
const BEARER: &str = "Bearer";

/// Has every challenge for a bearer token name the description, while the OAuth Settings show it.
///
/// Where they cannot be read, the refusal stays what it is.
pub async fn name(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_refusal = matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if is_refusal
        && let Some(challenge) = challenge(response.headers())
        // Boxed, for it would lie in every request's future.
        && let Ok(settings) = Box::pin(app.settings()).await
        && settings.oauth.show_protected_resource_metadata
        && let Ok(value) = HeaderValue::from_str(&pointing(&challenge, &settings.issuer))
    {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

/// Has a refusal that asks for nothing ask for a bearer token
/// ([RFC 6750 section 3](https://www.rfc-editor.org/rfc/rfc6750#section-3)), without an error code.
pub fn ask(mut response: Response) -> Ready<Response> {
    if matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let asked = response.headers_mut().entry(WWW_AUTHENTICATE);
        asked.or_insert(HeaderValue::from_static(BEARER));
    }
    ready(response)
}

/// The challenge for a bearer token.
fn challenge(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(WWW_AUTHENTICATE)?.to_str().ok()?;
    let rest = text.strip_prefix(BEARER)?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| text.to_owned())
}

fn pointing(challenge: &str, issuer: &str) -> String {
    let separator = if challenge == BEARER { "" } else { "," };
    format!("{challenge}{separator} resource_metadata=\"{issuer}{PATH}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_keeps_what_it_says_and_names_the_description_behind_it() {
        let pointing = |challenge| pointing(challenge, "https://id.example.com");
        let url = "https://id.example.com/.well-known/oauth-protected-resource";
        assert_eq!(pointing("Bearer"), format!("Bearer resource_metadata=\"{url}\""));
        assert_eq!(
            pointing("Bearer error=\"invalid_token\""),
            format!("Bearer error=\"invalid_token\", resource_metadata=\"{url}\"")
        );
    }

    #[test]
    fn another_scheme_is_left_alone() {
        let of = |text: &'static str| {
            let headers =
                HeaderMap::from_iter([(WWW_AUTHENTICATE, HeaderValue::from_static(text))]);
            challenge(&headers)
        };
        assert_eq!(of("Bearer"), Some("Bearer".to_owned()));
        assert_eq!(
            (of("Basic realm=\"x\""), of("BearerX"), challenge(&HeaderMap::new())),
            (None, None, None)
        );
    }
}
