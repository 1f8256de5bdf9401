//! Discovery ([OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html),
//! [RFC 8414](https://www.rfc-editor.org/rfc/rfc8414), [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)):
//! what this server can do, and the keys that it signs with.

mod documents;

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderName, HeaderValue, StatusCode, Uri,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE},
};
use serde_json::{Value, json};
use shared::{
    App,
    app::registration::policy,
    web::{Failure, answer, cors, routes},
};

/// The address of the key set.
pub const JWKS: &str = "/.well-known/jwks.json";

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";
const RESOURCE: &str = "/.well-known/oauth-protected-resource";

/// Where our own API begins.
const API: &str = "/api/";

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.openid_configuration"];
/// The other paths served here, as API Gateway writes what begins with them. A client that was told of
/// an API asks first with the API's own path behind the address.
pub const PATHS: &[&str] = &[
    OPENID,
    OAUTH,
    RESOURCE,
    JWKS,
    "/.well-known/openid-configuration/{proxy+}",
    "/.well-known/oauth-authorization-server/{proxy+}",
    "/.well-known/oauth-protected-resource/{proxy+}",
];

/// The function's router.
pub fn router(app: App) -> Router {
    let frappes = get(provider).post(provider).options(cors::preflight);
    let document = get(provider).options(cors::preflight);
    let router = routes::methods(METHODS, &frappes)
        .route(OPENID, document.clone())
        .route(&format!("{OPENID}/{{*path}}"), document.clone())
        .route(OAUTH, document.clone())
        .route(&format!("{OAUTH}/{{*path}}"), document)
        .route(RESOURCE, get(resource).options(cors::preflight))
        .route(&format!("{RESOURCE}/{{*path}}"), get(resource_at).options(cors::preflight))
        .route(JWKS, get(jwks).options(cors::preflight));
    routes::finish(router, app)
}

async fn provider(State(app): State<App>) -> Result<Response, Failure> {
    let settings = app.settings().await?;
    tell(&documents::provider(&settings.issuer, policy(&settings)))
}

async fn resource(State(app): State<App>) -> Result<Response, Failure> {
    tell(&documents::resource(&app.issuer().await?, ""))
}

/// The same for a part of our API. RFC 9728 section 3.3: a client compares the `resource` with what it
/// has asked for. We vouch for nothing else.
async fn resource_at(State(app): State<App>, uri: Uri) -> Result<Response, Failure> {
    let path = uri.path().strip_prefix(RESOURCE).unwrap_or_default();
    if path.starts_with(API) {
        tell(&documents::resource(&app.issuer().await?, path))
    } else {
        Ok(routes::nowhere(&uri))
    }
}

/// The key set ([RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517#section-5)): the keys that
/// sign, those that will, and those whose tokens may still live.
async fn jwks(State(app): State<App>) -> Result<Response, Failure> {
    let (set, now) = (app.key_set().await?, app.now());
    let keys: Vec<_> = set.published(now).map(|key| &key.public).collect();
    let mut answer = tell(&json!({ "keys": keys }))?;
    let kind = HeaderValue::from_static("application/jwk-set+json");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    if keys.is_empty() {
        // Before the schedule's first hour: whoever kept it would refuse the first tokens.
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(answer)
}

/// It is the same for everybody, and apps in a browser read it from their own origin.
const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
];

fn tell(document: &Value) -> Result<Response, Failure> {
    Ok((HEADERS, answer::json(StatusCode::OK, document)?).into_response())
}
