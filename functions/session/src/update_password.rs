//! `/update-password`: another password, for who knows the current one.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    App,
    app::AppError,
    pages::{Language, Link, MessagePage, PasswordFault, PasswordPage},
    protocol::{
        params::Params,
        password::{Hash, LONGEST},
        password_rule::{PasswordRuleError, SHORTEST, check_change},
        user::User,
    },
    secret::Secret,
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        attempts::{retry_after, too_many_attempts},
        cookies, language, page,
        session::{self, Current},
        trail::{Event, Trail},
    },
};

use crate::{
    answer::login_cookies,
    form::{self, value},
    login::{self, LoggedIn},
    proof::{Proof, Proved, prove},
};

/// Frappe's address.
pub(crate) const PATH: &str = "/update-password";

/// Shows the form.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location(PATH));
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let language = language::of(&incoming.headers, Some(&current.user));
    let page = render(&app, language, &current, (StatusCode::OK, None))?;
    Ok(cookies::beside(page, cookie))
}

/// Takes the form.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::SEE_OTHER, &login_location(PATH));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let issuer = app.issuer().await?;
    let trail = Trail::of(Event::PasswordChange, &incoming).actor(Some(&current.user));
    let form = incoming.form().unwrap_or_default();
    if !form::is_ours(&incoming, &form, &current, &issuer) {
        trail.refused(&"not a form of this session");
        return form::expired(&app, language, PATH, "expired.password");
    }
    let Fields { old, new, again } = Fields::read(&form);
    if let Err(error) = check_change(&old, &new, &again) {
        trail.refused(&error);
        let fault = fault(language, error);
        return render(&app, language, &current, (StatusCode::BAD_REQUEST, Some(fault)));
    }
    // An open session is no way to guess the password without being counted.
    let proved = match prove(&app, &incoming, &current.user.name, &old).await? {
        Proof::Right(proved) => *proved,
        Proof::Wrong => {
            trail.refused(&"wrong password");
            let fault = wrong(language);
            return render(&app, language, &current, (StatusCode::UNAUTHORIZED, Some(fault)));
        }
        Proof::Locked(until) => {
            trail.refused(&"too many attempts");
            let text = too_many_attempts(&app, language, until);
            let told = (StatusCode::TOO_MANY_REQUESTS, Some(PasswordFault { field: "", text }));
            let page = render(&app, language, &current, told)?;
            return Ok((retry_after(&app, until), page).into_response());
        }
    };
    let Some(login) = change(&app, &incoming, &current, proved, &new).await? else {
        trail.refused(&"changed by another meanwhile");
        return redirect(StatusCode::SEE_OTHER, &login_location("/me"));
    };
    trail.done();
    let page = page::render(&app, language, StatusCode::OK, &done(language))?;
    Ok((login_cookies(&login, &issuer), page).into_response())
}

/// Keeps the new password and starts a session anew, unless somebody else has changed the password
/// or the user meanwhile: an administrator may be locking out exactly who is here.
async fn change(
    app: &App,
    incoming: &Incoming,
    current: &Current,
    proved: Proved,
    new: &Secret,
) -> Result<Option<LoggedIn>, Failure> {
    let (store, name) = (app.store(), &current.user.name);
    let hash = Hash::of(new, app.random()).map_err(AppError::internal)?;
    if !store.replace_password(name, &proved.hash, &hash).await? {
        return Ok(None);
    }
    app.tell_apps_of(&current.user).await?;
    // In this order: who logs in with the old password until it is gone is cut off behind it.
    let cut = app.now();
    let decide = |user: Option<&User>| {
        let user = user.filter(|user| user.sub == current.user.sub)?;
        Some(user.clone().saved_over(user, true, cut))
    };
    let Some(user) = store.change_user(name, decide).await?.after else { return Ok(None) };
    // Behind the cut, as nothing is that was made in its very millisecond. A later cut is somebody
    // else's, and ends this session, too.
    let at = cut + std::time::Duration::from_millis(1);
    // Asked once more, after the cut: a password that an administrator has set since has a cut of
    // its own coming, which may be older than this session.
    let is_still_it = store.password(name).await?.is_some_and(|kept| kept.is(&hash));
    if !is_still_it || !user.enabled {
        return Ok(None);
    }
    let origin = login::origin(incoming);
    login::start(app, incoming, (user, at), origin, proved.browser).await.map(Some)
}

/// What a form sent.
struct Fields {
    old: Secret,
    new: Secret,
    again: Secret,
}

impl Fields {
    fn read(form: &Params) -> Self {
        let secret = |name| Secret::new(value(form, name));
        Self {
            old: secret("old_password"),
            new: secret("new_password"),
            again: secret("confirm_password"),
        }
    }
}

fn wrong(language: Language) -> PasswordFault {
    PasswordFault { field: "old_password", text: language.say("password.wrong") }
}

fn fault(language: Language, error: PasswordRuleError) -> PasswordFault {
    let (shortest, longest) = (SHORTEST.to_string(), LONGEST.to_string());
    let (field, text) = match error {
        PasswordRuleError::Differs => ("confirm_password", language.say("password.differs")),
        PasswordRuleError::Empty => ("new_password", language.say("password.empty")),
        PasswordRuleError::Same => ("new_password", language.say("password.same")),
        PasswordRuleError::Short => {
            ("new_password", language.say_with("password.short", &[("shortest", &shortest)]))
        }
        PasswordRuleError::Long => {
            ("new_password", language.say_with("password.long", &[("longest", &longest)]))
        }
    };
    PasswordFault { field, text }
}

fn render(
    app: &App,
    language: Language,
    current: &Current,
    (status, fault): (StatusCode, Option<PasswordFault>),
) -> Result<Response, Failure> {
    let page = PasswordPage {
        email: current.user.name.clone(),
        fault,
        shortest: SHORTEST,
        longest: LONGEST,
        csrf_token: current.held.token.csrf_token(),
    };
    page::render(app, language, status, &page)
}

fn done(language: Language) -> MessagePage {
    MessagePage {
        title: language.say("password.done_title"),
        text: language.say("password.done"),
        detail: None,
        link: Some(Link { href: "/me".to_owned(), label: language.say("me.title") }),
    }
}
