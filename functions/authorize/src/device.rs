//! `/device`: a person lets a device in whose code he types
//! ([RFC 8628 section 3.3](https://www.rfc-editor.org/rfc/rfc8628#section-3.3)).
//!
//! He is asked in any case, whatever client it is: this is the only place where he can see that the device is
//! not his.

mod guesses;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    App,
    pages::{DeviceCodePage, DeviceConsentPage, Language, MessagePage},
    protocol::{
        claims,
        client::Client,
        device_grant::{self, Answering, DeviceError},
        grant::{Attempt, Grant},
        params::{Params, encode},
        roles,
        user_code::{LONGEST_TYPED, UserCode},
    },
    store::grants::Seen,
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        attempts::{retry_after, too_many_attempts},
        cookies, language, page,
        session::{self, Current},
        trail::{Event, Trail},
    },
};

use self::guesses::Guesses;
use crate::form;

/// The page's address.
pub(crate) const PATH: &str = "/device";

/// What the button of the page sends.
const ALLOW: &str = "allow";

/// What a code looks like, for who typed something else.
const EXAMPLE: &str = "WDJB-MJHT";

/// Asks for the code. That a link has it already spares the typing, and nothing else.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let query = incoming.query().unwrap_or_default();
    let typed = typed(&query);
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location(&address(typed)));
    };
    let visit = Visit::new(&app, &incoming, &current, typed);
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    Ok(cookies::beside(visit.ask_for_code(StatusCode::OK, None)?, cookie))
}

/// Takes a code, and with it the answer to our question.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let sent = incoming.form().unwrap_or_default();
    let typed = typed(&sent);
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::SEE_OTHER, &login_location(&address(typed)));
    };
    let visit = Visit::new(&app, &incoming, &current, typed);
    if !form::is_ours(&incoming, &sent, &current, &app.issuer().await?) {
        return form::expired(&app, visit.language, "consent.expired", &address(typed));
    }
    let Some(code) = UserCode::parse(typed) else {
        let words = visit.language.say_with("device.malformed", &[("example", EXAMPLE)]);
        return visit.ask_for_code(StatusCode::BAD_REQUEST, Some(words));
    };
    let guesses = Guesses::of(&current.user, incoming.address, app.now());
    if let Some(until) = guesses.spend(&app).await? {
        visit.trail().refused(&"too many codes");
        let words = too_many_attempts(&app, visit.language, until);
        let page = visit.ask_for_code(StatusCode::TOO_MANY_REQUESTS, Some(words))?;
        return Ok((retry_after(&app, until), page).into_response());
    }
    let Some(seen) = app.store().grant(&code.grant()).await? else { return visit.refuse_code() };
    let decision = sent.get("decision").ok().flatten();
    if decision == Some(ALLOW) && device_grant::is_allowed_by(&seen.grant, &current.user) {
        // He has pressed twice.
        guesses.refund(&app).await?;
        return visit.tell("device.allowed_title", "device.allowed");
    }
    let client = app.client(&seen.grant.client_id).await?;
    let is_asked_for =
        |client: &Client| device_grant::waiting(&seen.grant, client, app.now()).is_some();
    let Some(client) = client.filter(is_asked_for) else { return visit.refuse_code() };
    guesses.refund(&app).await?;
    if !roles::may_use(&current.user, &client.allowed_roles) {
        visit.trail().client(&client.client_id).refused(&"the client is not for this user");
        let words = visit.language.say("device.not_for_you");
        return visit.ask_for_code(StatusCode::FORBIDDEN, Some(words));
    }
    match decision {
        None => visit.ask(&client, &seen.grant, &code),
        Some(decision) => visit.decide(&client, seen, decision == ALLOW).await,
    }
}

/// A person at the page.
struct Visit<'a> {
    app: &'a App,
    incoming: &'a Incoming,
    current: &'a Current,
    language: Language,
    typed: &'a str,
}

impl<'a> Visit<'a> {
    fn new(app: &'a App, incoming: &'a Incoming, current: &'a Current, typed: &'a str) -> Self {
        let language = language::of(&incoming.headers, Some(&current.user));
        Self { app, incoming, current, language, typed }
    }

    fn trail(&self) -> Trail<'a> {
        Trail::of(Event::Authorization, self.incoming).actor(Some(&self.current.user))
    }

    fn ask_for_code(&self, status: StatusCode, error: Option<String>) -> Result<Response, Failure> {
        let page = DeviceCodePage {
            user_code: self.typed.to_owned(),
            error,
            full_name: self.current.user.full_name(),
            email: self.current.user.name.clone(),
            switch_user: switch_user(self.typed),
            csrf_token: self.current.held.token.csrf_token(),
        };
        page::render(self.app, self.language, status, &page)
    }

    fn refuse_code(&self) -> Result<Response, Failure> {
        self.trail().refused(&"unknown device code");
        self.ask_for_code(StatusCode::BAD_REQUEST, Some(self.language.say("device.unknown")))
    }

    /// Shows the question.
    fn ask(&self, client: &Client, grant: &Grant, code: &UserCode) -> Result<Response, Failure> {
        let asked = device_grant::waiting(grant, client, self.app.now());
        let address = asked.and_then(|asked| asked.address);
        let page = DeviceConsentPage {
            app_name: client.app_name.clone(),
            app_uri: client.client_uri.clone(),
            is_vouched: !client.is_self_registered,
            scopes: claims::words(Some(client), &grant.scope, &grant.claims),
            user_code: code.to_string(),
            address: address.map(|address| address.to_string()).unwrap_or_default(),
            asked_at: grant.created_at,
            full_name: self.current.user.full_name(),
            email: self.current.user.name.clone(),
            switch_user: switch_user(self.typed),
            csrf_token: self.current.held.token.csrf_token(),
        };
        page::render(self.app, self.language, StatusCode::OK, &page)
    }

    /// Writes the answer down: one write over what was read, as every step of a grant.
    async fn decide(&self, client: &Client, seen: Seen, allows: bool) -> Result<Response, Failure> {
        let (app, user) = (self.app, &self.current.user);
        if allows && !app.keep_client(client).await? {
            return self.refuse_code();
        }
        let auth_time = self.current.held.session.created_at;
        let (answering, now) = (Answering { user, auth_time, allows }, app.now());
        let attempt = Attempt::draw(app.random());
        let decide = |grant: &Grant| device_grant::answer(grant, client, &answering, now);
        if app.store().step(seen, &attempt, decide).await?.is_err() {
            return self.refuse_code();
        }
        let trail = self.trail().client(&client.client_id);
        if allows {
            trail.done();
            return self.tell("device.allowed_title", "device.allowed");
        }
        trail.refused(&DeviceError::Denied);
        self.tell("refused.denied_title", "device.denied")
    }

    fn tell(&self, title: &str, text: &str) -> Result<Response, Failure> {
        let parts = [("page", &*self.language.say("apps.title"))];
        let text = self.language.say_with(text, &parts);
        let title = self.language.say(title);
        let page = MessagePage { title, text, detail: None, link: None };
        page::render(self.app, self.language, StatusCode::OK, &page)
    }
}

/// The page with a code in its field.
fn address(typed: &str) -> String {
    if typed.is_empty() { PATH.to_owned() } else { format!("{PATH}?user_code={}", encode(typed)) }
}

fn switch_user(typed: &str) -> String {
    format!("/login?again=1&redirect-to={}", encode(&address(typed)))
}

/// What was typed; empty if it is absent, came twice, or is longer than any code and would only make
/// addresses long.
fn typed(params: &Params) -> &str {
    let typed = params.get("user_code").ok().flatten().unwrap_or_default();
    if typed.len() <= LONGEST_TYPED { typed } else { "" }
}
