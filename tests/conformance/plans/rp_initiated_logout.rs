//! The plan for logout by the client (RP-Initiated Logout). The suite runs it for one response type
//! of the provider's choice; here it runs for all six.

use super::{Plan, Runs};

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-rp-initiated-logout-certification-test-plan",
    folder: "rp_initiated_logout",
    count: 6 * 11,
    runs: RUNS,
    is_form_post: false,
    registers_with: None,
    elsewhere: &[],
};

const RUNS: &[Runs] = &[
    ("code", MODULES),
    ("id_token", MODULES),
    ("id_token token", MODULES),
    ("code id_token", MODULES),
    ("code token", MODULES),
    ("code id_token token", MODULES),
];

const MODULES: &[&str] = &[
    "oidcc-rp-initiated-logout-discovery-endpoint-verification",
    "oidcc-rp-initiated-logout",
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-modified-id-token-hint",
    "oidcc-rp-initiated-logout-no-id-token-hint",
    "oidcc-rp-initiated-logout-no-params",
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-no-state",
    "oidcc-rp-initiated-logout-only-state",
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    "oidcc-rp-initiated-logout-bad-id-token-hint",
];
