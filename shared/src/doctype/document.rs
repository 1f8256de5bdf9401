//! One document: its fields read as what they mean, its faults named.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};
use thiserror::Error;

/// The longest text that Frappe keeps in a Data field.
const LONGEST_NAME: usize = 140;

/// What is wrong with a document, in one line.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DocumentError {
    /// It is no document at all.
    #[error("document {number}: {problem}")]
    Shape {
        /// Its place in the list, from 1.
        number: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// One of its fields is wrong.
    #[error("{document}: {field}: {problem}")]
    Field {
        /// Doctype and name.
        document: String,
        /// The field.
        field: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// A document with a doctype and a name.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    fields: &'a Map<String, Value>,
    doctype: &'a str,
    name: &'a str,
    number: usize,
}

impl DocumentError {
    /// The field and what is wrong with it, for who shows it beside the field.
    pub fn field(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Shape { .. } => None,
            Self::Field { field, problem, .. } => Some((field, problem)),
        }
    }

    /// Whether a field is missing that has to be there: Frappe has an exception of its own for it.
    pub fn is_of_what_is_missing(&self) -> bool {
        self.field().is_some_and(|(_, problem)| problem.starts_with("missing"))
    }
}

impl<'a> Document<'a> {
    /// Takes the list's element with this number, counted from 1.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Shape`].
    pub fn new(number: usize, value: &'a Value) -> Result<Self, DocumentError> {
        let shape = |problem| DocumentError::Shape { number, problem };
        let fields = value.as_object().ok_or_else(|| shape("not a JSON object"))?;
        let word = |field| fields.get(field).and_then(Value::as_str);
        let doctype = word("doctype").ok_or_else(|| shape("it has no `doctype`"))?;
        Ok(Self { fields, doctype, name: word("name").unwrap_or_default(), number })
    }

    /// What it is a document of.
    pub fn doctype(&self) -> &'a str {
        self.doctype
    }

    /// Its name; empty where it says none.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Whether it speaks of a field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// Blames a field.
    pub(super) fn fault(&self, field: &'static str, problem: impl Into<String>) -> DocumentError {
        let document = match self.name {
            "" => format!("{} (document {})", self.doctype, self.number),
            name => format!("{} {}", self.doctype, name.escape_debug()),
        };
        DocumentError::Field { document, field, problem: problem.into() }
    }

    /// A text. Missing, `null` and empty are the same to Frappe.
    pub(super) fn text(&self, field: &'static str) -> Result<Option<&'a str>, DocumentError> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Err(self.fault(field, "not a text"))
            }
        }
    }

    /// A text that becomes part of a key or a title: short, on one line.
    pub(super) fn short(&self, field: &'static str) -> Result<Option<&'a str>, DocumentError> {
        let Some(text) = self.text(field)?.map(str::trim) else { return Ok(None) };
        if text.chars().count() > LONGEST_NAME {
            return Err(self.fault(field, format!("longer than {LONGEST_NAME} characters")));
        }
        if text.chars().any(char::is_control) {
            return Err(self.fault(field, "it contains control characters"));
        }
        Ok(Some(text))
    }

    /// A check mark: 0 or 1.
    pub(super) fn check(&self, field: &'static str, default: bool) -> Result<bool, DocumentError> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(default),
            Some(Value::Bool(mark)) => Ok(*mark),
            Some(Value::Number(number)) if number.as_u64() == Some(0) => Ok(false),
            Some(Value::Number(number)) if number.as_u64() == Some(1) => Ok(true),
            // As Frappe's client library sends what it was given.
            Some(Value::String(text)) if matches!(text.as_str(), "0" | "") => Ok(false),
            Some(Value::String(text)) if text == "1" => Ok(true),
            Some(Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                Err(self.fault(field, "neither 0 nor 1"))
            }
        }
    }

    /// A number within bounds.
    pub(super) fn number(
        &self,
        field: &'static str,
        bounds: RangeInclusive<u64>,
    ) -> Result<Option<u64>, DocumentError> {
        let number = match self.fields.get(field) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
        };
        let within = || format!("not a number from {} to {}", bounds.start(), bounds.end());
        let number = number.filter(|number| bounds.contains(number));
        number.map(Some).ok_or_else(|| self.fault(field, within()))
    }

    /// The texts in one column of a child table, such as `role` of `roles`.
    pub(super) fn column(
        &self,
        table: &'static str,
        column: &str,
    ) -> Result<Vec<String>, DocumentError> {
        let cells = self.rows(table)?.into_iter().map(|row| match row.get(column) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
            _ => Err(self.fault(table, format!("a row has no `{column}`"))),
        });
        cells.collect()
    }

    /// The rows of a child table.
    pub(super) fn rows(
        &self,
        table: &'static str,
    ) -> Result<Vec<&'a Map<String, Value>>, DocumentError> {
        match self.fields.get(table) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(rows)) => rows
                .iter()
                .map(|row| row.as_object().ok_or_else(|| self.fault(table, "a row is no object")))
                .collect(),
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
                Err(self.fault(table, "not a list of rows"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_names_document_and_field_on_one_line() {
        let value = json!({"doctype": "User", "name": "a@x\n", "enabled": "yes", "email": 3});
        let document = Document::new(1, &value).unwrap();
        let text = document.check("enabled", true).unwrap_err().to_string();
        assert_eq!(text, "User a@x\\n: enabled: neither 0 nor 1");
        assert_eq!(
            document.text("email").unwrap_err().to_string(),
            "User a@x\\n: email: not a text"
        );
        assert_eq!(document.short("name").unwrap(), Some("a@x"));
    }

    #[test]
    fn what_is_no_document_is_counted() {
        let text = |value| Document::new(3, &value).unwrap_err().to_string();
        assert_eq!(text(json!([])), "document 3: not a JSON object");
        assert_eq!(text(json!({"name": "x"})), "document 3: it has no `doctype`");
    }
}
