//! A System Manager's program at the resource API: by API key, access token or session.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use serde_json::Value;
use shared::{
    App,
    protocol::{roles, scope::ADMIN, user::User},
    web::{
        ClientAddress, Failure, Incoming, bearer,
        caller::{self, Proof},
        cookies,
        same_site::{self, CSRF_HEADER},
        session::Held,
        trail::{Event, Trail},
    },
};

use super::trail;
use crate::resource::refusal;

/// The System Manager of a program, found before any of its calls is heard.
#[derive(Clone, Debug)]
struct Caller {
    user: User,
    /// Where a cookie proves him, which a browser sends whoever's page asks it to.
    session: Option<(Held, Arc<str>)>,
}

/// Lets System Managers' programs through to the resource API, and nobody else's.
pub(crate) async fn let_programs_in(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let caller::Caller { user, proof } = match caller::identify(&app, request.headers()).await? {
        Ok(Some(caller)) => caller,
        Ok(None) => return Ok(refusal::guest()),
        Err(refused) => return Ok(refusal::unproven(&refused)),
    };
    let address = request.extensions().get::<ClientAddress>().copied();
    let trail = Trail::at(Event::Administration, address).actor(Some(&user));
    if !roles::is_system_manager(&user) {
        trail.refused(&"not a System Manager");
        return Ok(refusal::not_permitted());
    }
    let (session, cookie) = match proof {
        Proof::Bearer(token) if !token.scope.contains(ADMIN) => {
            trail.refused(&"an access token without the scope");
            return Ok(refusal::without_scope(&bearer::refuse_scope(ADMIN)));
        }
        // An API that is handed its caller's token must not be able to administer the server by it.
        Proof::Bearer(token) if !token.resources.leave_room_for(&app.issuer().await?) => {
            trail.refused(&"an access token for another API");
            return Ok(refusal::unproven(&bearer::refuse()));
        }
        Proof::ApiKey | Proof::Bearer(_) => (None, None),
        Proof::Session(held) => {
            let issuer = app.issuer().await?;
            let cookie = held.touch(&app, &issuer).await?;
            (Some((*held, issuer)), cookie)
        }
    };
    let mut request = request;
    request.extensions_mut().insert(Caller { user, session });
    Ok(cookies::beside(next.run(request).await, cookie))
}

/// A program of a System Manager's, or his browser, with a request that is his own doing.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) app: App,
    pub(crate) incoming: Incoming,
    pub(crate) manager: User,
}

impl FromRequest<App> for Program {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let caller = request.extensions().get::<Caller>().cloned();
        let incoming = Incoming::from_request(request, app).await?;
        // A method that the guard does not stand before is a mistake of ours, and stays shut.
        let Some(Caller { user, session }) = caller else { return Err(refusal::guest()) };
        let is_safe = matches!(incoming.method, Method::GET | Method::HEAD);
        if session.is_some_and(|(held, issuer)| !is_safe && !is_his_own(&incoming, &held, &issuer))
        {
            trail(&incoming, &user).refused(&"a form that is not ours");
            return Err(refusal::csrf());
        }
        Ok(Self { app: app.clone(), incoming, manager: user })
    }
}

impl Program {
    /// The line of the trail for what the program does.
    pub(crate) fn trail(&self) -> Trail<'_> {
        trail(&self.incoming, &self.manager)
    }
}

/// Whether a page of another site cannot have sent this with a session's cookie: it carries the
/// session's token; or no browser opened the session, and none has sent this. Frappe's client
/// library for Python logs in with a password and never learns of a token.
fn is_his_own(incoming: &Incoming, held: &Held, issuer: &str) -> bool {
    let is_of_a_program =
        held.session.by_program && !same_site::is_from_a_browser(&incoming.headers);
    let sent = sent_token(incoming);
    is_of_a_program || same_site::is_our_form(&held.token, &sent, &incoming.headers, issuer)
}

/// The session's token, from Frappe's header or from the field of a form or JSON object.
fn sent_token(incoming: &Incoming) -> String {
    let header = incoming.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    let body = incoming.members().and_then(|members| members.to_map()).unwrap_or_default();
    let field = || body.get("csrf_token").and_then(Value::as_str).unwrap_or_default().to_owned();
    header.map_or_else(field, str::to_owned)
}
