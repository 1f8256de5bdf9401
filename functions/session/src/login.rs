//! A login: from what was typed to a session, or to a reason why not.

use http::header::USER_AGENT;
use shared::{
    App,
    app::AppError,
    clock::Timestamp,
    protocol::{
        device,
        password::Hash,
        session::{Origin, Session, SessionToken},
        user::{User, login_id},
    },
    secret::Secret,
    web::{
        Failure, Incoming,
        cookies::KNOWN_BROWSER_FOR,
        session::{self, Held},
        trail::{Event, Trail},
    },
};

use crate::proof::{Proof, Proved, prove};

/// What was typed.
pub(crate) struct Attempt {
    /// The e-mail, as the store knows it.
    pub(crate) user: String,
    /// The password.
    pub(crate) password: Secret,
    /// Whether no browser sent it: see [`Session::by_program`].
    pub(crate) by_program: bool,
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
    /// Takes what was typed on a page.
    pub(crate) fn new(user: &str, password: &str) -> Self {
        Self { user: login_id(user), password: Secret::new(password), by_program: false }
    }
}

/// Tries a login.
pub(crate) async fn attempt(
    app: &App,
    incoming: &Incoming,
    attempt: &Attempt,
) -> Result<Outcome, Failure> {
    if attempt.user.is_empty() || attempt.password.expose().is_empty() {
        return Ok(Outcome::Incomplete);
    }
    let trail = Trail::of(Event::Login, incoming);
    let proved = match prove(app, incoming, &attempt.user, &attempt.password).await? {
        Proof::Right(proved) => *proved,
        Proof::Wrong => {
            trail.refused(&"wrong password or user");
            return Ok(Outcome::Wrong);
        }
        Proof::Locked(until) => {
            trail.refused(&"too many attempts");
            return Ok(Outcome::Locked(until));
        }
    };
    let Proved { user, hash, is_outdated, browser, at } = proved;
    if !user.enabled {
        trail.actor(Some(&user)).refused(&"disabled user");
        return Ok(Outcome::Disabled);
    }
    if is_outdated {
        renew(app, attempt, &hash).await?;
    }
    let origin = Origin { by_program: attempt.by_program, ..origin(incoming) };
    // The session is as old as the hash that lets it begin: a password that is changed meanwhile
    // cuts it off.
    let login = start(app, incoming, (user, at), origin, browser).await?;
    trail.actor(Some(&login.user)).done();
    Ok(Outcome::LoggedIn(Box::new(login)))
}

/// Hashes the password anew: it came in a form that is older or weaker than ours.
async fn renew(app: &App, attempt: &Attempt, old: &Hash) -> Result<(), Failure> {
    let hash = Hash::of(&attempt.password, app.random());
    let hash = hash.map_err(AppError::internal)?;
    app.store().replace_password(&attempt.user, old, &hash).await?;
    Ok(())
}

/// What a request tells of the place where a session begins.
pub(crate) fn origin(incoming: &Incoming) -> Origin {
    let agent = incoming.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        device: device::label(agent.unwrap_or_default()),
        address: incoming.address.map(|from| from.0.to_string()).unwrap_or_default(),
        by_program: false,
    }
}

/// Starts a session and ends the one that the browser had.
pub(crate) async fn start(
    app: &App,
    incoming: &Incoming,
    (user, at): (User, Timestamp),
    origin: Origin,
    browser: Option<Secret>,
) -> Result<LoggedIn, Failure> {
    let browser = browser.unwrap_or_else(|| app.random().alphanumeric(32));
    let token = SessionToken::draw(app.random());
    let session = Session::start(&token, &user, origin, at);
    let old = session::hold(app, &incoming.headers).await?;
    // One that was cut off has told its apps so.
    let alive = old.as_ref().filter(|old| old.session.is_alive_for(&user, at));
    let session = match alive {
        Some(old) => session.in_place_of(&old.session),
        None => session,
    };
    let end_old = async {
        match &old {
            Some(old) => replace(app, old, &session).await,
            None => Ok(()),
        }
    };
    let remember = async {
        let until = at + KNOWN_BROWSER_FOR;
        app.store()
            .remember_browser(browser.expose(), &user.name, until)
            .await
            .map_err(Failure::from)
    };
    let begin = async { app.store().start_session(&token, &session).await.map_err(Failure::from) };
    tokio::try_join!(begin, remember, end_old)?;
    Ok(LoggedIn { user, session: token, browser })
}

/// Ends the session that a new one takes the place of. The apps of a user who proves himself once more
/// need not hear of it.
async fn replace(app: &App, old: &Held, new: &Session) -> Result<(), Failure> {
    if new.is_of_the_user_of(&old.session) {
        app.store().end_session(&old.token.id).await?;
    } else {
        app.end_session(&old.token.id, &old.session).await?;
    }
    Ok(())
}

/// Ends the session of a request, if it has one.
pub(crate) async fn end(app: &App, held: Option<Held>) -> Result<(), Failure> {
    if let Some(held) = held {
        app.end_session(&held.token.id, &held.session).await?;
    }
    Ok(())
}
