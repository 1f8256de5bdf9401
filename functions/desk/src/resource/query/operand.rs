//! A filter's condition: an operator and what a cell is compared with.

use serde_json::Value;

/// The longest pattern of `like`: a long one with many signs for anything takes time.
const LONGEST_PATTERN: usize = 140;
/// How many values a list has at most.
const MOST_VALUES: usize = 1_000;

/// What is asked of a cell. Nothing counts as an empty text, and case does not count, as in `MariaDB`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Is(String),
    IsNot(String),
    Like(Vec<char>),
    NotLike(Vec<char>),
    In(Vec<String>),
    NotIn(Vec<String>),
    Less(String),
    LessOrEqual(String),
    Greater(String),
    GreaterOrEqual(String),
    Set,
    NotSet,
}

impl Condition {
    /// Reads an operator and its value; what is wrong is said.
    pub(crate) fn parse(operator: &str, value: &Value) -> Result<Self, &'static str> {
        let words: Vec<String> = operator.split_whitespace().map(str::to_lowercase).collect();
        Ok(match words.join(" ").as_str() {
            "=" => Self::Is(text(value)?),
            "!=" => Self::IsNot(text(value)?),
            "<" => Self::Less(text(value)?),
            "<=" => Self::LessOrEqual(text(value)?),
            ">" => Self::Greater(text(value)?),
            ">=" => Self::GreaterOrEqual(text(value)?),
            "like" => Self::Like(pattern(value)?),
            "not like" => Self::NotLike(pattern(value)?),
            "in" => Self::In(texts(value)?),
            "not in" => Self::NotIn(texts(value)?),
            "is" => match text(value)?.as_str() {
                "set" => Self::Set,
                "not set" => Self::NotSet,
                _ => return Err("after `is` comes \"set\" or \"not set\""),
            },
            _ => return Err("no such operator"),
        })
    }

    /// Whether a cell is such.
    pub(crate) fn holds(&self, cell: Option<&Value>) -> bool {
        let there = cell.and_then(|cell| text(cell).ok()).unwrap_or_default();
        let is_less = |than: &String| is_less(&there, than);
        match self {
            Self::Is(text) => there == *text,
            Self::IsNot(text) => there != *text,
            Self::Like(pattern) => is_like(&there, pattern),
            Self::NotLike(pattern) => !is_like(&there, pattern),
            Self::In(texts) => texts.contains(&there),
            Self::NotIn(texts) => !texts.contains(&there),
            Self::Less(text) => is_less(text),
            Self::LessOrEqual(text) => is_less(text) || there == *text,
            Self::Greater(text) => !is_less(text) && there != *text,
            Self::GreaterOrEqual(text) => !is_less(text),
            Self::Set => !there.is_empty(),
            Self::NotSet => there.is_empty(),
        }
    }
}

/// Numbers by their size, everything else by its letters: moments are written so that this is time.
fn is_less(one: &str, other: &str) -> bool {
    match (one.parse::<i64>(), other.parse::<i64>()) {
        (Ok(one), Ok(other)) => one < other,
        _ => one < other,
    }
}

/// A plain value as a text, without regard to case; a check mark is 0 or 1.
fn text(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(flag) => Ok(u8::from(*flag).to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.to_lowercase()),
        Value::Array(_) | Value::Object(_) => Err("the value is a text or a number"),
    }
}

/// A list of values, or a text with commas between them.
fn texts(value: &Value) -> Result<Vec<String>, &'static str> {
    let texts: Vec<String> = match value {
        Value::Array(values) => values.iter().map(text).collect::<Result<_, _>>()?,
        Value::String(text) => text.split(',').map(|part| part.trim().to_lowercase()).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            return Err("after `in` comes a list");
        }
    };
    if texts.len() > MOST_VALUES { Err("too many values") } else { Ok(texts) }
}

fn pattern(value: &Value) -> Result<Vec<char>, &'static str> {
    let pattern: Vec<char> = text(value)?.chars().collect();
    if pattern.len() > LONGEST_PATTERN { Err("the pattern is too long") } else { Ok(pattern) }
}

/// SQL's `like`: `%` is anything, `_` is one letter. Goes back to the last `%` alone, so that no
/// pattern takes longer than its length times the text's.
fn is_like(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut in_pattern) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(at) {
        match pattern.get(in_pattern) {
            Some('%') => {
                back = Some((at, in_pattern));
                in_pattern += 1;
            }
            Some(wanted) if *wanted == '_' || wanted == letter => {
                at += 1;
                in_pattern += 1;
            }
            Some(_) | None => {
                let Some((taken, percent)) = back else { return false };
                back = Some((taken + 1, percent));
                (at, in_pattern) = (taken + 1, percent + 1);
            }
        }
    }
    pattern.iter().skip(in_pattern).all(|rest| *rest == '%')
}
