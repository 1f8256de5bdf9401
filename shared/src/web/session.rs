//! The session behind a request's cookie.

use http::{HeaderMap, HeaderValue};

use super::{
    Failure,
    cookies::{self, Kind, SID},
};
use crate::{
    App,
    protocol::{
        session::{Session, SessionToken},
        user::User,
    },
};

/// A session whose cookie is its own. Its user has not been asked for yet.
#[derive(Clone, Debug)]
pub struct Held {
    /// The cookie.
    pub token: SessionToken,
    /// The session.
    pub session: Session,
}

/// Who is logged in.
#[derive(Debug)]
pub struct Current {
    /// The session.
    pub held: Held,
    /// Its user, who still is who he was.
    pub user: User,
}

/// Reads the session of a cookie: one round.
///
/// # Errors
///
/// When the store cannot be asked.
pub async fn hold(app: &App, headers: &HeaderMap) -> Result<Option<Held>, Failure> {
    let Some(token) = cookies::get(headers, SID).and_then(SessionToken::parse) else {
        return Ok(None);
    };
    let session = app.store().session(&token.id).await?;
    let held = session.filter(|session| session.is_held_by(&token, app.now()));
    Ok(held.map(|session| Held { token, session }))
}

/// Reads the user of a session: a second round.
///
/// # Errors
///
/// When the store cannot be asked.
pub async fn identify(app: &App, held: Option<Held>) -> Result<Option<Current>, Failure> {
    let Some(held) = held else { return Ok(None) };
    let user = app.user(&held.session.user).await?;
    let user = user.filter(|user| user.vouches_for(&held.session.sub, held.session.created_at));
    Ok(user.map(|user| Current { held, user }))
}

/// Both.
///
/// # Errors
///
/// When the store cannot be asked.
pub async fn current(app: &App, headers: &HeaderMap) -> Result<Option<Current>, Failure> {
    let held = hold(app, headers).await?;
    identify(app, held).await
}

impl Held {
    /// Writes down that the session lives, if that was long ago, and gives the cookie to renew.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn touch(&self, app: &App, issuer: &str) -> Result<Option<HeaderValue>, Failure> {
        if !self.session.wants_touch(app.now()) {
            return Ok(None);
        }
        app.store().touch_session(&self.token, &self.session, app.now()).await?;
        Ok(cookies::set(SID, self.token.to_cookie().expose(), Kind::Session, issuer))
    }
}
