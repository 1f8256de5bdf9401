//! `filters` and `or_filters`, in each of Frappe's forms.

use serde_json::{Value, json};

use super::{QueryError, column, operand::Condition};
use crate::resource::{doctype::Doctype, sent::parsed};

/// How many filters a list has at most.
const MOST: usize = 100;

/// What is asked of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    column: &'static str,
    condition: Condition,
    /// The value of `=`, as it was sent.
    exact: Option<String>,
}

/// Which documents a list has: those of which all filters hold, and one of the others if there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filters {
    all: Vec<Filter>,
    any: Vec<Filter>,
}

impl Filters {
    /// Reads both.
    pub(crate) fn parse(
        doctype: Doctype,
        filters: Option<&Value>,
        or_filters: Option<&Value>,
    ) -> Result<Self, QueryError> {
        let all = list(doctype, "filters", filters)?;
        Ok(Self { all, any: list(doctype, "or_filters", or_filters)? })
    }

    /// The documents of one name.
    pub(crate) fn by_name(doctype: Doctype, name: &str) -> Result<Self, QueryError> {
        Self::parse(doctype, Some(&json!({ "name": name })), None)
    }

    /// Whether a document is such.
    pub(crate) fn hold(&self, document: &Value) -> bool {
        let holds = |filter: &Filter| filter.condition.holds(document.get(filter.column));
        self.all.iter().all(holds) && (self.any.is_empty() || self.any.iter().any(holds))
    }

    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.any.is_empty()
    }

    /// What a column has to be: then the document need not be searched for.
    pub(crate) fn exactly(&self, column: &str) -> Option<&str> {
        let filter = self.all.iter().find(|f| f.column == column && f.exact.is_some())?;
        filter.exact.as_deref()
    }
}

fn list(
    doctype: Doctype,
    parameter: &'static str,
    sent: Option<&Value>,
) -> Result<Vec<Filter>, QueryError> {
    let wrong = |problem| QueryError::Parameter { parameter, problem };
    let Some(sent) = sent else { return Ok(Vec::new()) };
    let filters: Vec<Filter> = match parsed(sent).ok_or_else(|| wrong("not JSON"))? {
        Value::Null => Vec::new(),
        Value::Object(fields) => {
            let one = |(name, value): (String, Value)| match &value {
                Value::Array(pair) => match pair.as_slice() {
                    [operator, value] => filter(doctype, parameter, &name, operator, value),
                    _ => Err(wrong("[operator, value] has two parts")),
                },
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Object(_) => filter(doctype, parameter, &name, &json!("="), &value),
            };
            fields.into_iter().map(one).collect::<Result<_, _>>()?
        }
        Value::Array(filters) => filters
            .iter()
            .map(|sent| of_list(doctype, parameter, sent))
            .collect::<Result<_, _>>()?,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(wrong("neither a list of filters nor an object"));
        }
    };
    if filters.len() > MOST { Err(wrong("too many")) } else { Ok(filters) }
}

/// `[field, operator, value]`, or the same behind a doctype.
fn of_list(doctype: Doctype, parameter: &'static str, sent: &Value) -> Result<Filter, QueryError> {
    let wrong = |problem| QueryError::Parameter { parameter, problem };
    let parts = sent.as_array().ok_or_else(|| wrong("a filter is a list"))?;
    let (field, operator, value) = match parts.as_slice() {
        [field, value] => (field, &json!("="), value),
        [field, operator, value] => (field, operator, value),
        // The fifth says in a browser that the filter is not shown.
        [of, field, operator, value] | [of, field, operator, value, _] => {
            if of.as_str() != Some(doctype.as_str()) {
                return Err(wrong("a filter is about the doctype that is listed"));
            }
            (field, operator, value)
        }
        _ => return Err(wrong("a filter is [field, operator, value]")),
    };
    let field = field.as_str().ok_or_else(|| wrong("a field is a text"))?;
    filter(doctype, parameter, field, operator, value)
}

fn filter(
    doctype: Doctype,
    parameter: &'static str,
    field: &str,
    operator: &Value,
    value: &Value,
) -> Result<Filter, QueryError> {
    let wrong = |problem| QueryError::Parameter { parameter, problem };
    let operator = operator.as_str().ok_or_else(|| wrong("an operator is a text"))?;
    let condition = Condition::parse(operator, value).map_err(wrong)?;
    let is_exact = matches!(condition, Condition::Is(_));
    let exact = value.as_str().filter(|_| is_exact).map(str::to_owned);
    Ok(Filter { column: column(doctype, field)?, condition, exact })
}
