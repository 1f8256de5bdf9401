//! Who may register a client.

use thiserror::Error;

use crate::{
    protocol::oauth_settings::{OAuthSettings, RegistrationAccess},
    secret::Secret,
};

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

impl OAuthSettings {
    /// Whether somebody who shows this bearer token may register a client
    /// ([RFC 7591 section 3](https://www.rfc-editor.org/rfc/rfc7591#section-3)). Where registration is open
    /// a token proves nothing and harms nothing; where a token is wanted and none was ever made, nobody may.
    ///
    /// # Errors
    ///
    /// See [`NotAdmitted`].
    pub fn admit_registration(&self, shown: Option<&Secret>) -> Result<(), NotAdmitted> {
        let is_right = |token: &Secret| {
            self.initial_access_token_hash.is_some_and(|hash| hash.matches(token.expose()))
        };
        match (self.enable_dynamic_client_registration, self.registration_access, shown) {
            (false, _, _) => Err(NotAdmitted::Off),
            (true, RegistrationAccess::Open, _) => Ok(()),
            (true, RegistrationAccess::InitialAccessToken, None) => Err(NotAdmitted::NoToken),
            (true, RegistrationAccess::InitialAccessToken, Some(token)) if is_right(token) => {
                Ok(())
            }
            (true, RegistrationAccess::InitialAccessToken, Some(_)) => Err(NotAdmitted::WrongToken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretHash;

    #[test]
    fn registration_is_off_open_or_for_who_shows_the_initial_access_token() {
        use RegistrationAccess::{InitialAccessToken, Open};
        let admit = |enabled, access, hash: Option<&str>, shown: Option<&str>| {
            let settings = OAuthSettings {
                enable_dynamic_client_registration: enabled,
                registration_access: access,
                initial_access_token_hash: hash.map(SecretHash::of),
                ..OAuthSettings::default()
            };
            settings.admit_registration(shown.map(Secret::new).as_ref())
        };
        assert_eq!(admit(true, Open, Some("right"), None), Ok(()));
        assert_eq!(admit(true, Open, None, Some("any")), Ok(()));
        assert_eq!(admit(true, InitialAccessToken, Some("right"), Some("right")), Ok(()));
        for (hash, shown, error) in [
            (Some("right"), Some("wrong"), NotAdmitted::WrongToken),
            (Some("right"), Some(""), NotAdmitted::WrongToken),
            (Some("right"), None, NotAdmitted::NoToken),
            (None, Some(""), NotAdmitted::WrongToken),
            (None, None, NotAdmitted::NoToken),
        ] {
            assert_eq!(admit(true, InitialAccessToken, hash, shown), Err(error));
        }
        assert_eq!(admit(false, Open, None, None), Err(NotAdmitted::Off));
        let right = Some("right");
        assert_eq!(admit(false, InitialAccessToken, right, right), Err(NotAdmitted::Off));
    }
}
