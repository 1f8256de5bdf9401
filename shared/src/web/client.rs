//! Client authentication at the endpoints that ask for it.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
use thiserror::Error;

use super::{
    Failure,
    credentials::{self, Authorization},
    failure::oauth_error,
};
use crate::{
    App,
    protocol::{
        authorization::Cause,
        client::Client,
        client_authentication::{
            AuthenticatedClient, ClientCredentials, ClientError, Unsealed, authenticate,
        },
        error::ErrorCode,
        params::Params,
    },
};

/// Reads what a client sent to prove itself.
///
/// # Errors
///
/// The refusal to answer with.
pub fn credentials(headers: &HeaderMap, body: &Params) -> Result<ClientCredentials, Refused> {
    let (basic, by_basic) = match credentials::read(headers) {
        Authorization::Basic(bytes) => (Some(bytes), true),
        Authorization::Malformed => return Err(Refused::new(ClientError::MalformedBasic, true)),
        Authorization::None | Authorization::Bearer(_) => (None, false),
    };
    ClientCredentials::read(basic.as_deref(), body).map_err(|error| Refused::new(error, by_basic))
}

/// Proves a client, whose record (if there is one) has been read.
///
/// # Errors
///
/// [`Failure`] when its secret cannot be opened; inside, the refusal.
pub async fn prove(
    app: &App,
    credentials: &ClientCredentials,
    client: Option<Client>,
) -> Result<Result<AuthenticatedClient, Refused>, Failure> {
    let unsealed = match &client {
        Some(client) => app.open_client_secrets(client).await?,
        None => Unsealed::default(),
    };
    let proved = authenticate(credentials, client, unsealed);
    Ok(proved.map_err(|error| Refused::new(error, credentials.by_basic)))
}

/// A client that was not believed, and why.
#[derive(Debug, Error)]
#[error("{error}")]
pub struct Refused {
    error: ClientError,
    by_basic: bool,
}

impl Refused {
    fn new(error: ClientError, by_basic: bool) -> Self {
        Self { error, by_basic }
    }

    /// RFC 6749 section 5.2: 401 for `invalid_client`, with the scheme if it was tried.
    pub fn answer(&self) -> Response {
        let code = self.error.code();
        let mut response = oauth_error(&Cause::new(code, self.error.to_string()));
        if self.by_basic && code == ErrorCode::InvalidClient {
            let scheme = HeaderValue::from_static("Basic realm=\"OAuth\", charset=\"UTF-8\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
