//! Introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)): Frappe's `introspect_token`.

use axum::{Router, extract::State, response::Response, routing::get};
use http::StatusCode;
use shared::{
    App,
    protocol::{
        authorization::Cause,
        client::Client,
        error::ErrorCode,
        introspection::{self, Active, Inactive},
        standing,
        token::Presented,
        userinfo::UserInfo,
    },
    store::grants::Seen,
    web::{Failure, Incoming, answer, client, failure::oauth_error, routes},
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.introspect_token"];
/// The other paths served here.
pub const PATHS: &[&str] = &[];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = get(introspect_token).post(introspect_token);
    let router =
        METHODS.iter().fold(Router::new(), |router, name| routes::method(router, name, &handler));
    routes::finish(router, app)
}

async fn introspect_token(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let params = incoming.all().and_then(|all| Ok((all, incoming.form_or_json()?)));
    let (all, body) = match params {
        Ok(params) => params,
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    // Never from the URL: that would put a client's secret into every log on the way.
    let credentials = match client::credentials(&incoming.headers, &body) {
        Ok(credentials) => credentials,
        Err(refused) => return Ok(refused.answer()),
    };
    // A list or an object never gets here: Frappe takes one for a filter, and answers for a
    // token that the caller has never seen.
    let token = match all.require("token") {
        Ok(token) => Presented::parse(token),
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    let grant = async {
        match &token {
            Some(token) => app.store().grant(&token.grant).await,
            None => Ok(None),
        }
    };
    let (caller, seen) = tokio::try_join!(app.store().client(&credentials.client_id), grant)?;
    let caller = match client::prove(&app, &credentials, caller).await? {
        Ok(caller) => caller,
        Err(refused) => return Ok(refused.answer()),
    };
    if caller.client().is_public() {
        let words = "A public client may not introspect tokens.";
        return Ok(oauth_error(&Cause::new(ErrorCode::InvalidClient, words)));
    }
    let active = match (&token, seen) {
        (Some(token), Some(seen)) => look(&app, caller.client(), token, seen).await?,
        (_, _) => None,
    };
    match active {
        Some(active) => answer::json(StatusCode::OK, &active),
        None => answer::json(StatusCode::OK, &Inactive::default()),
    }
}

/// What a caller may learn of a token: everything or nothing.
async fn look(
    app: &App,
    caller: &Client,
    token: &Presented,
    seen: Seen,
) -> Result<Option<Active>, Failure> {
    let grant = seen.grant;
    let found = introspection::find(&grant, token, app.now());
    let Some(alive) = found.filter(|_| introspection::may_see(caller, &grant)) else {
        return Ok(None);
    };
    let client = async {
        if grant.client_id == caller.client_id {
            Ok(Some(caller.clone()))
        } else {
            app.store().client(&grant.client_id).await
        }
    };
    let (user, client, issuer) =
        tokio::try_join!(app.store().user(&grant.user), client, app.issuer())?;
    let standing = standing::check(&grant, user.as_ref(), client.as_ref());
    let (Ok(user), Some(client)) = (standing, &client) else { return Ok(None) };
    Ok(Some(Active::new(client, alive, UserInfo::of(user, &issuer))))
}
