//! Who is let in. A handler of the desk takes [`Admitted`], one of the resource API [`Program`], and
//! neither exists for anybody but a System Manager whose request is his own doing.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use shared::{
    App,
    pages::{Link, MessagePage, Page},
    protocol::{
        params::{Params, ParamsError},
        roles,
        session::SessionToken,
        user::User,
    },
    web::{
        ClientAddress, Failure, Incoming, accept,
        answer::{login_location, redirect},
        bearer,
        caller::{self, Proof},
        cookies,
        failure::exception,
        page, same_site,
        session::{self, Held},
        trail::{Event, Trail},
    },
};

use crate::resource::refusal;

/// The scope by which an access token may do what its System Manager may. Frappe's `all` is not it:
/// every app asks for that, and none of them is meant to own the server.
pub(crate) const SCOPE: &str = "admin";
/// The header in which Frappe's scripts send what forms carry in a field.
const CSRF_HEADER: &str = "x-frappe-csrf-token";

/// The System Manager of a session, found before any page is asked.
#[derive(Clone, Debug)]
struct Manager {
    user: User,
    issuer: Arc<str>,
    token: SessionToken,
}

/// Lets System Managers through to the pages, and nobody else.
pub(crate) async fn let_managers_in(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, request.headers()).await? else {
        let path = request.uri().path_and_query().map_or("/app", |path| path.as_str());
        let is_get = request.method() == Method::GET;
        let path = if is_get { path } else { request.uri().path() };
        return redirect(StatusCode::SEE_OTHER, &login_location(path));
    };
    if !roles::is_system_manager(&current.user) {
        let address = request.extensions().get::<ClientAddress>().copied();
        let trail = Trail::at(Event::Administration, address).actor(Some(&current.user));
        trail.refused(&"not a System Manager");
        return not_permitted(&app, request.headers());
    }
    let issuer = app.issuer().await?;
    let cookie = current.held.touch(&app, &issuer).await?;
    let manager = Manager { user: current.user, issuer, token: current.held.token };
    let mut request = request;
    request.extensions_mut().insert(manager);
    Ok(cookies::beside(next.run(request).await, cookie))
}

/// A System Manager at a page of the desk; a change comes from a page that we showed him.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) app: App,
    pub(crate) incoming: Incoming,
    pub(crate) form: Params,
    pub(crate) manager: User,
    pub(crate) issuer: Arc<str>,
    pub(crate) csrf_token: String,
}

impl FromRequest<App> for Admitted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let manager = request.extensions().get::<Manager>().cloned();
        let incoming = Incoming::from_request(request, app).await?;
        // A page that the guard does not stand before is a mistake of ours, and stays shut.
        let Some(manager) = manager else {
            return Err(not_permitted(app, &incoming.headers).into_response());
        };
        match Self::of(app, incoming, manager) {
            Ok(admitted) => admitted,
            Err(failure) => Err(failure.into_response()),
        }
    }
}

impl Admitted {
    fn of(
        app: &App,
        incoming: Incoming,
        manager: Manager,
    ) -> Result<Result<Self, Response>, Failure> {
        let Manager { user, issuer, token } = manager;
        let form = match incoming.method {
            Method::GET | Method::HEAD => Params::default(),
            _ => match incoming.form() {
                Ok(form) if is_our_form(&incoming.headers, &form, &token, &issuer) => form,
                Err(error) => return Ok(Err(unreadable(app, &incoming, &error)?)),
                Ok(_) => {
                    trail(&incoming, &user).refused(&"a form that is not ours");
                    return Ok(Err(expired(app, &incoming)?));
                }
            },
        };
        let (app, csrf_token) = (app.clone(), token.csrf_token());
        Ok(Ok(Self { app, incoming, form, manager: user, issuer, csrf_token }))
    }

    /// A page for the manager.
    pub(crate) fn show<P: Page>(&self, status: StatusCode, page: &P) -> Result<Response, Failure> {
        page::render(&self.app, status, page)
    }

    /// A field of the form; empty where it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.get(name).ok().flatten().unwrap_or_default()
    }

    /// The line of the trail for what the manager does.
    pub(crate) fn trail(&self) -> Trail<'_> {
        trail(&self.incoming, &self.manager)
    }
}

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
        Proof::ApiKey => (None, None),
        Proof::Bearer(scope) if scope.contains(SCOPE) => (None, None),
        Proof::Bearer(_) => {
            trail.refused(&"an access token without the scope");
            return Ok(refusal::without_scope(&bearer::refuse_scope(SCOPE)));
        }
        Proof::Session(held) => {
            let issuer = app.issuer().await?;
            let cookie = held.touch(&app, &issuer).await?;
            (Some((held, issuer)), cookie)
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

fn trail<'a>(incoming: &Incoming, actor: &'a User) -> Trail<'a> {
    Trail::of(Event::Administration, incoming).actor(Some(actor))
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

/// Whether the form comes from a page that we showed in this session. Without this a foreign page
/// could have its visitor make the attacker a System Manager.
fn is_our_form(headers: &HeaderMap, form: &Params, token: &SessionToken, issuer: &str) -> bool {
    let sent = form.get("csrf_token").ok().flatten().unwrap_or_default();
    same_site::is_our_form(token, sent, headers, issuer)
}

/// Frappe's refusal: a page for a browser, JSON for a program.
fn not_permitted(app: &App, headers: &HeaderMap) -> Result<Response, Failure> {
    if !accept::wants_page(headers) {
        let words = "Not permitted";
        return Ok(exception(StatusCode::FORBIDDEN, "PermissionError", words));
    }
    let page = MessagePage {
        title: "Not permitted".to_owned(),
        text: "This page is for System Managers.".to_owned(),
        detail: None,
        link: Some(Link { href: "/me".to_owned(), label: "Your account".to_owned() }),
    };
    page::render(app, StatusCode::FORBIDDEN, &page)
}

/// Something that no form of ours sends, or far too much of it.
fn unreadable(app: &App, incoming: &Incoming, error: &ParamsError) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "That cannot be read".to_owned(),
        text: format!("{error} Nothing was changed."),
        detail: None,
        link: Some(Link {
            href: incoming.uri.path().to_owned(),
            label: "Show it again".to_owned(),
        }),
    };
    page::render(app, StatusCode::BAD_REQUEST, &page)
}

fn expired(app: &App, incoming: &Incoming) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "This page has expired".to_owned(),
        text: "You have logged in or out since it was shown. Nothing was changed.".to_owned(),
        detail: None,
        link: Some(Link {
            href: incoming.uri.path().to_owned(),
            label: "Show it again".to_owned(),
        }),
    };
    page::render(app, StatusCode::BAD_REQUEST, &page)
}
