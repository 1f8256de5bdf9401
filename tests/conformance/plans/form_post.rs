//! The Form Post plans: the Basic, Implicit and Hybrid plans with `response_mode=form_post`.

use super::{Plan, basic, hybrid, implicit};

pub(super) const BASIC: Plan = Plan {
    name: "oidcc-formpost-basic-certification-test-plan",
    folder: "form_post_basic",
    runs: basic::RUNS,
    is_form_post: true,
    ..basic::PLAN
};

pub(super) const IMPLICIT: Plan = Plan {
    name: "oidcc-formpost-implicit-certification-test-plan",
    folder: "form_post_implicit",
    runs: implicit::RUNS,
    is_form_post: true,
    ..implicit::PLAN
};

pub(super) const HYBRID: Plan = Plan {
    name: "oidcc-formpost-hybrid-certification-test-plan",
    folder: "form_post_hybrid",
    runs: hybrid::RUNS,
    is_form_post: true,
    ..hybrid::PLAN
};
