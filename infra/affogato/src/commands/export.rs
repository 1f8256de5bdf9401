//! `affogato export`: everything as fixtures that `affogato import` and Frappe take.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::{Args, builder::PossibleValuesParser};
use serde_json::{Map, Value, json};

use super::{Answer, CommandError, Common};
use crate::{
    export::{DOCTYPES, Export, ExportError},
    place::IfMissing,
};

/// What to export, and whereto.
///
/// The documents hold the hashes of passwords, and the secrets of clients in the clear: the file is
/// readable for you alone (mode 0600); keep it so, and delete it when you have moved. Sessions and
/// tokens are not in it.
#[derive(Args, Clone, Debug)]
pub struct ExportOptions {
    /// Write to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Only documents of this doctype; may be repeated
    #[arg(long, value_name = "DOCTYPE", value_parser = PossibleValuesParser::new(DOCTYPES))]
    doctype: Vec<String>,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

impl ExportOptions {
    /// Whether a JSON object is printed at the end: never behind the documents themselves.
    pub fn is_answer_json(&self) -> bool {
        self.common.json && self.output.is_some()
    }
}

/// Exports.
///
/// # Errors
///
/// The place's and the file's; no file is there then that was not there before.
pub async fn run(options: &ExportOptions) -> Result<Answer, CommandError> {
    let place = options.common.place(IfMissing::Refuse).await?;
    let is_wanted = |doctype: &str| {
        options.doctype.is_empty() || options.doctype.iter().any(|wanted| wanted == doctype)
    };
    let Some(path) = &options.output else {
        let out = BufWriter::new(io::stdout());
        let done = Export::new(place.app(), out, &is_wanted).run().await;
        done.map_err(|error| failed(error, "the standard output"))?;
        return Ok(Answer::new(Value::Null));
    };
    let shown = path.display().to_string();
    // Under its name only when it is whole: half an export would be taken for all there is.
    let mut part = path.clone().into_os_string();
    part.push(".part");
    let part = Path::new(&part);
    let file = private(part).map_err(|error| CommandError::Output(shown.clone(), error))?;
    let exported = Export::new(place.app(), BufWriter::new(&file), &is_wanted).run().await;
    let kept = exported.and_then(|counts| {
        file.sync_all()?;
        fs::rename(part, path)?;
        Ok(counts)
    });
    let counts = match kept {
        Ok(counts) => counts,
        Err(error) => {
            fs::remove_file(part).ok();
            return Err(failed(error, &shown));
        }
    };
    let json: Map<String, Value> =
        counts.iter().map(|(k, n)| ((*k).to_owned(), json!(n))).collect();
    let all: usize = counts.iter().map(|(_, n)| n).sum();
    let words = format!("Wrote {all} documents to {shown}; it holds secrets, for you alone.");
    let mut answer = Answer::new(json!({"file": shown, "documents": json})).line(words);
    for (doctype, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        answer = answer.field(doctype, count.to_string());
    }
    Ok(answer)
}

/// A new file that nobody else can read. One that is there already may be open to others, or a link
/// that somebody has laid.
fn private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn failed(error: ExportError, file: &str) -> CommandError {
    match error {
        ExportError::App(error) => error.into(),
        ExportError::Store(error) => error.into(),
        ExportError::Io(error) => CommandError::Output(file.to_owned(), error),
    }
}
