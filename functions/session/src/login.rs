//! A login: from what was typed to a session, or to a reason why not.

use std::net::{IpAddr, Ipv4Addr};

use http::HeaderMap;
use shared::{
    App,
    app::AppError,
    clock::Timestamp,
    protocol::{
        password::{Hash, LONGEST, Verdict},
        session::{Session, SessionToken},
        user::{User, login_id},
    },
    secret::Secret,
    web::{
        Failure, Incoming,
        cookies::{self, KNOWN_BROWSER_FOR, SID},
        trail::{Event, Trail},
    },
};

use crate::throttle::{Budget, know_browser};

/// What was typed.
pub(crate) struct Attempt {
    /// The e-mail, as the store knows it.
    pub(crate) user: String,
    /// The password.
    pub(crate) password: Secret,
}

/// What came of it.
pub(crate) enum Outcome {
    /// The user is logged in, with these secrets for his cookies.
    LoggedIn(Box<LoggedIn>),
    /// Something was not typed.
    Incomplete,
    /// A wrong password, or nobody of that name: the answer does not tell.
    Wrong,
    /// The right password of a disabled user.
    Disabled,
    /// Too many attempts; they are heard again then.
    Locked(Timestamp),
}

/// A login that succeeded.
pub(crate) struct LoggedIn {
    pub(crate) user: User,
    pub(crate) session: SessionToken,
    /// For the cookie by which this browser is known to its user.
    pub(crate) browser: Secret,
}

impl Attempt {
    /// Takes what was typed.
    pub(crate) fn new(user: &str, password: &str) -> Self {
        Self { user: login_id(user), password: Secret::new(password) }
    }
}

/// Tries a login. The attempt is counted before the password is looked at, so that of a thousand
/// guesses at once no more are heard than of a thousand in a row.
pub(crate) async fn attempt(
    app: &App,
    incoming: &Incoming,
    attempt: &Attempt,
) -> Result<Outcome, Failure> {
    if attempt.user.is_empty() || attempt.password.expose().is_empty() {
        return Ok(Outcome::Incomplete);
    }
    if attempt.user.len() > LONGEST || attempt.password.expose().chars().count() > LONGEST {
        return Ok(Outcome::Wrong);
    }
    let trail = Trail::of(Event::Login, incoming);
    let address = incoming.address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0);
    let browser = know_browser(app, &incoming.headers, &attempt.user).await?;
    let budget = Budget::of(&attempt.user, address, browser.as_deref(), app.now());
    if let Some(until) = budget.spend(app).await? {
        trail.refused(&"too many attempts");
        return Ok(Outcome::Locked(until));
    }
    let (user, hash) =
        tokio::try_join!(app.store().user(&attempt.user), app.store().password(&attempt.user))?;
    let is_known = user.is_some() && hash.is_some();
    // As long for a stranger's name as for a user's.
    let verdict = hash.unwrap_or_else(Hash::decoy).verify(&attempt.password);
    let verdict = verdict.map_err(AppError::internal)?;
    let (Verdict::Right { is_outdated }, Some(user), true) = (verdict, user, is_known) else {
        trail.refused(&"wrong password or user");
        return Ok(Outcome::Wrong);
    };
    budget.refund(app).await?;
    if !user.enabled {
        trail.actor(Some(&user)).refused(&"disabled user");
        return Ok(Outcome::Disabled);
    }
    if is_outdated {
        renew(app, attempt).await?;
    }
    let browser = browser.map_or_else(|| app.random().alphanumeric(32), Secret::new);
    let session = start(app, &incoming.headers, &user, &browser).await?;
    trail.actor(Some(&user)).done();
    Ok(Outcome::LoggedIn(Box::new(LoggedIn { user, session, browser })))
}

/// Hashes the password anew: it came in a form that is older or weaker than ours.
async fn renew(app: &App, attempt: &Attempt) -> Result<(), Failure> {
    let hash = Hash::of(&attempt.password, app.random());
    let hash = hash.map_err(AppError::internal)?;
    app.store().put_password(&attempt.user, &hash).await?;
    Ok(())
}

/// Starts a session and ends the one that the browser had.
async fn start(
    app: &App,
    headers: &HeaderMap,
    user: &User,
    browser: &Secret,
) -> Result<SessionToken, Failure> {
    let now = app.now();
    let token = SessionToken::draw(app.random());
    let session = Session::start(&token, user, now);
    let old = cookies::get(headers, SID).and_then(SessionToken::parse);
    let end_old = async {
        match &old {
            Some(old) => end(app, old).await,
            None => Ok(()),
        }
    };
    let remember = async {
        let until = now + KNOWN_BROWSER_FOR;
        app.store()
            .remember_browser(browser.expose(), &user.name, until)
            .await
            .map_err(Failure::from)
    };
    let begin = async { app.store().start_session(&token, &session).await.map_err(Failure::from) };
    tokio::try_join!(begin, remember, end_old)?;
    Ok(token)
}

/// Ends a session whose cookie is its own.
pub(crate) async fn end(app: &App, token: &SessionToken) -> Result<(), Failure> {
    let session = app.store().session(token).await?;
    if session.is_some_and(|session| session.is_held_by(token, app.now())) {
        app.store().end_session(token).await?;
    }
    Ok(())
}
