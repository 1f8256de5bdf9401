//! The headers that every answer carries.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
        X_FRAME_OPTIONS,
    },
};

use crate::app::App;

const DEFAULTS: [(HeaderName, &str); 4] = [
    // Frappe's words. Codes, tokens and people's names are in no cache.
    (CACHE_CONTROL, "no-store,no-cache,must-revalidate,max-age=0"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Clickjacking: nobody lays our Allow button under his game.
    (X_FRAME_OPTIONS, "DENY"),
    // An authorization request in a URL is not told to the pages that a user goes to next. Not
    // `no-referrer`: browsers would then send our own forms with `Origin: null`.
    (REFERRER_POLICY, "same-origin"),
];

/// Adds the headers.
pub async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.config().issuer.starts_with("https://") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}
