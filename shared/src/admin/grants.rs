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
    if is_token(&seen.grant) { Ok(seen) } else { Err(no_such()) }
}

/// Whether a grant is a document: a code that nobody has redeemed is no token.
pub fn is_token(grant: &Grant) -> bool {
    match &grant.stage {
        Stage::Code { access, .. } => !access.is_empty(),
        Stage::Device(_) => false,
        Stage::Active(_) | Stage::Revoked => true,
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
