//! `/me/sessions`: where the user is logged in, and the way to end it.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    App,
    pages::{Language, Link, MessagePage, SessionEntry, SessionsPage},
    protocol::user::User,
    store::sessions_of_user::Found,
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        cookies, language, logout, page,
        session::{self, Current},
        trail::{Event, Trail},
    },
};

use crate::form::{self, value};

/// The page's address.
pub(crate) const PATH: &str = "/me/sessions";

/// Shows the sessions.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location(PATH));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let query = incoming.query().unwrap_or_default();
    let sessions = app.store().sessions_of_user(&current.user, app.now()).await?;
    let page = SessionsPage {
        sessions: entries(&current, sessions.found),
        are_more: sessions.are_more,
        asks_for_all: query.has("all"),
        notice: query.has("ended").then(|| language.say("sessions.ended")),
        csrf_token: current.held.token.csrf_token(),
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let page = page::render(&app, language, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}

/// Ends one session, or everything.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::SEE_OTHER, &login_location(PATH));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let form = incoming.form().unwrap_or_default();
    let is_all = value(&form, "all") == "1";
    let event = if is_all { Event::SignOutEverywhere } else { Event::SessionEnd };
    let trail = Trail::of(event, &incoming).actor(Some(&current.user));
    if !form::is_ours(&incoming, &form, &current, &app.issuer().await?) {
        trail.refused(&"not a form of this session");
        return form::expired(&app, language, PATH, "expired.sessions");
    }
    if is_all {
        return sign_out_everywhere(&app, language, &current, trail).await;
    }
    let id = value(&form, "session");
    // This one has its own way out, which takes the cookies along.
    if id.is_empty() || id == current.held.token.id {
        return redirect(StatusCode::SEE_OTHER, PATH);
    }
    let session = app.store().session(id).await?;
    let session = session.filter(|session| session.is_alive_for(&current.user, app.now()));
    // An id is no secret: whoever has read one in a log may not end a stranger's session by it.
    let Some(session) = session else {
        trail.refused(&"no live session of this user");
        return redirect(StatusCode::SEE_OTHER, PATH);
    };
    app.end_session(id, &session).await?;
    trail.done();
    redirect(StatusCode::SEE_OTHER, &format!("{PATH}?ended=1"))
}

/// One write, however many sessions, apps and tokens there are: all of them ask for the user.
async fn sign_out_everywhere(
    app: &App,
    language: Language,
    current: &Current,
    trail: Trail<'_>,
) -> Result<Response, Failure> {
    let session = &current.held.session;
    // A session may be a millisecond ahead of the clock: see update_password.rs.
    let at = app.now().max(session.created_at);
    // Who was cut off meanwhile, by whomever, has no say any more.
    let is_still_his = |user: &&User| user.vouches_for(&session.sub, session.created_at);
    let decide = |user: Option<&User>| {
        let user = user.filter(is_still_his)?;
        Some(user.clone().cut_off(at).saved_over(user, false, at))
    };
    app.tell_apps_of(&current.user).await?;
    app.store().change_user(&current.user.name, decide).await?;
    trail.done();
    let page = MessagePage {
        title: language.say("sessions.all_title"),
        text: language.say("sessions.all_ended"),
        detail: None,
        link: Some(Link { href: "/login".to_owned(), label: language.say("logged_out.link") }),
    };
    let page = page::render(app, language, StatusCode::OK, &page)?;
    Ok((logout::cookies(&app.issuer().await?), page).into_response())
}

/// This session first, though the index may not have it yet, and then the last active.
fn entries(current: &Current, found: Vec<Found>) -> Vec<SessionEntry> {
    let this = &current.held.token.id;
    let mut others: Vec<Found> = found.into_iter().filter(|found| found.id != *this).collect();
    others.sort_by_key(|found| std::cmp::Reverse(found.session.last_active));
    let own = Found { id: this.clone(), session: current.held.session.clone() };
    let entry = |Found { id, session }: Found| SessionEntry {
        is_this: id == *this,
        id,
        device: session.device,
        address: session.address,
        since: session.created_at,
        last_active: session.last_active,
    };
    std::iter::once(own).chain(others).map(entry).collect()
}
