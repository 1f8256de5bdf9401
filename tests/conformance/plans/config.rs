//! The Config plan.

use super::Plan;

pub(super) const PLAN: Plan = Plan {
    name: "oidcc-config-certification-test-plan",
    folder: "config",
    count: 1,
    runs: &[("code", &["oidcc-discovery-endpoint-verification"])],
    is_form_post: false,
    registers_with: None,
    elsewhere: &[],
};
