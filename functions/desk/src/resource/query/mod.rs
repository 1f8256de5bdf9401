//! What a list is asked for: `fields`, `filters`, `or_filters`, `order_by`, and which part of it.

mod filters;
mod operand;
mod order;

use serde_json::{Map, Value};
use thiserror::Error;

pub(crate) use filters::Filters;
pub(crate) use order::{Order, SortKey};

use super::{
    doctype::Doctype,
    sent::{Fields, parsed},
};

/// How many documents are given where nobody says. Frappe's number.
const USUAL: usize = 20;
/// How many are given at most: an answer of Lambda has 6 MB, and a document one or two kB.
pub(crate) const MOST: usize = 1_000;
/// How many are sorted at most, those before the first of the page with them.
pub(crate) const MOST_SORTED: usize = 10_000;

/// Why a list cannot be had in this way.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum QueryError {
    /// Nothing is known by this name, or nobody may see it.
    #[error("Field not permitted in query: {doctype} has no `{column}` to list by")]
    Column {
        /// Of which documents.
        doctype: &'static str,
        /// What was asked for, cut short.
        column: String,
    },
    /// One of the parameters is not what it should be.
    #[error("{parameter}: {problem}")]
    Parameter {
        /// Which.
        parameter: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// It is more than can be sorted, or answered, at once.
    #[error("Too much for one list: {0}")]
    TooMuch(&'static str),
}

/// A list that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// What is shown of each document.
    pub(crate) fields: Vec<&'static str>,
    /// Which documents.
    pub(crate) filters: Filters,
    /// In which order.
    pub(crate) order: Vec<Order>,
    /// How many are left out at the beginning.
    pub(crate) start: usize,
    /// How many are given; `None` for all that there are.
    pub(crate) length: Option<usize>,
}

impl Query {
    /// Reads one.
    pub(crate) fn parse(doctype: Doctype, sent: &Fields) -> Result<Self, QueryError> {
        if ["group_by", "pluck"].iter().any(|name| sent.contains_key(*name)) {
            let problem = "lists are not grouped or plucked here";
            return Err(QueryError::Parameter { parameter: "group_by", problem });
        }
        let length = ["limit_page_length", "limit"]
            .into_iter()
            .find_map(|name| sent.get(name).map(|value| number(name, value)));
        let length = length.transpose()?.unwrap_or(USUAL);
        let start = sent.get("limit_start").map(|value| number("limit_start", value));
        Ok(Self {
            fields: fields(doctype, sent.get("fields"))?,
            filters: Filters::parse(doctype, sent.get("filters"), sent.get("or_filters"))?,
            order: order::parse(doctype, sent.get("order_by"))?,
            start: start.transpose()?.unwrap_or(0),
            // Whoever asks for a million means all.
            length: Some(length).filter(|length| (1..=MOST).contains(length)),
        })
    }

    /// The same for the first document alone.
    pub(crate) fn first(doctype: Doctype, filters: Filters, fields: Vec<&'static str>) -> Self {
        let order = order::usual(doctype);
        Self { fields, filters, order, start: 0, length: Some(1) }
    }
}

/// The columns of a list: a JSON list, `"*"`, or names with commas between.
pub(crate) fn fields(
    doctype: Doctype,
    sent: Option<&Value>,
) -> Result<Vec<&'static str>, QueryError> {
    let wrong = |problem| QueryError::Parameter { parameter: "fields", problem };
    let Some(sent) = sent else { return Ok(vec!["name"]) };
    let names: Vec<String> = match parsed(sent).unwrap_or_else(|| sent.clone()) {
        Value::Array(names) => {
            let text = |name: &Value| {
                name.as_str().map(str::to_owned).ok_or_else(|| wrong("each is a text"))
            };
            names.iter().map(text).collect::<Result<_, _>>()?
        }
        Value::String(names) => names.split(',').map(str::to_owned).collect(),
        Value::Null => vec!["name".to_owned()],
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            return Err(wrong("a JSON list of names, or \"*\""));
        }
    };
    let mut columns = Vec::new();
    for name in names {
        if name.trim() == "*" {
            columns.extend(doctype.columns());
        } else {
            columns.push(column(doctype, &name)?);
        }
        if columns.len() > MOST {
            return Err(wrong("too many"));
        }
    }
    Ok(columns)
}

/// A column, or the refusal of what is none.
fn column(doctype: Doctype, text: &str) -> Result<&'static str, QueryError> {
    doctype.column(text).ok_or_else(|| QueryError::Column {
        doctype: doctype.as_str(),
        column: text.chars().filter(|c| !c.is_control()).take(40).collect(),
    })
}

fn number(parameter: &'static str, value: &Value) -> Result<usize, QueryError> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.ok_or(QueryError::Parameter { parameter, problem: "not a number from 0" })
}

/// A document's row in a list: every column that was asked for, `null` where it has nothing.
pub(crate) fn row(document: &Value, fields: &[&'static str]) -> Map<String, Value> {
    let cell = |field: &&str| {
        let value = document.get(*field).cloned().unwrap_or(Value::Null);
        ((*field).to_owned(), value)
    };
    fields.iter().map(cell).collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
