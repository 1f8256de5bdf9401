//! [RFC 8414](https://www.rfc-editor.org/rfc/rfc8414), OpenID Connect Discovery and the key set.

use serde_json::Value;

use super::{
    Demand,
    Held::{By, Here},
};
use crate::suite::{
    client::http,
    provider::{self, DISCOVERY},
    run::Run,
};

/// Where RFC 8414 has the same document.
const OAUTH: &str = "/.well-known/oauth-authorization-server";

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (76, "rfc8414_3_the_metadata_stands_where_each_standard_looks", Here(both_documents_are_one)),
    (77, "rfc8414_3_3_the_issuer_is_the_one_that_was_asked", By(&["oidcc-discovery-endpoint-verification"])),
    (78, "rfc8414_2_no_list_is_empty_and_every_endpoint_is_an_address", Here(no_list_is_empty)),
    (79, "rfc8414_2_what_is_listed_works_and_nothing_else", Here(what_is_not_listed_is_refused)),
    (80, "openid_discovery_3_what_a_client_cannot_do_without", By(&["oidcc-discovery-endpoint-verification"])),
    (81, "openid_core_10_1_1_keys_are_rotated_ahead", By(&[
        "signing_keys::through_three_rotations_no_cached_key_set_lacks_a_key_and_no_token_outlives_its_key",
    ])),
    (82, "rfc7517_no_key_is_private_or_nameless", By(&[
        // suite/provider.rs looks at each key in every module.
        "oidcc-server", "signing_keys::the_key_set_has_names_and_uses_and_nothing_private",
    ])),
    (83, "rfc8414_both_documents_agree", By(&["checklist::rfc8414_3_the_metadata_stands_where_each_standard_looks"])),
];

fn both_documents_are_one(run: &Run<'_>) {
    let issuer = run.provider.issuer();
    let [openid, oauth] =
        [DISCOVERY, OAUTH].map(|path| provider::json(&http(), &format!("{issuer}{path}")));
    assert_eq!(openid, oauth);
    assert_eq!(openid["issuer"], issuer);
}

fn no_list_is_empty(run: &Run<'_>) {
    for (name, value) in run.provider.metadata.as_object().unwrap() {
        assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{name} is empty");
        assert!(!value.is_null(), "{name} is null");
        if name.ends_with("_endpoint") {
            let url = run.provider.endpoint(name);
            assert!(url.query().is_none() && url.fragment().is_none(), "{name}: {url}");
            // RFC 6749 section 3.1: nobody else's place.
            assert!(url.as_str().starts_with(run.provider.issuer()), "{name}: {url}");
        }
    }
}

/// What is listed is what the plans' modules use; what is not is refused.
fn what_is_not_listed_is_refused(run: &Run<'_>) {
    let has = |list: &str, word: &str| run.provider.list(list).contains(&word);
    for grant_type in
        ["client_credentials", "password", "urn:ietf:params:oauth:grant-type:device_code"]
    {
        if !has("grant_types_supported", grant_type) {
            let refused = run.token(&[("grant_type", grant_type)]);
            assert_eq!(refused.refused(400), "unsupported_grant_type");
        }
    }
    assert!(!has("subject_types_supported", "pairwise"));
    assert!(!has("id_token_signing_alg_values_supported", "none"));
    for (flag, name, error) in [
        ("request_parameter_supported", "request", "request_not_supported"),
        ("request_uri_parameter_supported", "request_uri", "request_uri_not_supported"),
    ] {
        assert_eq!(run.provider.metadata[flag], Value::Bool(false));
        let request = run.request().with(name, "https://rp.example/x");
        assert_eq!(run.refusal(&run.browser(), &request), error);
    }
}
