//! A System Manager at the desk's pages, by the session of his browser.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use shared::{
    App,
    pages::{Language, Page},
    protocol::{params::Params, roles, session::SessionToken, user::User},
    web::{
        ClientAddress, Failure, Incoming,
        answer::{login_location, redirect},
        cookies, page, same_site, session,
        trail::{Event, Trail},
    },
};

use super::{
    refusal::{expired, not_permitted, unreadable},
    trail,
};

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

    /// A page for the manager. The desk speaks English.
    pub(crate) fn show<P: Page>(&self, status: StatusCode, page: &P) -> Result<Response, Failure> {
        page::render(&self.app, Language::English, status, page)
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

/// Whether the form comes from a page that we showed in this session. Without this a foreign page
/// could have its visitor make the attacker a System Manager.
fn is_our_form(headers: &HeaderMap, form: &Params, token: &SessionToken, issuer: &str) -> bool {
    let sent = form.get("csrf_token").ok().flatten().unwrap_or_default();
    same_site::is_our_form(token, sent, headers, issuer)
}
