//! Requests in a JWT (OpenID Connect Core section 6). The plans skip these modules where `none` is
//! not among `request_object_signing_alg_values_supported`; here they hold that such a request is
//! refused by name, and never answered without a look into it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use crate::suite::{fixtures::RELYING_PARTY, request::Request, run::Run};

/// Nobody goes to the address, so it does not matter what is there, nor who has signed it.
pub(crate) fn oidcc_request_uri_unsigned(run: &Run<'_>) {
    let uri = format!("{RELYING_PARTY}/{}/request.jwt#hash", run.folder);
    assert_ne!(run.provider.metadata["request_uri_parameter_supported"], true);
    refused(run, &run.request().with("request_uri", &uri), "request_uri_not_supported");
}

pub(crate) fn oidcc_unsigned_request_object(run: &Run<'_>) {
    let object = unsigned(&run.request());
    refused(run, &run.request().with("request", &object), "request_not_supported");
}

/// A redirection URI inside the object is not followed.
pub(crate) fn oidcc_ensure_request_object_with_redirect_uri(run: &Run<'_>) {
    let inside = format!("{RELYING_PARTY}/{}/elsewhere", run.folder);
    let object = unsigned(&run.request().with("redirect_uri", &inside));
    refused(run, &run.request().with("request", &object), "request_not_supported");
}

fn refused(run: &Run<'_>, request: &Request, error: &str) {
    let offered = run.provider.list("request_object_signing_alg_values_supported");
    assert!(!offered.contains(&"none"), "the plan would not skip it: {offered:?}");
    let (answer, _) = run.authorize(&run.browser(), request);
    assert_eq!(answer.error(), error);
}

/// A JWT without a signature that says what a request says.
fn unsigned(request: &Request) -> String {
    let claims: Map<String, Value> =
        request.0.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(&Value::Object(claims).to_string()))
}
