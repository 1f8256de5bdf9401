//! The authorization endpoint
//! ([RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)): Frappe's `authorize`
//! and `approve`; and the other pages on which a user is asked.

mod again;
mod answer;
mod approve;
mod ask;
mod device;
mod end_session;
mod form;
mod parked;

use std::sync::Arc;

use axum::{Router, extract::State, response::Response, routing::get};
use shared::{
    App,
    app::{NoDocument, Settings},
    protocol::{
        authorization::{AuthorizationRequest, Cause},
        client::Client,
        error::ErrorCode,
        oauth_settings::OAuthSettings,
        params::Params,
        prompt::Prompt,
        roles,
    },
    web::{
        Failure, Incoming, routes,
        session::{self, Current},
    },
};

/// The address of the endpoint that asks.
pub const AUTHORIZE: &str = "frappe.integrations.oauth2.authorize";
/// The address that Frappe sends a user to who has agreed.
pub const APPROVE: &str = "frappe.integrations.oauth2.approve";

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &[AUTHORIZE, APPROVE];
/// The other paths served here.
pub const PATHS: &[&str] = &[end_session::PATH, device::PATH];

/// The function's router.
pub fn router(app: App) -> Router {
    let router = routes::method(Router::new(), AUTHORIZE, &get(authorize).post(form::submit));
    let router = routes::method(router, APPROVE, &get(form::move_on).post(form::submit));
    let router = router.route(end_session::PATH, get(end_session::show).post(end_session::submit));
    let router = router.route(device::PATH, get(device::show).post(device::submit));
    routes::finish_pages(router, app)
}

/// What has been read for a request.
struct Loaded {
    params: Params,
    client: Option<Client>,
    /// Why there is no client where there should be a document.
    no_document: Option<NoDocument>,
    current: Option<Current>,
    issuer: Arc<str>,
    oauth: Arc<OAuthSettings>,
}

/// `GET`: to the login, to the question, or straight back to the client.
async fn authorize(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let params = match parked::params(&app, &incoming).await? {
        Ok(params) => params,
        Err(cause) => return answer::here(&app, &incoming, &cause),
    };
    let loaded = load(&app, &incoming, params).await?;
    let prompt = loaded.params.get("prompt").ok().flatten();
    let prompt = Prompt::parse(prompt).unwrap_or_default();
    let Some(current) = &loaded.current else {
        // Frappe sends a guest to the login before it looks at anything else.
        return if prompt.none {
            refuse_silently(&app, &incoming, &loaded)
        } else {
            again::log_in_guest(&app, &incoming, &loaded).await
        };
    };
    let is_login_due = again::is_due(&app, &loaded, current);
    if is_login_due && !prompt.none {
        return again::log_in(&app, &incoming, &loaded).await;
    }
    let (client, request) = match read(&app, &loaded, current).await? {
        Ok(read) => read,
        Err(refused) => return answer::refuse(&app, &incoming, &loaded, &refused),
    };
    if is_login_due {
        let words = "The login is older than max_age, and prompt is none.";
        let refusal = request.refuse(ErrorCode::LoginRequired, words);
        let refused = answer::Refused { client: Some(client), refusal };
        return answer::refuse(&app, &incoming, &loaded, &refused);
    }
    if !ask::must_ask(&app, &loaded, (client, &request, current)).await? {
        return approve::approve(&app, &incoming, &loaded, (client, &request, current)).await;
    }
    if request.prompt.none {
        let words = "The user has to be asked, and prompt is none.";
        let refusal = request.refuse(ErrorCode::ConsentRequired, words);
        let refused = answer::Refused { client: Some(client), refusal };
        return answer::refuse(&app, &incoming, &loaded, &refused);
    }
    ask::ask(&app, &incoming, &loaded, (client, &request, current)).await
}

/// Reads everything that a decision needs: session and client at once, then the user.
async fn load(app: &App, incoming: &Incoming, params: Params) -> Result<Loaded, Failure> {
    let client = async {
        match params.get("client_id") {
            Ok(Some(id)) => app.client(id).await.map_err(Failure::from),
            Ok(None) | Err(_) => Ok(None),
        }
    };
    let settings = async { app.settings().await.map_err(Failure::from) };
    let (held, client, settings) =
        tokio::try_join!(session::hold(app, &incoming.headers), client, settings)?;
    let current = session::identify(app, held).await?;
    let Settings { issuer, oauth, .. } = settings;
    let (client, no_document) = match params.get("client_id") {
        // A document is read for a user who is there: strangers shall not have us ask around.
        Ok(Some(id)) if current.is_some() && app.is_client_document(id, &oauth) => {
            match Box::pin(app.client_of_document(id, client)).await? {
                Ok(client) => (Some(client), None),
                Err(why) => (None, Some(why)),
            }
        }
        Ok(_) | Err(_) => {
            let is_off = !oauth.allow_client_id_metadata_documents;
            (client.filter(|client| !(is_off && client.document_until.is_some())), None)
        }
    };
    Ok(Loaded { params, client, no_document, current, issuer, oauth })
}

/// A request that is in order, or why it is refused.
type Read<'a> = Result<(&'a Client, AuthorizationRequest), answer::Refused<'a>>;

/// Reads the request of a user who is logged in: at the question as at its answer.
async fn read<'a>(app: &App, loaded: &'a Loaded, current: &Current) -> Result<Read<'a>, Failure> {
    let (client, request) = match parse(loaded, current) {
        Ok(read) => read,
        Err(refused) => return Ok(Err(refused)),
    };
    if !is_whom_the_client_expects(app, (client, &request), current).await? {
        let words = "Session user does not match client supplied user.";
        let refusal = request.refuse(ErrorCode::LoginRequired, words);
        return Ok(Err(answer::Refused { client: Some(client), refusal }));
    }
    Ok(Ok((client, request)))
}

fn parse<'a>(loaded: &'a Loaded, current: &Current) -> Read<'a> {
    loaded.params.require("client_id").map_err(|error| answer::Refused::of(error.into()))?;
    if let Some(why) = &loaded.no_document {
        return Err(answer::Refused::of(Cause::new(ErrorCode::InvalidRequest, why.to_string())));
    }
    // Whether a client is unknown or not for this user, nobody is told: the words are the same.
    let client = loaded
        .client
        .as_ref()
        .filter(|client| roles::may_use(&current.user, &client.allowed_roles))
        .ok_or_else(|| answer::Refused::of(Cause::unknown_client()))?;
    AuthorizationRequest::read(&loaded.params, client)
        .and_then(|request| request.for_supported(&loaded.oauth.supported_resources))
        .map(|request| (client, request))
        .map_err(|refusal| answer::Refused { client: Some(client), refusal })
}

/// `prompt=none` without a session: the client is told, and nobody sees a page.
fn refuse_silently(app: &App, incoming: &Incoming, loaded: &Loaded) -> Result<Response, Failure> {
    let Some(client) = &loaded.client else {
        return answer::here(app, incoming, &Cause::unknown_client());
    };
    let refusal = match AuthorizationRequest::read(&loaded.params, client) {
        Ok(request) => request.refuse(ErrorCode::LoginRequired, "Nobody is logged in."),
        Err(refusal) => refusal,
    };
    answer::refuse(app, incoming, loaded, &answer::Refused { client: Some(client), refusal })
}

/// Whether an `id_token_hint`, if there is one, names the user of this session, and the parameter
/// `claims`, if it asks for a `sub`, his. A client that waits for Alice must not be answered for Bob.
async fn is_whom_the_client_expects(
    app: &App,
    (client, request): (&Client, &AuthorizationRequest),
    current: &Current,
) -> Result<bool, Failure> {
    if !request.claims.is_content_with(&current.user.sub) {
        return Ok(false);
    }
    let Some(hint) = &request.id_token_hint else { return Ok(true) };
    let hint = app.read_hint(hint, client).await?;
    Ok(hint.is_some_and(|hint| hint.sub == current.user.sub))
}
