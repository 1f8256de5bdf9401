//! Fixture files: JSON lists of documents, as `bench export-fixtures` writes them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use thiserror::Error;

use super::{document::DocumentError, plan::Plan};

/// What is wrong with a file, in one line.
#[derive(Debug, Error)]
#[error("{}: {problem}", path.display())]
pub struct FileError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug, Error)]
enum Problem {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("not a JSON list of documents")]
    NotAList,
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Reads and checks all files.
///
/// # Errors
///
/// Names the file, and in it the document and the field.
pub fn read_all(paths: &[PathBuf]) -> Result<Plan, FileError> {
    let mut plan = Plan::default();
    for path in paths {
        read(path, &mut plan).map_err(|problem| FileError { path: path.clone(), problem })?;
    }
    Ok(plan)
}

fn read(path: &Path, plan: &mut Plan) -> Result<(), Problem> {
    let text = fs::read(path)?;
    match serde_json::from_slice(&text)? {
        Value::Array(documents) => Ok(plan.add(&documents)?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err(Problem::NotAList)
        }
    }
}
