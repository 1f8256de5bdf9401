//! Whether somebody knows a user's password: counted first, then compared.

use std::net::{IpAddr, Ipv4Addr};

use shared::{
    App,
    app::AppError,
    clock::Timestamp,
    protocol::{
        password::{Hash, LONGEST, Verdict},
        user::User,
    },
    secret::Secret,
    web::{Failure, Incoming},
};

use crate::throttle::{Budget, know_browser};

/// What came of a password.
pub(crate) enum Proof {
    /// It is the user's.
    Right(Box<Proved>),
    /// It is not, or there is no such user: the answer must not tell.
    Wrong,
    /// It was not looked at: too many attempts. They are heard again then.
    Locked(Timestamp),
}

/// What is known of a user who has proved that he knows the password.
pub(crate) struct Proved {
    pub(crate) user: User,
    /// The hash that the password fits.
    pub(crate) hash: Hash,
    /// The hash is of an older kind.
    pub(crate) is_outdated: bool,
    /// The secret of the browser, if he has used it before.
    pub(crate) browser: Option<Secret>,
    /// When the hash was read: a password that is changed later does not undo what is as old.
    pub(crate) at: Timestamp,
}

/// Tries a password. The attempt is counted before the password is looked at, so that of a thousand
/// guesses at once no more are heard than of a thousand in a row.
pub(crate) async fn prove(
    app: &App,
    incoming: &Incoming,
    name: &str,
    password: &Secret,
) -> Result<Proof, Failure> {
    if name.len() > LONGEST || password.expose().chars().count() > LONGEST {
        return Ok(Proof::Wrong);
    }
    let address = incoming.address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0);
    let browser = know_browser(app, &incoming.headers, name).await?;
    let budget = Budget::of(name, address, browser.as_deref(), app.now());
    if let Some(until) = budget.spend(app).await? {
        return Ok(Proof::Locked(until));
    }
    let at = app.now();
    let (user, hash) = tokio::try_join!(app.store().user(name), app.store().password(name))?;
    let known = user.zip(hash.clone());
    // As long for a stranger's name as for a user's.
    let verdict = hash.unwrap_or_else(Hash::decoy).verify(password);
    let verdict = verdict.map_err(AppError::internal)?;
    let (Verdict::Right { is_outdated }, Some((user, hash))) = (verdict, known) else {
        return Ok(Proof::Wrong);
    };
    budget.refund(app).await?;
    let browser = browser.map(Secret::new);
    Ok(Proof::Right(Box::new(Proved { user, hash, is_outdated, browser, at })))
}
