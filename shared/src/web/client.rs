//! Client authentication at the endpoints that ask for it.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
use thiserror::Error;

use super::{
    Failure,
    credentials::{self, Authorization},
    failure::oauth_error,
    routes::PREFIXES,
};
use crate::{
    App,
    protocol::{
        authorization::Cause,
        client::Client,
        client_assertion::AssertionError,
        client_authentication::{
            AuthenticatedClient, ClientCredentials, ClientError, Unsealed, authenticate,
            authenticate_by_assertion,
        },
        error::ErrorCode,
        grant::Attempt,
        params::Params,
    },
    secret::Secret,
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
    if let Some(assertion) = &credentials.assertion {
        // In a box, for a key set may have to be fetched: few requests need that room.
        let proved = Box::pin(by_assertion(app, assertion, client)).await?;
        return Ok(proved.map_err(|error| Refused::new(error, false)));
    }
    let unsealed = match &client {
        Some(client) => app.open_client_secrets(client).await?,
        None => Unsealed::default(),
    };
    let proved = authenticate(credentials, client, unsealed);
    Ok(proved.map_err(|error| Refused::new(error, credentials.by_basic)))
}

/// Proves a client by what it has signed, once.
///
/// The name of the assertion is written down before anything is given: two that come at once cannot
/// both be the first.
async fn by_assertion(
    app: &App,
    assertion: &Secret,
    client: Option<Client>,
) -> Result<Result<AuthenticatedClient, ClientError>, Failure> {
    let Some(client) = client.filter(Client::signs_for_itself) else {
        return Ok(Err(ClientError::Unknown));
    };
    let audiences = audiences(&app.issuer().await?);
    let accepted = match app.check_assertion(assertion, &client, &audiences).await {
        Ok(accepted) => accepted,
        Err(error) => {
            if let AssertionError::Keys(cause) = &error {
                tracing::warn!(client = client.client_id, cause, "a client's keys cannot be read");
            }
            return Ok(Err(error.into()));
        }
    };
    let attempt = Attempt::draw(app.random());
    if !app.store().use_assertion(&accepted, &attempt).await? {
        return Ok(Err(AssertionError::Used.into()));
    }
    Ok(authenticate_by_assertion(client, &accepted))
}

/// Our names, any of which an assertion may be for: the issuer, and the endpoints that take one.
fn audiences(issuer: &str) -> Vec<String> {
    let endpoints = PREFIXES.into_iter().flat_map(|prefix| {
        let address = move |name| format!("{issuer}{prefix}frappe.integrations.oauth2.{name}");
        ["get_token", "device_authorization", "revoke_token", "introspect_token"].map(address)
    });
    std::iter::once(issuer.to_owned()).chain(endpoints).collect()
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
