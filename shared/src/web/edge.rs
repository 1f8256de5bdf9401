//! The edge: behind CloudFront a request's address is CloudFront's, and the viewer's comes in a
//! header. Who may write that header is proved by a secret that only CloudFront knows.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};

use super::{ClientAddress, failure::exception};
use crate::{app::App, secret::SecretHash};

/// The header with the secret, which CloudFront adds and a viewer never sees.
const SECRET: &str = "x-affogato-edge";
/// The viewer's address and port, as CloudFront saw them.
const VIEWER: &str = "cloudfront-viewer-address";

/// Takes the viewer's address from CloudFront, and refuses who comes past it: the rules of its
/// firewall would be no rules, and a header would choose whose logins are throttled.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(hash) = &app.config().edge_secret {
        let Some(address) = viewer(request.headers(), hash) else {
            let words = "This server is reached by its own name only.";
            return exception(StatusCode::FORBIDDEN, "PermissionError", words).into_response();
        };
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// The viewer's address, if the request proves that it comes from CloudFront.
fn viewer(headers: &HeaderMap, hash: &SecretHash) -> Option<IpAddr> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if !hash.matches(text(SECRET)?) {
        return None;
    }
    // An IPv6 address stands without brackets before its port.
    let (address, _port) = text(VIEWER)?.rsplit_once(':')?;
    address.trim_matches(['[', ']']).parse().ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn seen(secret: &str, address: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(SECRET, HeaderValue::from_str(secret).unwrap());
        headers.insert(VIEWER, HeaderValue::from_static(address));
        viewer(&headers, &SecretHash::of("the secret")).map(|address| address.to_string())
    }

    #[test]
    fn the_viewers_address_is_believed_with_the_secret_alone() {
        assert_eq!(seen("the secret", "192.0.2.7:46532").unwrap(), "192.0.2.7");
        assert_eq!(seen("the secret", "2001:db8::7:443").unwrap(), "2001:db8::7");
        assert_eq!(seen("the secret", "[2001:db8::7]:443").unwrap(), "2001:db8::7");
        assert_eq!(seen("another", "192.0.2.7:46532"), None);
        assert_eq!(seen("the secret", "nonsense"), None);
        assert_eq!(viewer(&HeaderMap::new(), &SecretHash::of("")), None);
    }
}
