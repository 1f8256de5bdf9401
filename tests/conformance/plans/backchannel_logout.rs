//! The plan for clients that are told of a logout (Back-Channel Logout), for all six response types.

use super::{Plan, Runs};

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
    folder: "backchannel_logout",
    count: 6 * 2,
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
    "oidcc-backchannel-logout-discovery-endpoint-verification",
    "oidcc-backchannel-rp-initiated-logout",
];
