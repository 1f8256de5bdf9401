//! `order_by`: columns, each with `asc` or `desc`.

use std::cmp::Ordering;

use serde_json::Value;

use super::{QueryError, column};
use crate::resource::doctype::Doctype;

/// How many columns an order has at most.
const MOST: usize = 5;

/// A column that a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) column: &'static str,
    pub(crate) is_descending: bool,
}

/// A cell as it is sorted: nothing before numbers, numbers before texts, texts without regard to
/// case, as `MariaDB` does it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Nothing,
    Number(i64),
    Text(String),
}

impl SortKey {
    /// The key of a cell.
    pub(crate) fn of(cell: Option<&Value>) -> Self {
        match cell {
            Some(Value::String(text)) => Self::Text(text.to_lowercase()),
            Some(Value::Number(number)) => Self::Number(number.as_i64().unwrap_or(i64::MAX)),
            Some(Value::Bool(flag)) => Self::Number((*flag).into()),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => Self::Nothing,
        }
    }

    /// How many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Nothing | Self::Number(_) => 0,
            Self::Text(text) => text.len(),
        }
    }
}

impl Order {
    /// Compares two cells of the column.
    pub(crate) fn compare(self, one: &SortKey, other: &SortKey) -> Ordering {
        let ordering = one.cmp(other);
        if self.is_descending { ordering.reverse() } else { ordering }
    }
}

/// The order where nobody says one: Frappe's.
pub(crate) fn usual(doctype: Doctype) -> Vec<Order> {
    let column = doctype.column("modified").unwrap_or("name");
    vec![Order { column, is_descending: true }]
}

/// Reads an order.
pub(crate) fn parse(doctype: Doctype, sent: Option<&Value>) -> Result<Vec<Order>, QueryError> {
    let wrong = |problem| QueryError::Parameter { parameter: "order_by", problem };
    let text = match sent {
        None | Some(Value::Null) => return Ok(usual(doctype)),
        Some(Value::String(text)) => text.as_str(),
        Some(_) => return Err(wrong("not a text")),
    };
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > MOST {
        return Err(wrong("too many columns"));
    }
    let one = |part: &str| {
        let part = part.trim();
        let (name, direction) = part.rsplit_once(char::is_whitespace).unwrap_or((part, ""));
        let (name, is_descending) = match direction.to_ascii_lowercase().as_str() {
            "desc" => (name, true),
            "asc" => (name, false),
            // `tabOAuth Client`.`name` has a space of its own.
            _ => (part, false),
        };
        Ok(Order { column: column(doctype, name)?, is_descending })
    };
    parts.into_iter().map(one).collect()
}
