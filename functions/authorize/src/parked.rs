//! Requests that are too long for a URL: kept for ten minutes under a one-time name.

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    protocol::{authorization::Cause, error::ErrorCode, lifetimes::PARKED, params::Params},
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        routes::PREFIXES,
    },
};

use crate::AUTHORIZE;

/// The parameter that names a kept request.
const NAME: &str = "parked";
/// How long an address may become. API Gateway takes 10,240 bytes of request line and headers
/// together; in the login's address each of ours may grow to three.
const LONGEST_ADDRESS: usize = 2_500;

/// The longest request that is kept. A stranger may send one, and a kilobyte is a write to be paid
/// for: a form of 256 KB would cost hundreds.
const LONGEST_KEPT: usize = 16 * 1024;

/// Whether a request is longer than any that is meant.
pub(crate) fn is_too_long(params: &Params) -> bool {
    params.to_query().len() > LONGEST_KEPT
}

/// The parameters of the URL, or those that it stands for.
pub(crate) async fn params(
    app: &App,
    incoming: &Incoming,
) -> Result<Result<Params, Cause>, Failure> {
    let params = match incoming.query() {
        Ok(params) => params,
        Err(error) => return Ok(Err(error.into())),
    };
    let Ok(Some(id)) = params.get(NAME) else { return Ok(Ok(params)) };
    let Some(query) = app.store().parked(id, app.now()).await? else {
        let words = "The authorization request has expired. Start again in the app.";
        return Ok(Err(Cause::new(ErrorCode::InvalidRequest, words)));
    };
    Ok(Params::from_urlencoded(query.as_bytes()).map_err(Cause::from))
}

/// The address of this endpoint with these parameters; they are kept here if it would be too long.
pub(crate) async fn address(app: &App, params: &Params) -> Result<String, Failure> {
    let [prefix, ..] = PREFIXES;
    let address = format!("{prefix}{AUTHORIZE}?{}", params.to_query());
    if address.len() <= LONGEST_ADDRESS {
        return Ok(address);
    }
    let id = app.random().alphanumeric(32);
    app.store().park(id.expose(), &params.to_query(), app.now() + PARKED).await?;
    Ok(format!("{prefix}{AUTHORIZE}?{NAME}={}", id.expose()))
}

/// Sends the user to the login, from where he comes back to this request. `how` is added to the
/// login's address.
pub(crate) async fn log_in(
    app: &App,
    incoming: &Incoming,
    params: &Params,
    how: &str,
) -> Result<Response, Failure> {
    let sent = incoming.uri.path_and_query().map_or("", |path| path.as_str());
    let is_unchanged = incoming.query().is_ok_and(|query| query == *params);
    // As it was sent, byte for byte, if it can be.
    let address =
        if is_unchanged && incoming.method == http::Method::GET && sent.len() <= LONGEST_ADDRESS {
            sent.to_owned()
        } else {
            address(app, params).await?
        };
    let redirect_to = format!("{}{address}", app.issuer().await?);
    let location = format!("{}{how}", login_location(&redirect_to));
    redirect(StatusCode::FOUND, &location)
}
