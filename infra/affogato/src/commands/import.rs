//! `affogato import`: Frappe's fixtures into the local database or a deployed stack.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Answer, CommandError, Common};
use crate::{
    import::{self, Count, Report},
    place::IfMissing,
};

/// What to import, and where.
#[derive(Args, Clone, Debug)]
pub struct ImportOptions {
    /// What `bench export-fixtures` writes: a JSON list of documents with a `doctype`
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
    let place = common.place(if *dry_run { IfMissing::Pretend } else { IfMissing::Create }).await?;
    let report = if *dry_run {
        import::rehearse(place.app(), plan).await?
    } else {
        import::commit(place.app(), plan).await?
    };
    Ok(answer(&report, *dry_run))
}

fn answer(report: &Report, dry_run: bool) -> Answer {
    let verb = if dry_run { "Would import" } else { "Imported" };
    let count = |count: Count| json!({"seen": count.seen, "changed": count.changed});
    let others: serde_json::Map<String, Value> =
        report.others.iter().map(|(doctype, n)| (doctype.clone(), json!(n))).collect();
    let json = json!({
        "dry_run": dry_run,
        "users": count(report.users),
        "clients": count(report.clients),
        "settings": count(report.settings),
        "left_out": others,
    });
    Answer::new(json).line(format!("{verb} {report}."))
}
