//! The members of a registration, each read as what it is; what is wrong is gathered.

use serde_json::{Map, Value};

use super::error::{RegistrationCode, RegistrationError};

/// How long a name may be, as in Frappe's form.
const LONGEST_NAME: usize = 140;

/// What was sent. Members of which nothing is known are never looked at (RFC 7591 section 2).
#[derive(Debug)]
pub(super) struct Fields<'a> {
    sent: &'a Map<String, Value>,
    faults: Vec<(RegistrationCode, String)>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(sent: &'a Map<String, Value>) -> Self {
        Self { sent, faults: Vec::new() }
    }

    /// Notes a fault of the usual kind.
    pub(super) fn blame(&mut self, words: impl Into<String>) {
        self.blame_as(RegistrationCode::InvalidClientMetadata, words);
    }

    /// Notes a fault.
    pub(super) fn blame_as(&mut self, code: RegistrationCode, words: impl Into<String>) {
        self.faults.push((code, words.into()));
    }

    /// What is wrong, if anything is.
    pub(super) fn verdict(self) -> Result<(), RegistrationError> {
        RegistrationError::of(&self.faults).map_or(Ok(()), Err)
    }

    /// Whatever was sent; `null` is nothing.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.sent.get(name).filter(|value| !value.is_null())
    }

    /// A text; an empty one is none.
    pub(super) fn text(&mut self, name: &str) -> Option<&'a str> {
        match self.value(name)? {
            Value::String(text) if text.chars().any(|c| c.is_control() && c != '\n') => {
                self.blame(format!("{name} has control characters"));
                None
            }
            Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => {
                self.blame(format!("{name} must be a string"));
                None
            }
        }
    }

    /// A text that people are shown, or that names something: short, on one line.
    pub(super) fn name(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.chars().count() > LONGEST_NAME || text.contains('\n') {
            self.blame(format!("{name} must be one line of at most {LONGEST_NAME} characters"));
        }
        Some(text.to_owned())
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.value(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.blame(format!("{name} must be true or false"));
                false
            }
        }
    }

    /// A number of seconds.
    pub(super) fn seconds(&mut self, name: &str, most: u64) -> Option<u64> {
        let number = self.value(name)?.as_u64().filter(|number| *number <= most);
        if number.is_none() {
            self.blame(format!("{name} must be a number from 0 to {most}"));
        }
        number
    }

    /// A list of texts: a JSON array alone, for Frappe's lines and spaces in one text have come to mean
    /// one address that no request matches.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        let Value::Array(values) = self.value(name)? else {
            self.blame(format!("{name} must be a list of strings"));
            return None;
        };
        let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
        let texts: Option<Vec<String>> = texts.collect();
        let texts = texts.filter(|texts| !texts.iter().any(|text| text.contains(char::is_control)));
        if texts.is_none() {
            self.blame(format!("{name} must be a list of strings"));
        }
        let mut once: Vec<String> = Vec::new();
        for text in texts? {
            if !once.contains(&text) {
                once.push(text);
            }
        }
        Some(once)
    }

    /// One of these words.
    pub(super) fn choice<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice);
        if found.is_none() {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.blame(format!("{name} must be one of {}", words.join(", ")));
        }
        found
    }
}
