//! What a running Frappe answered to 310 requests, asked of our server with the same people and
//! apps: as it was captured, and with the proofs that Frappe forgot to ask for.

mod browser;
mod case;
mod differences;
mod normal;
mod preparation;
mod proof;
mod stage;
mod verbatim;

use std::collections::BTreeMap;

use serde_json::Value;

use self::{
    case::Case,
    differences::Table,
    preparation::Preparation,
    proof::{add_secret, client_to_prove},
    stage::Stage,
};

/// How many cases there are: none is left out unseen.
const CASES: usize = 310;

/// The cases in their groups, each with how it is prepared.
fn groups() -> Vec<Vec<(Case, Preparation)>> {
    let written = Preparation::written();
    let cases = case::all();
    assert_eq!(cases.len(), CASES);
    let names: Vec<&String> = cases.iter().map(|case| &case.name).collect();
    let stray: Vec<&String> = written.keys().filter(|name| !names.contains(name)).collect();
    assert!(stray.is_empty(), "prepared, but no case: {stray:?}");
    let mut groups: BTreeMap<String, Vec<(Case, Preparation)>> = BTreeMap::new();
    for case in cases {
        let preparation = Preparation::of(&case, &written);
        groups.entry(case.group.clone()).or_default().push((case, preparation));
    }
    groups.into_values().collect()
}

#[tokio::test]
async fn what_frappe_gives_without_proof_is_refused() {
    let (mut refused, mut answered, mut wrong) = (0, 0, Vec::new());
    for group in groups() {
        let mut shared = Stage::new(&Preparation::default()).await;
        for (case, preparation) in &group {
            let asked = if preparation.is_alone() {
                verbatim::ask(&mut Stage::new(preparation).await, case, preparation).await
            } else {
                verbatim::ask(&mut shared, case, preparation).await
            };
            match asked {
                Ok(true) => refused += 1,
                Ok(false) => answered += 1,
                Err(error) => wrong.push(error),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    told(&format!("verbatim: {refused} refused for want of a proof, {answered} others answered"));
}

#[tokio::test]
async fn with_every_proof_the_answers_are_frappes_but_for_the_table() {
    let (mut table, mut equal, mut different, mut wrong) = (Table::read(), 0, 0, Vec::new());
    for group in groups() {
        let mut shared = Stage::new(&Preparation::default()).await;
        for (case, preparation) in &group {
            let ours = if preparation.is_alone() {
                amended(&mut Stage::new(preparation).await, case, preparation).await
            } else {
                amended(&mut shared, case, preparation).await
            };
            let frappes = normal::frappes(&case.response);
            let expected = table.apply(case, &frappes);
            match (ours == frappes, ours == expected) {
                (true, true) => equal += 1,
                (false, true) => different += 1,
                (_, false) => wrong.push(mismatch(case, &ours, &expected, &frappes)),
            }
        }
    }
    told(&format!("amended: {equal} equal, {different} different by the table"));
    for (index, entry) in table.entries.iter().enumerate() {
        let nearest = entry.nearest.iter().map(|how| format!(" [nearest: {how}]"));
        let nearest = nearest.collect::<String>();
        told(&format!("{:4} {} ({}){nearest}", table.count(index), entry.what, entry.cites));
        assert!(!entry.reason.is_empty() && !entry.cites.is_empty());
    }
    assert!(wrong.is_empty(), "{} not as they should be\n{}", wrong.len(), wrong.join("\n"));
    assert!(table.idle().is_empty(), "no case needs\n{}", table.idle().join("\n"));
}

/// Asks a case with the client's secret and the user's consent.
async fn amended(stage: &mut Stage, case: &Case, preparation: &Preparation) -> Value {
    let mut request = stage.prepare(case, preparation).await;
    if let Some(client) = client_to_prove(case, &request, preparation) {
        add_secret(&mut request, &client);
    }
    let answer = stage.browser.send(&request).await;
    if case.method() != "approve" {
        return normal::ours(&answer);
    }
    let cookie = request.header("Cookie");
    let page = stage.browser.follow(&answer, cookie).await;
    normal::ours(&stage.browser.allow(&page, cookie).await)
}

fn mismatch(case: &Case, ours: &Value, expected: &Value, frappes: &Value) -> String {
    let Case { name, group, request, .. } = case;
    let table = if expected == frappes { String::new() } else { format!("\n    table {expected}") };
    let asked = format!("{} {}", request.method, request.path);
    format!("{group} {name} {asked}\n    frappe {frappes}{table}\n    ours {ours}")
}

#[expect(clippy::print_stdout, reason = "the counts are what a reader of this test wants to see")]
fn told(text: &str) {
    println!("{text}");
}
