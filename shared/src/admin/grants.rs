//! What administrators do to grants: Frappe's OAuth Bearer Tokens.

use super::AdminError;
use crate::{
    App,
    doctype::bearer_token::DOCTYPE,
    protocol::{
        grant::{Attempt, Grant, Stage},
        revocation,
        token::GrantId,
    },
    store::grants::Seen,
};

/// Reads a grant by the name of its document.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn read(app: &App, name: &str) -> Result<Seen, AdminError> {
    let no_such = || AdminError::NoSuch { doctype: DOCTYPE, name: name.to_owned() };
    let id = GrantId::parse(name).ok_or_else(no_such)?;
    let seen = app.store().grant(&id).await?.ok_or_else(no_such)?;
    // A code that nobody has redeemed is no token.
    match &seen.grant.stage {
        Stage::Code { access, .. } if access.is_empty() => Err(no_such()),
        Stage::Code { .. } | Stage::Active(_) | Stage::Revoked => Ok(seen),
    }
}

/// Revokes a grant: its tokens are dead at their next use.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn revoke(app: &App, name: &str) -> Result<Grant, AdminError> {
    let seen = read(app, name).await?;
    let grant = seen.grant.clone();
    let attempt = Attempt::draw(app.random());
    let decide = |grant: &Grant| revocation::by_administrator(grant);
    let Ok(()) = app.store().step(seen, &attempt, decide).await?;
    Ok(grant)
}
