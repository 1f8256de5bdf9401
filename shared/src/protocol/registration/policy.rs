//! Who may register a client.

use thiserror::Error;

use crate::secret::{Secret, SecretHash};

/// What the settings say of registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationPolicy {
    /// Whether anybody may at all.
    pub enabled: bool,
    /// What has to be shown for it ([RFC 7591 section 1.2](https://www.rfc-editor.org/rfc/rfc7591#section-1.2));
    /// nothing, where registration is open.
    pub initial_access_token: Option<SecretHash>,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotAdmitted {
    /// Nobody may.
    #[error("Registration is off.")]
    Off,
    /// He shows nothing.
    #[error("Registration needs an initial access token: Authorization: Bearer ...")]
    NoToken,
    /// He shows another token.
    #[error("The initial access token is wrong.")]
    WrongToken,
}

impl RegistrationPolicy {
    /// Whether somebody who shows this bearer token may register a client. Where registration is open a
    /// token proves nothing and harms nothing.
    ///
    /// # Errors
    ///
    /// See [`NotAdmitted`].
    pub fn admit(&self, shown: Option<&Secret>) -> Result<(), NotAdmitted> {
        match (self.enabled, &self.initial_access_token, shown) {
            (false, _, _) => Err(NotAdmitted::Off),
            (true, None, _) => Ok(()),
            (true, Some(_), None) => Err(NotAdmitted::NoToken),
            (true, Some(hash), Some(token)) if hash.matches(token.expose()) => Ok(()),
            (true, Some(_), Some(_)) => Err(NotAdmitted::WrongToken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registration_is_off_open_or_for_who_shows_the_initial_access_token() {
        let admit = |enabled, hash: Option<&str>, shown: Option<&str>| {
            let initial_access_token = hash.map(SecretHash::of);
            let policy = RegistrationPolicy { enabled, initial_access_token };
            policy.admit(shown.map(Secret::new).as_ref())
        };
        assert_eq!(admit(true, None, None), Ok(()));
        assert_eq!(admit(true, None, Some("any")), Ok(()));
        assert_eq!(admit(true, Some("right"), Some("right")), Ok(()));
        assert_eq!(admit(true, Some("right"), Some("wrong")), Err(NotAdmitted::WrongToken));
        assert_eq!(admit(true, Some("right"), Some("")), Err(NotAdmitted::WrongToken));
        assert_eq!(admit(true, Some("right"), None), Err(NotAdmitted::NoToken));
        for (hash, shown) in [(None, None), (Some("right"), Some("right"))] {
            assert_eq!(admit(false, hash, shown), Err(NotAdmitted::Off));
        }
    }
}
