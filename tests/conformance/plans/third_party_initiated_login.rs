//! The plan for a login that somebody else begins at the client
//! ([OpenID Connect Core section 4](https://openid.net/specs/openid-connect-core-1_0.html#ThirdPartyInitiatedLogin)).
//! The suite runs it for one response type of the provider's choice; here it runs for all six.

use super::{Plan, Runs};

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-3rdparty-init-login-certification-test-plan",
    folder: "third_party_initiated_login",
    count: 6 * 2,
    runs: RUNS,
    is_form_post: false,
    registers_with: Some("client_secret_basic"),
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

const MODULES: &[&str] = &["oidcc-3rd_party-init-login", "oidcc-3rd_party-init-login-nohttps"];
