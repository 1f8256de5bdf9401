//! The plans: which modules, for which response types, by the suite's names.

mod backchannel_logout;
mod basic;
mod config;
mod dynamic;
mod form_post;
mod hybrid;
mod implicit;
mod rp_initiated_logout;
mod third_party_initiated_login;

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
    /// How clients prove themselves that register themselves (`client_registration=dynamic_client`);
    /// `None` if they were registered by hand.
    pub(crate) registers_with: Option<&'static str>,
    /// The modules that do not run here.
    pub(crate) elsewhere: &'static [Elsewhere],
}

/// A module that does not run here: its name, the tests that hold what it asks, and why they do instead.
pub(crate) type Elsewhere = (&'static str, &'static [&'static str], &'static str);

/// The modules for one response type.
pub(crate) type Runs = (&'static str, &'static [&'static str]);

/// The folder of the Dynamic plan.
pub(crate) const DYNAMIC: &str = dynamic::PLAN.folder;
/// The plain code flow.
pub(crate) const CODE: Variant =
    Variant { response_type: "code", is_form_post: false, registers_with: None };

/// Every plan that is mirrored here.
pub(crate) const ALL: [&Plan; 12] = [
    &config::PLAN,
    &basic::PLAN,
    &dynamic::BASIC,
    &implicit::PLAN,
    &hybrid::PLAN,
    &form_post::BASIC,
    &form_post::IMPLICIT,
    &form_post::HYBRID,
    &rp_initiated_logout::PLAN,
    &backchannel_logout::PLAN,
    &third_party_initiated_login::PLAN,
    &dynamic::PLAN,
];

/// Each run of each module of each plan, but for those that are held elsewhere.
pub(crate) fn runs() -> impl Iterator<Item = (&'static Plan, Variant, &'static str)> {
    ALL.into_iter().flat_map(|plan| {
        plan.runs.iter().flat_map(move |(response_type, modules)| {
            let Plan { is_form_post, registers_with, .. } = *plan;
            let variant = Variant { response_type, is_form_post, registers_with };
            let is_here = |module: &&&str| !plan.elsewhere.iter().any(|(name, ..)| name == *module);
            modules.iter().filter(is_here).map(move |module| (plan, variant, *module))
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

/// Whether the clients of a folder register themselves.
pub(crate) fn registers(folder: &str) -> bool {
    ALL.iter().any(|plan| plan.folder == folder && plan.registers_with.is_some())
}
