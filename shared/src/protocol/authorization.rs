//! The authorization request
//! ([RFC 6749 section 4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1)): what is asked.

use thiserror::Error;

use super::{
    authentication::AuthenticationClaims,
    claims::ClaimsPolicy,
    claims_request::{ClaimsRequest, ClaimsRequestError},
    client::Client,
    error::ErrorCode,
    max_age::MaxAge,
    params::{Params, ParamsError},
    pkce::{CodeChallenge, PkceError},
    prompt::Prompt,
    redirect_uri::{RedirectUriError, RegisteredRedirectUri},
    request_object,
    response_mode::ResponseMode,
    response_type::ResponseTypes,
    scope::{OPENID, Scope},
};

/// A request that may be answered by a redirect, and is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Where the answer goes.
    pub redirect_uri: RegisteredRedirectUri,
    /// Whether the request named that place, or left it to the client's default.
    pub redirect_uri_was_sent: bool,
    /// What the client wants.
    pub response_types: ResponseTypes,
    /// Where the answer stands.
    pub mode: ResponseMode,
    /// Handed back byte for byte.
    pub state: Option<String>,
    /// What is asked for; all of the client's scopes where nothing was named.
    pub scope: Scope,
    /// For the `id_token`.
    pub nonce: Option<String>,
    /// PKCE.
    pub challenge: Option<CodeChallenge>,
    /// An `id_token` of the user whom the client expects.
    pub id_token_hint: Option<String>,
    /// Claims that are asked for one by one, by a client that is told what it asks for.
    pub claims: ClaimsRequest,
    /// What the `id_token` is to tell of the login.
    pub authentication_claims: AuthenticationClaims,
    /// What the user is to be shown.
    pub prompt: Prompt,
    /// How old his login may be.
    pub max_age: Option<MaxAge>,
}

/// A cause that the client is told, in its own place.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{description}")]
pub struct Cause {
    /// The word for it.
    pub code: ErrorCode,
    /// A sentence for whoever debugs the client.
    pub description: String,
}

/// Why an authorization is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody knows that the place to redirect to is the client's: the user is told, here.
    /// Redirecting would make this server an open redirector.
    Here(Cause),
    /// The client is told, by a redirect.
    Redirect {
        /// Where to.
        redirect_uri: RegisteredRedirectUri,
        /// Where the answer stands in it.
        mode: ResponseMode,
        /// Handed back, so that the client knows which of its requests failed.
        state: Option<String>,
        /// Why.
        cause: Cause,
    },
}

impl Cause {
    /// A cause.
    pub fn new(code: ErrorCode, description: impl Into<String>) -> Self {
        Self { code, description: description.into() }
    }

    /// There is no such client, or not for this user: nobody is told which. The words are Frappe's.
    pub fn unknown_client() -> Self {
        Self::new(ErrorCode::InvalidRequest, "Invalid client_id parameter value.")
    }
}

impl From<ParamsError> for Cause {
    fn from(error: ParamsError) -> Self {
        Self::new(ErrorCode::InvalidRequest, error.to_string())
    }
}

impl From<RedirectUriError> for Cause {
    fn from(error: RedirectUriError) -> Self {
        Self::new(ErrorCode::InvalidRequest, error.to_string())
    }
}

impl From<PkceError> for Cause {
    fn from(error: PkceError) -> Self {
        Self::new(ErrorCode::InvalidRequest, error.to_string())
    }
}

impl From<ClaimsRequestError> for Cause {
    fn from(error: ClaimsRequestError) -> Self {
        Self::new(ErrorCode::InvalidRequest, error.to_string())
    }
}

impl AuthorizationRequest {
    /// Reads a request to a client.
    ///
    /// # Errors
    ///
    /// The first thing wrong, in this order: the redirection URI, and then, told by a redirect,
    /// everything else.
    pub fn read(params: &Params, client: &Client) -> Result<Self, Refusal> {
        let (redirect_uri, redirect_uri_was_sent) =
            find_redirect_uri(params, client).map_err(Refusal::Here)?;
        // A repeated state is an error like any other, but cannot be handed back.
        let state = params.get("state");
        let told = state.clone().ok().flatten().map(str::to_owned);
        let asked = params.get("response_type").ok().flatten().and_then(ResponseTypes::parse);
        // A mode that cannot be is told by the one that the response type stands for.
        let default = asked.unwrap_or_default().mode();
        let mode = ResponseMode::read(params, asked.unwrap_or_default(), &redirect_uri);
        let told_by = mode.as_ref().copied().unwrap_or(default);
        let rest = || -> Result<Self, Cause> {
            let state = state?.map(str::to_owned);
            request_object::check(params)?;
            check_hints(params)?;
            let response_types = response_types(params, client)?;
            let mode = mode?;
            let scope = requested_scope(params, client)?;
            let challenge = challenge(params, client, response_types)?;
            let prompt = Prompt::parse(params.get("prompt")?)
                .map_err(|words| Cause::new(ErrorCode::InvalidRequest, words))?;
            let max_age = MaxAge::read(params, client)?;
            let nonce = params.get("nonce")?.map(str::to_owned);
            check_id_token(response_types, &scope, nonce.as_deref())?;
            let id_token_hint = params.get("id_token_hint")?.map(str::to_owned);
            let claims = claims(params, client)?;
            let authentication_claims = AuthenticationClaims {
                auth_time: claims.authentication.auth_time || max_age.is_some(),
                acr: claims.authentication.acr || params.get("acr_values")?.is_some(),
            };
            Ok(Self {
                redirect_uri: redirect_uri.clone(),
                redirect_uri_was_sent,
                response_types,
                mode,
                state,
                scope,
                nonce,
                challenge,
                id_token_hint,
                claims,
                authentication_claims,
                prompt,
                max_age,
            })
        };
        rest().map_err(|cause| Refusal::Redirect {
            redirect_uri: redirect_uri.clone(),
            mode: told_by,
            state: told,
            cause,
        })
    }

    /// A refusal of this request.
    pub fn refuse(&self, code: ErrorCode, description: &str) -> Refusal {
        Refusal::Redirect {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            state: self.state.clone(),
            cause: Cause::new(code, description),
        }
    }
}

fn find_redirect_uri(
    params: &Params,
    client: &Client,
) -> Result<(RegisteredRedirectUri, bool), Cause> {
    let requested = params.get("redirect_uri")?;
    let default = client.default_redirect_uri.as_deref();
    let uri = RegisteredRedirectUri::find(requested, &client.redirect_uris, default)?;
    Ok((uri, requested.is_some()))
}

/// What is taken as a hint and never refused for what it says (section 3.1.2.1): how pages look, in
/// which language they and the claims are, who is about to log in. Twice is an error all the same.
fn check_hints(params: &Params) -> Result<(), ParamsError> {
    let mut hints = ["display", "ui_locales", "claims_locales", "login_hint"].into_iter();
    hints.try_for_each(|name| params.get(name).map(|_| ()))
}

fn response_types(params: &Params, client: &Client) -> Result<ResponseTypes, Cause> {
    let types = ResponseTypes::parse(params.require("response_type")?).ok_or_else(|| {
        Cause::new(ErrorCode::UnsupportedResponseType, "The response_type is not supported.")
    })?;
    let words = "The client may not use this response_type.";
    types.check(client).map_err(|code| Cause::new(code, words))?;
    Ok(types)
}

/// PKCE protects codes; where none is asked for there is nothing to protect.
fn challenge(
    params: &Params,
    client: &Client,
    types: ResponseTypes,
) -> Result<Option<CodeChallenge>, Cause> {
    let (value, method) = (params.get("code_challenge")?, params.get("code_challenge_method")?);
    if !types.code {
        return Ok(None);
    }
    Ok(CodeChallenge::parse(value, method, client.pkce_policy())?)
}

/// An ID Token at the front is about an OpenID Connect request and bound to it by its nonce:
/// without one a stolen token could be slipped into somebody else's login. The words are Frappe's.
fn check_id_token(types: ResponseTypes, scope: &Scope, nonce: Option<&str>) -> Result<(), Cause> {
    if !types.id_token {
        return Ok(());
    }
    if nonce.is_none() {
        let words = "Request is missing mandatory nonce parameter.";
        return Err(Cause::new(ErrorCode::InvalidRequest, words));
    }
    if !scope.contains(OPENID) {
        let words = "An id_token needs the scope openid.";
        return Err(Cause::new(ErrorCode::InvalidScope, words));
    }
    Ok(())
}

/// By Frappe's policy the parameter says nothing of the user, whatever is in it; what it asks of the
/// login is heard.
fn claims(params: &Params, client: &Client) -> Result<ClaimsRequest, Cause> {
    let Some(text) = params.get("claims")? else { return Ok(ClaimsRequest::default()) };
    let claims = match client.claims_policy {
        ClaimsPolicy::OpenIdConnect => ClaimsRequest::parse(text)?,
        ClaimsPolicy::Frappe => ClaimsRequest::parse(text).unwrap_or_default().of_the_login(),
    };
    if !claims.is_content_with_our_login() {
        let words = "The acr that is essential cannot be reached by a login here.";
        return Err(Cause::new(ErrorCode::UnmetAuthenticationRequirements, words));
    }
    Ok(claims)
}

fn requested_scope(params: &Params, client: &Client) -> Result<Scope, Cause> {
    // Frappe's documentation has curl encode `openid%20all` once more; no scope has a `%20`.
    let requested = params.get("scope")?.map(|text| text.replace("%20", " "));
    client
        .scopes
        .asked(requested.as_deref())
        .ok_or_else(|| Cause::new(ErrorCode::InvalidScope, "The scope is not one of the client's."))
}

#[cfg(test)]
#[path = "authorization_tests.rs"]
mod tests;
