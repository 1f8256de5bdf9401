//! The checklist.

use serde_json::Value;

use crate::modules::Module;

/// What its user and clients are called by.
pub(crate) const FOLDER: &str = "checklist";

/// Clients that the checklist needs beside a plan's.
pub(crate) fn clients() -> Vec<Value> {
    Vec::new()
}

/// The demands that are held here.
pub(crate) fn held_here() -> Vec<(String, Module)> {
    Vec::new()
}
