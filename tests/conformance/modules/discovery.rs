//! What discovery has to tell (OpenID Connect Discovery section 3, RFC 8414), for each plan.

use serde_json::Value;

use crate::suite::{
    client::http,
    provider::{self, DISCOVERY},
    run::Run,
};

/// Members that are lists of words, as the standards name them.
const LISTS: [&str; 14] = [
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "display_values_supported",
    "claims_supported",
    "ui_locales_supported",
    "code_challenge_methods_supported",
];

/// Members that are booleans.
const FLAGS: [&str; 8] = [
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "require_pushed_authorization_requests",
];

/// The Config plan's only module.
pub(crate) fn oidcc_discovery_endpoint_verification(run: &Run<'_>) {
    let metadata = document(run);
    for (name, value) in metadata.as_object().unwrap() {
        if LISTS.contains(&name.as_str()) {
            let words = value.as_array().unwrap_or_else(|| panic!("{name} is {value}"));
            assert!(!words.is_empty() && words.iter().all(Value::is_string), "{name}: {value}");
        }
        if FLAGS.contains(&name.as_str()) {
            assert!(value.is_boolean(), "{name}: {value}");
        }
    }
    let has = |list: &str, word: &str| {
        let words = run.provider.list(list);
        assert!(words.contains(&word), "{word} is not in {list}: {words:?}");
    };
    has("response_types_supported", run.variant.response_type);
    has("id_token_signing_alg_values_supported", "RS256");
    has("scopes_supported", "openid");
    for list in ["subject_types_supported", "claims_supported"] {
        assert!(!run.provider.list(list).is_empty(), "no {list}");
    }
    assert!(metadata["userinfo_endpoint"].is_string());
    if let Some(method) = run.variant.registers_with {
        // OpenID Connect Discovery section 3: what a provider has that anybody may register with.
        assert!(metadata["registration_endpoint"].is_string());
        for response_type in ["code", "id_token", "id_token token"] {
            has("response_types_supported", response_type);
        }
        has("grant_types_supported", "authorization_code");
        has("grant_types_supported", "implicit");
        has("token_endpoint_auth_methods_supported", method);
    }
    for locale in run.provider.list("ui_locales_supported") {
        let is_tag = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(locale.split('-').all(is_tag), "{locale} is no tag of BCP 47");
    }
    let request_algs = run.provider.list("request_object_signing_alg_values_supported");
    assert!(request_algs.is_empty() || request_algs.contains(&"RS256"), "{request_algs:?}");
}

pub(crate) fn oidcc_rp_initiated_logout_discovery(run: &Run<'_>) {
    let metadata = document(run);
    assert!(metadata["end_session_endpoint"].is_string(), "no end_session_endpoint");
}

pub(crate) fn oidcc_backchannel_logout_discovery(run: &Run<'_>) {
    let metadata = document(run);
    assert!(metadata["end_session_endpoint"].is_string(), "no end_session_endpoint");
    for flag in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(metadata[flag], true, "{flag}");
    }
}

/// The document, whose issuer is its own address and whose endpoints are safe to use.
fn document(run: &Run<'_>) -> Value {
    let issuer = run.provider.issuer();
    let metadata = provider::json(&http(), &format!("{issuer}{DISCOVERY}"));
    assert_eq!(metadata["issuer"], issuer);
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" || name == "issuer" {
            let url = value.as_str().unwrap_or_else(|| panic!("{name} is {value}"));
            assert!(is_safe(url), "{name} is {url}");
        }
    }
    metadata
}

/// `https`, as the plans demand, but for a server on this machine.
fn is_safe(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://127.0.0.1:")
}
