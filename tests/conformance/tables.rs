//! The tables are whole: every module of every plan is held, and nothing is held for no plan.

use std::collections::BTreeSet;

use libtest_mimic::Trial;

use crate::{modules, plans, waiting};

/// The tests of the tables, which need no server.
pub(crate) fn trials() -> Vec<Trial> {
    let all: [(&str, fn()); 4] = [
        ("every_module_of_every_plan_is_held", every_module_of_every_plan_is_held),
        ("every_plan_has_as_many_runs_as_the_suites", every_plan_has_as_many_runs_as_the_suites),
        ("no_test_has_the_name_of_another", no_test_has_the_name_of_another),
        ("whatever_waits_is_there", whatever_waits_is_there),
    ];
    let trial = |(name, hold): (&str, fn())| {
        Trial::test(format!("tables::{name}"), move || {
            hold();
            Ok(())
        })
    };
    all.into_iter().map(trial).collect()
}

fn every_module_of_every_plan_is_held() {
    let held: Vec<&str> = modules::ALL.iter().map(|(name, _)| *name).collect();
    let named: BTreeSet<&str> = plans::runs().map(|(_, _, module)| module).collect();
    assert_eq!(held.len(), held.iter().collect::<BTreeSet<_>>().len(), "one is held twice");
    assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), named);
}

fn every_plan_has_as_many_runs_as_the_suites() {
    for plan in plans::ALL {
        let count: usize = plan.runs.iter().map(|(_, modules)| modules.len()).sum();
        assert_eq!(count, plan.count, "{}", plan.name);
    }
}

fn no_test_has_the_name_of_another() {
    let mut seen = BTreeSet::new();
    for (plan, variant, module) in plans::runs() {
        let name = plans::trial_name(plan, variant, module);
        assert!(seen.insert(name.clone()), "{name} twice");
    }
}

fn whatever_waits_is_there() {
    for (part, reason) in waiting::WAITING {
        let names =
            plans::runs().map(|(plan, variant, module)| plans::trial_name(plan, variant, module));
        assert!(names.filter(|name| waiting::is_meant(name, part)).count() > 0, "{part}: {reason}");
    }
}
