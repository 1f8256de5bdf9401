//! The parameters of a request, as RFC 6749 section 3.1 wants them read: empty is absent, twice
//! is an error.

use std::fmt;

use percent_encoding::percent_decode;
use thiserror::Error;

use super::members::Members;

/// How many bytes a value may have. Enough for a `state` of Frappe or a JWT, too little to fill
/// an item of the store with.
pub const LONGEST_VALUE: usize = 8_192;

/// Names and values as they were sent, in their order.
///
/// `Debug` shows the names only: codes, tokens and passwords are among the values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// What is wrong with a request's parameters.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ParamsError {
    /// RFC 6749 section 3.1: "parameters MUST NOT be included more than once".
    #[error("Duplicate {0} parameter.")]
    Duplicate(String),
    /// The words are Frappe's.
    #[error("Missing {0} parameter.")]
    Missing(String),
    /// A bad percent escape, bytes that are not UTF-8, or a control character.
    #[error("The parameters are not well-formed UTF-8 text.")]
    Malformed,
    /// A value of more than [`LONGEST_VALUE`] bytes.
    #[error("The {0} parameter is too long.")]
    TooLong(String),
    /// A JSON value that is not a string, such as Frappe's filter `["like", "%"]`.
    #[error("The {0} parameter must be a string.")]
    NotText(String),
    /// A body that is neither a form nor, where that is allowed, JSON.
    #[error("The request body must be application/x-www-form-urlencoded.")]
    UnsupportedBody,
    /// More than anyone sends in earnest.
    #[error("The request body is too long.")]
    BodyTooLong,
}

impl Params {
    /// Reads a query string or the body of a form.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Malformed`] for what is not text, [`ParamsError::TooLong`] for a value that
    /// nobody sends in earnest.
    pub fn from_urlencoded(text: &[u8]) -> Result<Self, ParamsError> {
        Self::from_pairs(pairs(text)?)
    }

    /// Reads a JSON object whose values are strings, numbers or booleans.
    ///
    /// # Errors
    ///
    /// As [`Members::to_params`].
    pub fn from_json(text: &[u8]) -> Result<Self, ParamsError> {
        Members::from_json(text)?.to_params()
    }

    /// Takes decoded names and values, of a multipart form for example.
    ///
    /// # Errors
    ///
    /// As [`Params::from_urlencoded`].
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Result<Self, ParamsError> {
        for (name, value) in &pairs {
            // A NUL or another control character has no place in any of our parameters, and what
            // comes after it can hide from whoever reads a log. A text may span lines.
            let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            if name.contains(char::is_control) || value.contains(control) {
                return Err(ParamsError::Malformed);
            }
            if value.len() > LONGEST_VALUE {
                return Err(ParamsError::TooLong(printable(name)));
            }
        }
        Ok(Self(pairs))
    }

    /// These parameters and those of another part of the request behind them.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The value of a parameter, or nothing where it is absent or empty.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Duplicate`]: of two values an attacker chooses which one is checked and
    /// which one is used.
    pub fn get(&self, name: &str) -> Result<Option<&str>, ParamsError> {
        let mut values = self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(ParamsError::Duplicate(name.to_owned())),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// Every value of a parameter that may be repeated, but for empty ones.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str());
        values.filter(|value| !value.is_empty())
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Missing`], or as [`Params::get`].
    pub fn require(&self, name: &str) -> Result<&str, ParamsError> {
        self.get(name)?.ok_or_else(|| ParamsError::Missing(name.to_owned()))
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a parameter was sent at all, even empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// The parameters without the one named.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
    }

    /// The parameters as a query string: `%20` for a space, every value byte for byte.
    pub fn to_query(&self) -> String {
        encode_pairs(self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// The names and values of a query string or form, decoded.
pub(super) fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, ParamsError> {
    let mut pairs = Vec::new();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    const RESERVED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, RESERVED).to_string()
}

/// Names and values as a query string: `%20` for a space.
pub fn encode_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs =
        pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Decodes one half of a pair: `+` is a space, every `%` needs two digits, the result is UTF-8.
///
/// # Errors
///
/// [`ParamsError::Malformed`].
pub fn decode(text: &[u8]) -> Result<String, ParamsError> {
    let is_escape = |pair: &[u8]| pair.iter().filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
    for (at, byte) in text.iter().enumerate() {
        if *byte == b'%' && !text.get(at + 1..at + 3).is_some_and(is_escape) {
            return Err(ParamsError::Malformed);
        }
    }
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().map(Into::into).map_err(|_| ParamsError::Malformed)
}

/// A stranger's word, fit for an error description (RFC 6749 section 5.2 allows printable ASCII).
pub(super) fn printable(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).take(40).collect()
}

#[cfg(test)]
#[path = "params_tests.rs"]
mod tests;
