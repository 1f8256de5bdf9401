//! The tables are whole: every module of every plan is held, and nothing is held for no plan.

use std::collections::BTreeSet;

use libtest_mimic::Trial;

use crate::{
    checklist::{self, Held},
    elsewhere, modules, plans,
    suite::self_tests,
};

/// The tests of the tables and of the instruments, which need no server.
pub(crate) fn trials() -> Vec<Trial> {
    let all: [(&str, fn()); 7] = [
        ("every_demand_is_held_or_has_its_reason", every_demand_is_held_or_has_its_reason),
        ("whatever_holds_a_demand_elsewhere_is_there", whatever_holds_a_demand_elsewhere_is_there),
        ("a_helper_is_no_test", elsewhere::a_helper_is_no_test),
        ("every_module_of_every_plan_is_held", every_module_of_every_plan_is_held),
        ("every_plan_has_as_many_runs_as_the_suites", every_plan_has_as_many_runs_as_the_suites),
        ("what_does_not_run_here_is_held_elsewhere", what_does_not_run_here_is_held_elsewhere),
        ("no_test_has_the_name_of_another", no_test_has_the_name_of_another),
    ];
    let named = all.into_iter().map(|(name, hold)| (format!("tables::{name}"), hold));
    let instruments = self_tests::ALL.map(|(name, hold)| (format!("suite::{name}"), hold));
    let trial = |(name, hold): (String, fn())| {
        Trial::test(name, move || {
            hold();
            Ok(())
        })
    };
    named.chain(instruments).map(trial).collect()
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

fn what_does_not_run_here_is_held_elsewhere() {
    for plan in plans::ALL {
        for (module, tests, why) in plan.elsewhere {
            let is_listed = plan.runs.iter().any(|(_, modules)| modules.contains(module));
            assert!(is_listed && !tests.is_empty() && !why.is_empty(), "{module}");
            let is_held = |test: &&&str| modules::find(test).is_some() || elsewhere::is_there(test);
            let missing: Vec<_> = tests.iter().filter(|test| !is_held(test)).collect();
            assert!(missing.is_empty(), "{module}: {missing:?}");
        }
    }
}

/// The names of all tests but those of the tables.
fn names() -> Vec<String> {
    let runs =
        plans::runs().map(|(plan, variant, module)| plans::trial_name(plan, variant, module));
    runs.chain(checklist::held_here().into_iter().map(|(name, _)| name)).collect()
}

fn every_demand_is_held_or_has_its_reason() {
    let all: Vec<_> = checklist::ALL.into_iter().flatten().collect();
    let mut numbers: Vec<u8> = all.iter().map(|(number, ..)| *number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=checklist::COUNT).collect::<Vec<_>>());
    for (number, section, held) in all {
        let is_said = match held {
            Held::Here(_) => true,
            Held::By(tests) => !tests.is_empty(),
            Held::Not(reason) => !reason.is_empty(),
        };
        assert!(is_said, "{number} {section}");
    }
}

fn whatever_holds_a_demand_elsewhere_is_there() {
    let here = names();
    let mut missing = Vec::new();
    for (number, _, held) in checklist::ALL.into_iter().flatten() {
        let Held::By(tests) = held else { continue };
        let is_here =
            |test: &str| modules::find(test).is_some() || here.iter().any(|name| name == test);
        let absent = tests.iter().filter(|test| !is_here(test) && !elsewhere::is_there(test));
        missing.extend(absent.map(|test| format!("{number}: {test}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn no_test_has_the_name_of_another() {
    let mut seen = BTreeSet::new();
    for name in names() {
        assert!(seen.insert(name.clone()), "{name} twice");
    }
}
