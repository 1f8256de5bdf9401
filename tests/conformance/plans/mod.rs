//! The plans: which modules, for which response types, by the suite's names.

mod backchannel_logout;
mod basic;
mod config;
mod form_post;
mod hybrid;
mod implicit;
mod rp_initiated_logout;

use std::collections::BTreeSet;

use crate::{checklist, suite::run::Variant};

/// A plan of the suite.
pub(crate) struct Plan {
    /// The suite's name for it.
    pub(crate) name: &'static str,
    /// What its tests, its user and its clients are called by.
    pub(crate) folder: &'static str,
    /// How many runs the plan is made of.
    pub(crate) count: usize,
    /// The modules by response type.
    pub(crate) runs: &'static [Runs],
    /// Whether every request asks for `response_mode=form_post`.
    pub(crate) is_form_post: bool,
}

/// The modules for one response type.
pub(crate) type Runs = (&'static str, &'static [&'static str]);

/// The plain code flow.
pub(crate) const CODE: Variant = Variant { response_type: "code", is_form_post: false };

/// Every plan that is mirrored here.
pub(crate) const ALL: [&Plan; 9] = [
    &config::PLAN,
    &basic::PLAN,
    &implicit::PLAN,
    &hybrid::PLAN,
    &form_post::BASIC,
    &form_post::IMPLICIT,
    &form_post::HYBRID,
    &rp_initiated_logout::PLAN,
    &backchannel_logout::PLAN,
];

/// Each run of each module of each plan.
pub(crate) fn runs() -> impl Iterator<Item = (&'static Plan, Variant, &'static str)> {
    ALL.into_iter().flat_map(|plan| {
        plan.runs.iter().flat_map(move |(response_type, modules)| {
            let variant = Variant { response_type, is_form_post: plan.is_form_post };
            modules.iter().map(move |module| (plan, variant, *module))
        })
    })
}

/// What a run is called, such as `hybrid::code_id_token::oidcc_server`; the response type is left
/// out where the plan has one.
pub(crate) fn trial_name(plan: &Plan, variant: Variant, module: &str) -> String {
    let name = module.replace('-', "_");
    if plan.runs.len() == 1 {
        format!("{}::{name}", plan.folder)
    } else {
        format!("{}::{}::{name}", plan.folder, variant.response_type.replace(' ', "_"))
    }
}

/// The folders that have clients and a user of their own.
pub(crate) fn folders() -> BTreeSet<&'static str> {
    ALL.iter().map(|plan| plan.folder).chain([checklist::FOLDER]).collect()
}
