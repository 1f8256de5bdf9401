//! Client authentication
//! ([RFC 6749 section 2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)): by Basic, in the body or
//! by an assertion, one at a time.

use thiserror::Error;

use super::{
    client::{AuthMethod, Client, StoredSecret},
    client_assertion::{Accepted, AssertionError, TYPE, claimed_client},
    error::ErrorCode,
    params::{Params, ParamsError, decode},
};
use crate::secret::Secret;

/// What a client sent to prove itself; not yet believed.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// Whom it claims to be.
    pub client_id: String,
    /// The secret, if one was sent.
    pub secret: Option<Secret>,
    /// The assertion, if one was sent.
    pub assertion: Option<Secret>,
    /// Whether they came by Basic, so that a refusal names that scheme.
    pub by_basic: bool,
}

/// Why a client is not believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClientError {
    /// Nobody introduced himself.
    #[error("Client authentication is required.")]
    Missing,
    /// The header is not `base64(form(id) ":" form(secret))`.
    #[error("The Authorization header is malformed.")]
    MalformedBasic,
    /// RFC 6749 section 2.3: "MUST NOT use more than one authentication method".
    #[error("Use one client authentication method, not two.")]
    TwoMethods,
    /// There is no such client. The words are those of a wrong secret: who exists is not told.
    #[error("Client authentication failed.")]
    Unknown,
    /// The secret is wrong.
    #[error("Client authentication failed.")]
    WrongSecret,
    /// A confidential client sent no secret.
    #[error("The client_secret is missing.")]
    SecretMissing,
    /// A client that signs for itself sent no assertion.
    #[error("The client_assertion is missing.")]
    AssertionMissing,
    /// RFC 7521 section 4.2: an assertion of a kind that we do not know, or of none.
    #[error("The client_assertion_type must be {TYPE}, and stand beside a client_assertion.")]
    AssertionType,
    /// The assertion.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
    /// A repeated or malformed parameter.
    #[error(transparent)]
    Params(#[from] ParamsError),
}

impl ClientError {
    /// The word for it on the wire.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::TwoMethods | Self::AssertionType | Self::Params(_) => ErrorCode::InvalidRequest,
            Self::Missing
            | Self::MalformedBasic
            | Self::Unknown
            | Self::WrongSecret
            | Self::SecretMissing
            | Self::AssertionMissing
            | Self::Assertion(_) => ErrorCode::InvalidClient,
        }
    }
}

impl ClientCredentials {
    /// Reads the credentials of a request: the decoded content of a Basic header, if there is
    /// one, and the body.
    ///
    /// # Errors
    ///
    /// [`ClientError::TwoMethods`] when both carry a secret or name different clients: which one
    /// is checked and which one is used would be an attacker's choice.
    pub fn read(basic: Option<&[u8]>, body: &Params) -> Result<Self, ClientError> {
        let id = body.get("client_id")?;
        let secret = body.get("client_secret")?;
        if let Some(assertion) = assertion(body)? {
            if basic.is_some() || secret.is_some() {
                return Err(ClientError::TwoMethods);
            }
            return Self::of_assertion(assertion, id);
        }
        let Some(basic) = basic else {
            let client_id = id.ok_or(ClientError::Missing)?.to_owned();
            let secret = secret.map(Secret::new);
            return Ok(Self { client_id, secret, assertion: None, by_basic: false });
        };
        let mut halves = basic.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(password)) = (halves.next(), halves.next()) else {
            return Err(ClientError::MalformedBasic);
        };
        // Section 2.3.1: both halves are form-encoded before they are joined.
        let part = |text| decode(text).map_err(|_| ClientError::MalformedBasic);
        let (client_id, password) = (part(name)?, part(password)?);
        if client_id.is_empty() {
            return Err(ClientError::MalformedBasic);
        }
        if secret.is_some() || id.is_some_and(|id| id != client_id) {
            return Err(ClientError::TwoMethods);
        }
        let secret = Some(password).filter(|text| !text.is_empty()).map(Secret::new);
        Ok(Self { client_id, secret, assertion: None, by_basic: true })
    }

    /// RFC 7521 section 4.2: `client_id` is unnecessary beside an assertion, and must be its subject.
    fn of_assertion(assertion: &str, id: Option<&str>) -> Result<Self, ClientError> {
        let client_id = claimed_client(assertion).ok_or(AssertionError::Malformed)?;
        if id.is_some_and(|id| id != client_id) {
            return Err(AssertionError::Client.into());
        }
        let assertion = Some(Secret::new(assertion));
        Ok(Self { client_id, secret: None, assertion, by_basic: false })
    }
}

/// The assertion of a request; its type stands beside it.
fn assertion(body: &Params) -> Result<Option<&str>, ClientError> {
    match (body.get("client_assertion_type")?, body.get("client_assertion")?) {
        (None, None) => Ok(None),
        (Some(TYPE), Some(assertion)) => Ok(Some(assertion)),
        (_, _) => Err(ClientError::AssertionType),
    }
}

/// A client that has proved itself. Holding one is the permission to act as it: only
/// [`authenticate`] and [`authenticate_by_assertion`] make one.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient {
    client: Client,
    signing_secret: Option<Secret>,
}

impl AuthenticatedClient {
    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The secret that signs its HS256 `id_tokens`; public clients and those whose secret is only
    /// kept as a hash have none.
    pub fn signing_secret(&self) -> Option<&Secret> {
        self.signing_secret.as_ref()
    }
}

/// The readable secrets of a client, unsealed: those of its record that are
/// [`StoredSecret::Sealed`].
#[derive(Clone, Debug, Default)]
pub struct Unsealed {
    /// [`Client::client_secret`].
    pub current: Option<Secret>,
    /// [`Client::next_client_secret`].
    pub next: Option<Secret>,
}

/// Compares what was sent with the client's record. While it has two secrets, either proves it, and
/// its `id_tokens` are signed with the one that it has just used: that is the one it can check them
/// with.
///
/// # Errors
///
/// [`ClientError::WrongSecret`] for a public client that sends one, too: it has none.
pub fn authenticate(
    credentials: &ClientCredentials,
    client: Option<Client>,
    unsealed: Unsealed,
) -> Result<AuthenticatedClient, ClientError> {
    let client = client.ok_or(ClientError::Unknown)?;
    match (client.token_endpoint_auth_method, &credentials.secret) {
        (AuthMethod::None, None) => {
            return Ok(AuthenticatedClient { client, signing_secret: None });
        }
        (AuthMethod::None | AuthMethod::PrivateKeyJwt, Some(_)) => {
            return Err(ClientError::WrongSecret);
        }
        (AuthMethod::PrivateKeyJwt, None) => return Err(ClientError::AssertionMissing),
        (AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost, _) => {}
    }
    let sent = credentials.secret.as_ref().ok_or(ClientError::SecretMissing)?;
    let is_right = |stored: &StoredSecret, unsealed: &Option<Secret>| match (stored, unsealed) {
        (StoredSecret::Hashed(hash), _) => hash.matches(sent.expose()),
        (StoredSecret::Sealed(_), Some(secret)) => secret.equals(sent),
        (StoredSecret::Sealed(_), None) | (StoredSecret::None, _) => false,
    };
    let is_current = is_right(&client.client_secret, &unsealed.current);
    let is_next = is_right(&client.next_client_secret, &unsealed.next);
    let signing_secret = match (is_current, is_next) {
        (true, _) => unsealed.current,
        (false, true) => unsealed.next,
        (false, false) => return Err(ClientError::WrongSecret),
    };
    Ok(AuthenticatedClient { client, signing_secret })
}

/// A client whose assertion was accepted, and is used for the first time.
///
/// # Errors
///
/// [`ClientError::Unknown`] for another client than the one that has signed.
pub fn authenticate_by_assertion(
    client: Client,
    accepted: &Accepted,
) -> Result<AuthenticatedClient, ClientError> {
    if client.client_id != accepted.client_id() || !client.signs_for_itself() {
        return Err(ClientError::Unknown);
    }
    Ok(AuthenticatedClient { client, signing_secret: None })
}

#[cfg(test)]
#[path = "client_authentication_tests.rs"]
mod tests;
