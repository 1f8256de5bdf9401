//! `affogato import`: Frappe's fixtures into the local database or a deployed stack.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Answer, CommandError, Common};
use crate::{
    console::Console,
    import::{self, Count, Progress, Report},
    place::IfMissing,
};

/// From how many documents on it is told how far it is.
const MANY: usize = 1_000;

/// What to import, and where.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// What `bench export-fixtures` or `affogato export` writes: a JSON list of documents with a
    /// `doctype`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Check everything and say what would be done; write nothing
    #[arg(long)]
    dry_run: bool,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

/// Imports.
///
/// # Errors
///
/// When a file is wrong, before anything is written; the place's.
pub async fn run(options: &ImportOptions) -> Result<Answer, CommandError> {
    let ImportOptions { files, dry_run, common } = options;
    let plan = import::read_all(files)?;
    let mut place =
        common.place(if *dry_run { IfMissing::Pretend } else { IfMissing::Create }).await?;
    let weak = plan.weak_secrets().to_vec();
    let mut console = Console::stderr();
    let mut tell = |progress: Progress| {
        if progress.all >= MANY {
            console.line(&words(progress));
        }
    };
    let report = import::write(place.app(), *dry_run, plan, &mut tell).await?;
    Ok(answer(&report, &weak, *dry_run).unheard(place.tell_apps().await))
}

fn words(Progress { done, all, millis }: Progress) -> String {
    let done_so_far = u64::try_from(done).unwrap_or(u64::MAX).saturating_mul(1_000);
    let rate = done_so_far.checked_div(millis).unwrap_or(0);
    format!("{done} of {all} documents, {rate} a second")
}

fn answer(report: &Report, weak: &[String], dry_run: bool) -> Answer {
    let verb = if dry_run { "Would import" } else { "Imported" };
    let count = |count: Count| {
        let Count { created, changed, left } = count;
        json!({"seen": count.seen(), "created": created, "changed": changed, "left": left})
    };
    let others: serde_json::Map<String, Value> =
        report.others.iter().map(|(doctype, n)| (doctype.clone(), json!(n))).collect();
    let json = json!({
        "dry_run": dry_run,
        "users": count(report.users),
        "password_hashes": count(report.hashes),
        "clients": count(report.clients),
        "settings": count(report.settings),
        "left_out": others,
        "weak_secrets": weak,
    });
    let mut answer = Answer::new(json).line(format!("{verb} {report}."));
    for (kind, Count { created, changed, left }) in report.kinds() {
        if created + changed + left > 0 {
            let words = format!("{created} new, {changed} changed, {left} left as they were");
            answer = answer.field(kind, words);
        }
    }
    for client in weak {
        answer = answer.line(format!(
            "Weak secret: {client}. Who has one of its id_tokens finds a secret this short by \
             trying; `affogato client rotate-secret {client}` makes another."
        ));
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_is_told_with_its_speed() {
        let progress = Progress { done: 3_000, all: 5_000, millis: 1_500 };
        assert_eq!(words(progress), "3000 of 5000 documents, 2000 a second");
        assert_eq!(words(Progress { millis: 0, ..progress }), "3000 of 5000 documents, 0 a second");
    }
}
