//! The modules of the OpenID Foundation's plans for providers, and a checklist of the RFCs' demands,
//! driven from outside against the built server.
//!
//! It mirrors the plans' modules, so that a change which would fail one of them fails here first. It
//! knows the server only by what discovery tells, a browser, and the clients that were registered by
//! a fixture file. A module is a plain function of a [`Run`](suite::run::Run): a plan's clients with
//! a response type and a response mode. The list of tests is made of the plans' lists, and reads as
//! they do: `cargo test -p conformance -- --list`.
//!
//! - `plans`: which modules a plan has, for which response types, in the plan's order
//! - `modules`: what a module does; `modules::ALL` names each one's function
//! - `checklist`: the demands of the RFCs by number; each has a test here, a test elsewhere, or a
//!   reason why it has none
//! - `suite`: browser, forms, key set, ID Tokens, the server
//! - `tables`: both tables are whole
//!
//! What a module only warns of is a failure here. What it has a person look at on a screenshot is
//! held to be a page with an error and no redirect.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite: whatever is not as expected is a failure"
)]

mod checklist;
mod elsewhere;
mod modules;
mod plans;
mod suite;
mod tables;

use std::{process::ExitCode, sync::Arc};

use libtest_mimic::{Arguments, Trial};

use crate::suite::{Suite, run::Run};

/// Modules that wait by the clock must not keep the others from running.
const THREADS: usize = 24;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let suite = Arc::new(Suite::default());
    let mut trials = tables::trials();
    for (plan, variant, module) in plans::runs() {
        let (name, suite) = (plans::trial_name(plan, variant, module), Arc::clone(&suite));
        trials.push(trial(name, move || {
            let hold = modules::find(module).unwrap_or_else(|| panic!("no module {module}"));
            hold(&Run::new(&suite, plan.folder, variant));
        }));
    }
    for (name, hold) in checklist::held_here() {
        let suite = Arc::clone(&suite);
        trials.push(trial(name, move || {
            hold(&Run::new(&suite, checklist::FOLDER, plans::CODE));
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    suite.stop();
    conclusion.exit_code()
}

/// A test that fails by a panic.
fn trial(name: String, hold: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        hold();
        Ok(())
    })
}
