//! Why a registration is refused
//! ([RFC 7591 section 3.2.2](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2)).

use thiserror::Error;

use crate::protocol::params::ParamsError;

/// The value of `error`; the first that applies is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegistrationCode {
    /// Somebody vouches for the app by a statement, and we know nobody who may.
    InvalidSoftwareStatement,
    /// A place that answers must not be sent to.
    InvalidRedirectUri,
    /// Anything else.
    InvalidClientMetadata,
}

impl RegistrationCode {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidSoftwareStatement => "invalid_software_statement",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
        }
    }
}

/// What is wrong with what an app says of itself.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{words}")]
pub struct RegistrationError {
    /// The kind.
    pub code: RegistrationCode,
    /// Every fault, joined as Frappe joins them.
    pub words: String,
}

impl RegistrationError {
    /// Of the faults that were found, if there is one.
    pub(super) fn of(faults: &[(RegistrationCode, String)]) -> Option<Self> {
        let code = faults.iter().map(|(code, _)| *code).min()?;
        let words: Vec<&str> = faults.iter().map(|(_, words)| words.as_str()).collect();
        Some(Self { code, words: words.join(",\n") })
    }

    /// Of one fault.
    pub fn metadata(words: impl Into<String>) -> Self {
        Self { code: RegistrationCode::InvalidClientMetadata, words: words.into() }
    }
}

impl From<ParamsError> for RegistrationError {
    fn from(error: ParamsError) -> Self {
        let words = match error {
            ParamsError::UnsupportedBody | ParamsError::Malformed => {
                "The request body must be a JSON object, sent as application/json.".to_owned()
            }
            ParamsError::Duplicate(_)
            | ParamsError::Missing(_)
            | ParamsError::TooLong(_)
            | ParamsError::NotText(_)
            | ParamsError::BodyTooLong => error.to_string(),
        };
        Self::metadata(words)
    }
}
