//! The Hybrid plan: a code beside what comes by the front.

use super::{Plan, Runs};

/// Shared with the plan for `form_post`.
pub(super) const RUNS: &[Runs] = &[
    ("code id_token", EACH),
    ("code id_token", WITH_ID_TOKEN),
    ("code id_token", ONCE),
    ("code token", EACH),
    ("code token", WITHOUT_ID_TOKEN),
    ("code id_token token", EACH),
    ("code id_token token", WITH_ID_TOKEN),
];

/// For each response type.
const EACH: &[&str] = &[
    "oidcc-server",
    "oidcc-idtoken-signature",
    "oidcc-userinfo-get",
    "oidcc-userinfo-post-header",
    "oidcc-userinfo-post-body",
    "oidcc-scope-profile",
    "oidcc-scope-email",
    "oidcc-scope-address",
    "oidcc-scope-phone",
    "oidcc-scope-all",
    "oidcc-display-page",
    "oidcc-display-popup",
    "oidcc-prompt-login",
    "oidcc-prompt-none-not-logged-in",
    "oidcc-prompt-none-logged-in",
    "oidcc-max-age-1",
    "oidcc-max-age-10000",
    "oidcc-ensure-request-with-unknown-parameter-succeeds",
    "oidcc-id-token-hint",
    "oidcc-login-hint",
    "oidcc-ui-locales",
    "oidcc-claims-locales",
    "oidcc-ensure-request-with-acr-values-succeeds",
    "oidcc-codereuse",
    "oidcc-codereuse-30seconds",
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-server-client-secret-post",
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "oidcc-claims-essential",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-refresh-token",
];

/// Where an ID Token comes by the front.
const WITH_ID_TOKEN: &[&str] = &["oidcc-ensure-request-without-nonce-fails"];

/// Where it comes by the back alone.
const WITHOUT_ID_TOKEN: &[&str] = &["oidcc-ensure-request-without-nonce-succeeds-for-code-flow"];

/// What is the same for all types.
const ONCE: &[&str] = &[
    "oidcc-response-type-missing",
    "oidcc-alternate-happy-flow",
    "oidcc-ensure-request-with-valid-pkce-succeeds",
];

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-hybrid-certification-test-plan",
    folder: "hybrid",
    count: 102,
    runs: RUNS,
    is_form_post: false,
    registers_with: None,
    elsewhere: &[],
};
