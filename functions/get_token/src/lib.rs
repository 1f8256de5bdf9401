//! The token endpoint ([RFC 6749 section 3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)):
//! Frappe's `get_token`.

mod answer;
mod authorization_code;
mod client_credentials;
mod device_authorization;
mod device_code;
mod refresh_token;
mod resources;
mod step;

use axum::{Router, extract::State, response::Response, routing::post};
use http::Method;
use shared::{
    App,
    clock::Timestamp,
    protocol::{
        authorization::Cause,
        client::Client,
        client_authentication::AuthenticatedClient,
        client_credentials::{ClientCredentialsError, service_user},
        error::ErrorCode,
        issued::Issued,
        params::{Params, ParamsError},
        token::Presented,
        token_error::TokenError,
        user::User,
    },
    store::grants::Seen,
    web::{
        Failure, Incoming, client,
        cors::{self, Reader},
        failure::{frappe_error, oauth_error},
        routes,
        trail::{Event, Trail},
    },
};

/// The token endpoint.
const GET_TOKEN: &str = "frappe.integrations.oauth2.get_token";

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &[GET_TOKEN, device_authorization::METHOD];
/// The other paths served here.
pub const PATHS: &[&str] = &[];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = post(get_token).get(get_token).put(refuse_method).patch(refuse_method);
    let handler = handler.delete(refuse_method).options(cors::preflight);
    let router = routes::method(Router::new(), GET_TOKEN, &handler);
    let device = post(device_authorization::start).options(cors::preflight);
    routes::finish(routes::method(router, device_authorization::METHOD, &device), app)
}

/// The grant types, each with what it presents.
enum GrantRequest {
    AuthorizationCode(Presented),
    RefreshToken(Presented),
    DeviceCode(Presented),
    /// Nothing but the client itself.
    ClientCredentials,
    /// Something that we never issued. The client is asked for its proof all the same.
    Unknown(TokenError),
}

/// What has been read for a request, two rounds of it.
struct Loaded {
    client: AuthenticatedClient,
    seen: Seen,
    user: Option<User>,
    /// Whether a code was given in a session that has been logged out since.
    session_is_over: bool,
    /// One moment for the whole request: what lives an hour is answered with 3,600 seconds.
    now: Timestamp,
}

impl Loaded {
    fn given(&self) -> answer::Given<'_> {
        let Self { client, seen, user, now, .. } = self;
        answer::Given { client, user: user.as_ref(), grant: &seen.grant, now: *now }
    }
}

/// Tokens, and for whom.
struct Granted {
    issued: Issued,
    nonce: Option<String>,
}

async fn get_token(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let mut reader = Reader::whoever(&incoming.headers);
    let answer = give(&app, &incoming, &mut reader).await?;
    Ok(reader.may_read(answer))
}

async fn give(app: &App, incoming: &Incoming, reader: &mut Reader) -> Result<Response, Failure> {
    if incoming.method == Method::GET && !app.config().get_token_by_get {
        return Ok(refuse_method(Method::GET).await);
    }
    let params = if incoming.method == Method::GET { incoming.query() } else { incoming.form() };
    let request = params.and_then(|params| Ok((GrantRequest::read(&params)?, params)));
    let (request, params) = match request {
        Ok(request) => request,
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    if let GrantRequest::Unknown(TokenError::UnsupportedGrantType) = request {
        return Ok(oauth_error(&Cause::from(&TokenError::UnsupportedGrantType)));
    }
    let credentials = match client::credentials(&incoming.headers, &params) {
        Ok(credentials) => credentials,
        Err(refused) => return Ok(refused.answer()),
    };

    let (client, seen) = tokio::try_join!(app.client(&credentials.client_id), request.grant(app))?;
    *reader = Reader::of(app, &incoming.headers, client.as_ref()).await?;
    let acts_for = request.acts_for(seen.as_ref(), client.as_ref()).map(str::to_owned);
    let user = async {
        match &acts_for {
            Some(user) => app.user(user).await.map_err(Failure::from),
            None => Ok(None),
        }
    };
    let (client, user, session_is_over) = tokio::try_join!(
        client::prove(app, &credentials, client),
        user,
        request.session_is_over(app, seen.as_ref())
    )?;
    let trail = Trail::of(Event::Token, incoming).client(&credentials.client_id);
    let client = match client {
        Ok(client) => client,
        Err(refused) => {
            trail.refused(&refused);
            return Ok(refused.answer());
        }
    };

    if matches!(request, GrantRequest::ClientCredentials) {
        let asks = client_credentials::Asks { client, user, now: app.now() };
        return asks.answer(app, &trail, &params).await;
    }
    let Some(seen) = seen else { return Ok(refuse(&trail, &request.unknown())) };
    let loaded = Loaded { client, seen, user, session_is_over, now: app.now() };
    let granted = request.granted(app, &loaded, &params).await?;
    let trail = trail.actor(loaded.user.as_ref());
    match granted {
        Ok(granted) => {
            trail.done();
            answer::tokens(app, &loaded.given(), &granted).await
        }
        // A device asks every few seconds: that nothing has happened is not worth a line.
        Err(TokenError::Device(error)) if error.is_of_waiting() => {
            Ok(oauth_error(&Cause::from(&TokenError::from(error))))
        }
        Err(error) => Ok(refuse(&trail, &error)),
    }
}

/// Frappe's words for an HTTP method that brings no tokens.
async fn refuse_method(method: Method) -> Response {
    let words = format!("Unsupported request method {method}");
    frappe_error(&Cause::new(ErrorCode::InvalidRequest, words))
}

impl GrantRequest {
    fn read(params: &Params) -> Result<Self, ParamsError> {
        // Frappe's documentation breaks a line inside its curl command; what curl then sends ends
        // in white space, which no token has.
        let presented = |name: &str| -> Result<Option<Presented>, ParamsError> {
            // The words are Frappe's, which writes "refresh token".
            let missing = || ParamsError::Missing(name.replace('_', " "));
            Ok(Presented::parse(params.get(name)?.ok_or_else(missing)?.trim()))
        };
        Ok(match params.require("grant_type")? {
            "authorization_code" => match presented("code")? {
                Some(code) => Self::AuthorizationCode(code),
                None => Self::Unknown(authorization_code::UNKNOWN),
            },
            "refresh_token" => match presented("refresh_token")? {
                Some(token) => Self::RefreshToken(token),
                None => Self::Unknown(refresh_token::UNKNOWN),
            },
            "urn:ietf:params:oauth:grant-type:device_code" => {
                match Presented::parse(params.require("device_code")?.trim()) {
                    Some(code) => Self::DeviceCode(code),
                    None => Self::Unknown(device_code::UNKNOWN),
                }
            }
            "client_credentials" => Self::ClientCredentials,
            _ => Self::Unknown(TokenError::UnsupportedGrantType),
        })
    }

    /// For whom tokens would be: the user of the grant, or the one to whom the client is bound.
    fn acts_for<'a>(&self, seen: Option<&'a Seen>, client: Option<&'a Client>) -> Option<&'a str> {
        match self {
            Self::ClientCredentials => client.and_then(service_user),
            Self::AuthorizationCode(_)
            | Self::RefreshToken(_)
            | Self::DeviceCode(_)
            | Self::Unknown(_) => {
                // A device's grant is nobody's before it is allowed.
                seen.map(|seen| seen.grant.user.as_str()).filter(|user| !user.is_empty())
            }
        }
    }

    async fn grant(&self, app: &App) -> Result<Option<Seen>, shared::store::StoreError> {
        match self {
            Self::AuthorizationCode(token)
            | Self::RefreshToken(token)
            | Self::DeviceCode(token) => app.store().grant(&token.grant).await,
            Self::ClientCredentials | Self::Unknown(_) => Ok(None),
        }
    }

    /// Takes the step that is asked for.
    async fn granted(
        &self,
        app: &App,
        loaded: &Loaded,
        params: &Params,
    ) -> Result<Result<Granted, TokenError>, Failure> {
        match self {
            Self::AuthorizationCode(code) => {
                authorization_code::redeem(app, loaded, code, params).await
            }
            Self::RefreshToken(token) => refresh_token::rotate(app, loaded, token, params).await,
            Self::DeviceCode(code) => device_code::poll(app, loaded, code, params).await,
            Self::ClientCredentials | Self::Unknown(_) => Ok(Err(self.unknown())),
        }
    }

    /// Whether what is presented is a code, and the session in which it was given is gone. Only the grants
    /// of apps that know of sessions say in which they were given.
    async fn session_is_over(&self, app: &App, seen: Option<&Seen>) -> Result<bool, Failure> {
        let session = seen.and_then(|seen| seen.grant.session.as_ref());
        match (self, session) {
            (Self::AuthorizationCode(_), Some(session)) => {
                Ok(app.store().session(&session.id).await?.is_none())
            }
            (_, _) => Ok(false),
        }
    }

    /// What to say when no grant has the token.
    fn unknown(&self) -> TokenError {
        match self {
            Self::AuthorizationCode(_) => authorization_code::UNKNOWN,
            Self::RefreshToken(_) => refresh_token::UNKNOWN,
            Self::DeviceCode(_) => device_code::UNKNOWN,
            Self::ClientCredentials => ClientCredentialsError::NotAllowed.into(),
            Self::Unknown(error) => error.clone(),
        }
    }
}

fn refuse(trail: &Trail<'_>, error: &TokenError) -> Response {
    trail.refused(error);
    oauth_error(&Cause::from(error))
}
