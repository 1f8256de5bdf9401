//! Plans whose clients register themselves: the Dynamic plan, whose clients sign for themselves
//! (`private_key_jwt`), and the Basic plan with `client_registration=dynamic_client`.
//!
//! The suite runs the Dynamic plan for one response type of the provider's choice; here it runs for the
//! code and for the type that has everything, as a provider limits how many clients register.

use super::{Elsewhere, Plan, Runs, basic};

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-dynamic-certification-test-plan",
    folder: "dynamic",
    count: 2 * 23,
    runs: RUNS,
    is_form_post: false,
    registers_with: Some("private_key_jwt"),
    elsewhere: ELSEWHERE,
};

const RUNS: &[Runs] = &[("code", MODULES), ("code id_token token", MODULES)];

const MODULES: &[&str] = &[
    "oidcc-idtoken-rs256",
    "oidcc-idtoken-unsigned",
    "oidcc-userinfo-rs256",
    "oidcc-ensure-redirect-uri-in-authorization-request",
    "oidcc-redirect-uri-query-OK",
    "oidcc-redirect-uri-query-mismatch",
    "oidcc-redirect-uri-query-added",
    "oidcc-redirect-uri-regfrag",
    "oidcc-discovery-endpoint-verification",
    "oidcc-server",
    "oidcc-registration-logo-uri",
    "oidcc-registration-policy-uri",
    "oidcc-registration-tos-uri",
    "oidcc-registration-jwks-uri",
    "oidcc-registration-sector-uri",
    "oidcc-registration-sector-bad",
    "oidcc-server-rotate-keys",
    "oidcc-refresh-token-rp-key-rotation",
    "oidcc-request-uri-unsigned",
    "oidcc-request-uri-signed-rs256",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-refresh-token",
    "oidcc-ensure-client-assertion-with-iss-aud-succeeds",
];

const ELSEWHERE: &[Elsewhere] = &[
    // A run of the suite would fail it.
    (
        "oidcc-request-uri-signed-rs256",
        &["oidcc-request-uri-unsigned"],
        "the plan demands that a request is fetched from the client's address; nobody does, and it is refused by name",
    ),
    (
        "oidcc-server-rotate-keys",
        &[
            "signing_keys::through_three_rotations_no_cached_key_set_lacks_a_key_and_no_token_outlives_its_key",
        ],
        "who runs the server replaces its keys, and a server in memory has nobody else at its store",
    ),
    (
        "oidcc-refresh-token-rp-key-rotation",
        &[
            "client_assertion::key_sets::keys_are_read_where_the_record_says_and_anew_when_the_client_has_changed_over",
        ],
        "the key set of a client that registers itself is at https and beyond this machine, and is asked \
         anew after a minute, which the flow's clock passes at once",
    ),
];

/// The Basic plan.
pub(super) const BASIC: Plan = Plan {
    name: "oidcc-basic-certification-test-plan",
    folder: "basic_dynamic",
    registers_with: Some("client_secret_basic"),
    elsewhere: ALWAYS_ASKED,
    ..basic::PLAN
};

/// A run with such clients would fail these two. They hold for the clients of the Basic plan proper.
const ALWAYS_ASKED: &[Elsewhere] = &[
    ("oidcc-prompt-none-logged-in", CONSENT_REQUIRED, UNVOUCHED),
    ("oidcc-id-token-hint", CONSENT_REQUIRED, UNVOUCHED),
];
const CONSENT_REQUIRED: &[&str] =
    &["registration::a_client_that_registered_itself_works_and_its_user_is_asked_each_time"];
const UNVOUCHED: &str = "nobody vouches for a client that registered itself, so its user is asked each \
     time and prompt=none is answered consent_required";
