//! Fixture files: JSON lists of documents, as `bench export-fixtures` writes them.

use std::{fs, path::PathBuf};

use serde_json::Value;
use thiserror::Error;

use shared::doctype::DocumentError;

use super::{plan::Plan, source};

/// What is wrong with a file, in one line.
#[derive(Debug, Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    path: PathBuf,
    problem: Problem,
}

impl FileError {
    pub(super) fn new(path: PathBuf, problem: Problem) -> Self {
        Self { path, problem }
    }
}

#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("not a JSON list of documents")]
    NotAList,
    #[error("line {line}: {error}")]
    Document { line: usize, error: DocumentError },
}

/// Reads and checks all files. What stays in memory is a number for each user, not the documents:
/// they are read again when they are written.
///
/// # Errors
///
/// Names the file, and in it the line, the document and the field.
pub fn read_all(paths: &[PathBuf]) -> Result<Plan, FileError> {
    let mut plan = Plan::default();
    for path in paths {
        read(path.clone(), &mut plan)
            .map_err(|problem| FileError { path: path.clone(), problem })?;
    }
    Ok(plan)
}

fn read(path: PathBuf, plan: &mut Plan) -> Result<(), Problem> {
    let is_file = fs::metadata(&path)?.is_file();
    let (mut wrong, mut documents): (_, Vec<Value>) = (None, Vec::new());
    source::each(&path, |listed| {
        match plan.check(listed.number, &listed.value) {
            Ok(()) if is_file => {}
            Ok(()) => documents.push(listed.value),
            Err(error) => wrong = Some(Problem::Document { line: listed.line, error }),
        }
        wrong.is_none()
    })?;
    if let Some(problem) = wrong {
        return Err(problem);
    }
    if is_file {
        plan.add_file(path);
    } else {
        // A pipe cannot be read twice.
        plan.add_list(documents);
    }
    Ok(())
}
