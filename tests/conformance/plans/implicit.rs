//! The Implicit plan: everything comes by the front.

use super::{Plan, Runs};

/// Shared with the plan for `form_post`.
pub(super) const RUNS: &[Runs] =
    &[("id_token", BOTH), ("id_token token", BOTH), ("id_token token", WITH_TOKEN)];

/// For both response types.
const BOTH: &[&str] = &[
    "oidcc-server",
    "oidcc-idtoken-signature",
    "oidcc-ensure-request-without-nonce-fails",
    "oidcc-scope-profile",
    "oidcc-scope-email",
    "oidcc-scope-address",
    "oidcc-scope-phone",
    "oidcc-scope-all",
    "oidcc-alternate-happy-flow",
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
    "oidcc-ensure-registered-redirect-uri",
    "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "oidcc-ensure-request-object-with-redirect-uri",
    "oidcc-claims-essential",
];

/// Where there is a token to ask with, and what is the same for all types.
const WITH_TOKEN: &[&str] = &[
    "oidcc-userinfo-get",
    "oidcc-userinfo-post-header",
    "oidcc-userinfo-post-body",
    "oidcc-response-type-missing",
];

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-implicit-certification-test-plan",
    folder: "implicit",
    count: 58,
    runs: RUNS,
    is_form_post: false,
    registers_with: None,
    elsewhere: &[],
};
