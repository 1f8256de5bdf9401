//! `/login`: the page with the form.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use shared::{
    App,
    pages::{Language, LoginPage},
    protocol::{
        params::{Params, ParamsError},
        return_to::{local_path, login_hint},
    },
    secret::Secret,
    web::{
        Failure, Incoming,
        answer::redirect,
        attempts::{retry_after, too_many_attempts},
        cookies::{self, CSRF, Kind},
        language, page, same_site, session,
    },
};

use crate::{
    answer::{home_of, login_cookies},
    login::{self, Attempt, Outcome},
};

/// Shows the form; or goes on, if somebody is logged in and nobody asked for another login.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let query = incoming.query().unwrap_or_default();
    let redirect_to = asked(&query, "redirect-to");
    if asked(&query, "again").is_empty()
        && let Some(current) = session::current(&app, &incoming.headers).await?
    {
        let issuer = app.issuer().await?;
        let path = local_path(&redirect_to, &issuer);
        let path = path.unwrap_or_else(|| home_of(&current.user).to_owned());
        return redirect(StatusCode::FOUND, &path);
    }
    let form = Form { email: login_hint(&redirect_to), redirect_to, ..Form::default() };
    form.render(&app, &incoming.headers, StatusCode::OK).await
}

/// Takes the form.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    // No form at all: somebody was sent here by a POST, as `curl -X POST -L` follows redirects.
    let form = incoming.form();
    if form.as_ref().is_ok_and(Params::is_empty) {
        return show(State(app), incoming).await;
    }
    let Ok(fields) = form.and_then(|form| Fields::read(&form)) else {
        let words = language::of(&incoming.headers, None).say("login.unreadable");
        let form = Form { error: Some(words), ..Form::default() };
        return form.render(&app, &incoming.headers, StatusCode::BAD_REQUEST).await;
    };
    let form = Form { redirect_to: fields.redirect_to, email: fields.user, ..Form::default() };
    let language = form.language(&incoming.headers);
    let issuer = app.issuer().await?;
    if !is_our_form(&incoming.headers, &fields.csrf_token, &issuer) {
        let form = Form { notice: Some(language.say("login.expired")), ..form };
        return form.render(&app, &incoming.headers, StatusCode::BAD_REQUEST).await;
    }
    let attempt = Attempt::new(&form.email, fields.password.expose());
    let outcome = login::attempt(&app, &incoming, &attempt).await?;
    let words = match outcome {
        Outcome::LoggedIn(login) => {
            let path = local_path(&form.redirect_to, &issuer);
            let path = path.unwrap_or_else(|| home_of(&login.user).to_owned());
            let redirect = redirect(StatusCode::SEE_OTHER, &path)?;
            return Ok((login_cookies(&login, &issuer), redirect).into_response());
        }
        Outcome::Incomplete => "login.incomplete",
        Outcome::Wrong => "login.wrong",
        Outcome::Disabled => "login.disabled",
        Outcome::Locked(until) => {
            let words = too_many_attempts(&app, language, until);
            let form = Form { error: Some(words), ..form };
            let page = form.render(&app, &incoming.headers, StatusCode::TOO_MANY_REQUESTS).await?;
            return Ok((retry_after(&app, until), page).into_response());
        }
    };
    let form = Form { error: Some(language.say(words)), ..form };
    form.render(&app, &incoming.headers, StatusCode::UNAUTHORIZED).await
}

/// What a form sent.
struct Fields {
    user: String,
    password: Secret,
    redirect_to: String,
    csrf_token: String,
}

impl Fields {
    fn read(form: &Params) -> Result<Self, ParamsError> {
        let text = |name| Ok(form.get(name)?.unwrap_or_default().to_owned());
        Ok(Self {
            user: text("usr")?,
            password: Secret::new(text("pwd")?),
            redirect_to: text("redirect-to")?,
            csrf_token: text("csrf_token")?,
        })
    }
}

/// What the form shows.
#[derive(Default)]
struct Form {
    redirect_to: String,
    email: String,
    error: Option<String>,
    notice: Option<String>,
}

impl Form {
    /// An app's wish stands in the address that the login leads to.
    fn language(&self, headers: &HeaderMap) -> Language {
        language::asked_behind(&self.redirect_to, headers)
    }

    async fn render(
        self,
        app: &App,
        headers: &HeaderMap,
        status: StatusCode,
    ) -> Result<Response, Failure> {
        let (language, issuer) = (self.language(headers), app.issuer().await?);
        // One secret a browser, not one a page: two tabs show the same form.
        let known = cookies::get(headers, CSRF).filter(|token| token.len() == 32);
        let csrf_token = known.map_or_else(|| app.random().alphanumeric(32), Secret::new);
        let cookie = cookies::set(CSRF, csrf_token.expose(), Kind::Secret, &issuer);
        let page = LoginPage {
            csrf_token: csrf_token.expose().to_owned(),
            redirect_to: self.redirect_to,
            email: self.email,
            error: self.error,
            notice: self.notice,
        };
        let page = page::render(app, language, status, &page)?;
        Ok(cookies::beside(page, cookie))
    }
}

/// Whether the form is one that we showed in this browser. A foreign page that logs its visitor
/// in as the attacker (login CSRF) would have him connect the attacker's account to his apps.
fn is_our_form(headers: &HeaderMap, sent: &str, issuer: &str) -> bool {
    let cookie = cookies::get(headers, CSRF).unwrap_or_default();
    !cookie.is_empty()
        && Secret::new(cookie).equals(&Secret::new(sent))
        && !same_site::is_foreign(headers, issuer)
}

fn asked(query: &Params, name: &str) -> String {
    query.get(name).ok().flatten().unwrap_or_default().to_owned()
}
