//! Introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)): Frappe's `introspect_token`.

use axum::{Router, extract::State, response::Response, routing::get};
use http::StatusCode;
use shared::{
    App,
    protocol::{
        authorization::Cause,
        claims::Told,
        client::Client,
        error::ErrorCode,
        introspection::{self, Active, Inactive},
        params::Params,
        standing,
        token::Presented,
        userinfo::UserInfo,
    },
    store::grants::Seen,
    web::{
        Failure, Incoming, answer, bearer, client,
        credentials::{self, Authorization},
        failure::oauth_error,
        routes,
        trail::{Event, Trail},
    },
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.introspect_token"];
/// The other paths served here.
pub const PATHS: &[&str] = &[];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = get(introspect_token).post(introspect_token);
    routes::finish(routes::methods(METHODS, &handler), app)
}

/// Who asks.
enum Caller {
    /// A client that has proved itself, or whose access token came as a bearer token.
    Client(Box<Client>),
    /// Anybody, where the server is set to answer everybody as Frappe does.
    Anybody,
}

async fn introspect_token(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    // A list or an object never gets past this: Frappe takes one for a filter, and answers for a
    // token that the caller has never seen.
    let params = incoming.all().and_then(|all| Ok((all, incoming.form_or_json()?)));
    let (all, body) = match params {
        Ok(params) => params,
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    let token = all.require("token");
    let read = async {
        let Ok(token) = &token else { return Ok((None, None)) };
        let presented = app.presented(token).await?;
        let seen = app.store().grant_of(presented.as_ref()).await?;
        Ok::<_, Failure>((presented, seen))
    };
    let (caller, (presented, seen)) = tokio::try_join!(caller(&app, &incoming, &body), read)?;
    let caller = match caller {
        Ok(caller) => caller,
        Err(refusal) => return Ok(*refusal),
    };
    if let Err(error) = token {
        return Ok(oauth_error(&Cause::from(error)));
    }
    let active = match (&presented, seen) {
        (Some(token), Some(seen)) => look(&app, &caller, token, seen).await?,
        (_, _) => None,
    };
    match active {
        Some(active) => answer::json(StatusCode::OK, &active),
        None => answer::json(StatusCode::OK, &Inactive::default()),
    }
}

/// Finds out who asks. Secrets are read from the header or the body, never from the URL: they
/// would stand in every log on the way.
async fn caller(
    app: &App,
    incoming: &Incoming,
    body: &Params,
) -> Result<Result<Caller, Box<Response>>, Failure> {
    let authorization = credentials::read(&incoming.headers);
    if let Authorization::Bearer(token) = &authorization {
        let bearer = bearer::load(app, token).await?;
        let client = bearer.map(|bearer| Caller::Client(Box::new(bearer.client)));
        return Ok(client.ok_or_else(|| Box::new(bearer::refuse())));
    }
    let is_anonymous = matches!(authorization, Authorization::None) && !body.has("client_id");
    if app.config().open_introspection && is_anonymous {
        return Ok(Ok(Caller::Anybody));
    }
    let credentials = match client::credentials(&incoming.headers, body) {
        Ok(credentials) => credentials,
        Err(refused) => return Ok(Err(Box::new(refused.answer()))),
    };
    let client = app.client(&credentials.client_id).await?;
    let client = match client::prove(app, &credentials, client).await? {
        Ok(client) => client.client().clone(),
        Err(refused) => {
            let trail = Trail::of(Event::Introspection, incoming);
            trail.client(&credentials.client_id).refused(&refused);
            return Ok(Err(Box::new(refused.answer())));
        }
    };
    if client.is_public() {
        let words = "A public client may not introspect tokens.";
        let refusal = oauth_error(&Cause::new(ErrorCode::InvalidClient, words));
        return Ok(Err(Box::new(refusal)));
    }
    Ok(Ok(Caller::Client(Box::new(client))))
}

/// What a caller may learn of a token: everything or nothing.
async fn look(
    app: &App,
    caller: &Caller,
    token: &Presented,
    seen: Seen,
) -> Result<Option<Active>, Failure> {
    let grant = seen.grant;
    let Some(alive) = introspection::find(&grant, token, app.now()) else { return Ok(None) };
    let (may_see, known) = match caller {
        Caller::Client(client) => (
            introspection::may_see(client, &grant, &alive),
            Some(client).filter(|client| client.client_id == grant.client_id),
        ),
        Caller::Anybody => (true, None),
    };
    if !may_see {
        return Ok(None);
    }
    let client = async {
        match known {
            Some(client) => Ok(Some((**client).clone())),
            None => app.client(&grant.client_id).await,
        }
    };
    let (user, client) = tokio::try_join!(app.user(&grant.user), client)?;
    // Known by now: the user was asked for with the settings.
    let issuer = app.issuer().await?;
    let standing = standing::check(&grant, user.as_ref(), client.as_ref());
    let (Ok(user), Some(client)) = (standing, &client) else { return Ok(None) };
    let user = UserInfo::of(user, &issuer, Told::by_userinfo(client, &alive.scope, &grant.claims));
    Ok(Some(Active::new(client, alive, user)))
}
