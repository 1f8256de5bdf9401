//! Whether a grant may still act: asked at every use, so that cutting off a user or a client is
//! one write to one item.

use thiserror::Error;

use super::{client::Client, grant::Grant, roles, user::User};

/// Why a grant may not act, though its tokens are in order.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum StandingError {
    /// The user is gone, disabled, another one of the same e-mail, or has signed out everywhere.
    #[error("The user may no longer use this grant.")]
    User,
    /// The client is gone, its grants have been cut off, or it lost a scope that they have.
    #[error("The client may no longer use this grant.")]
    Client,
    /// The session in which a code was given is over: the app was told so, and must not log the user in
    /// with the code afterwards.
    #[error("The user has logged out since.")]
    Session,
    /// The user has none of the client's allowed roles any more.
    #[error("The user may no longer use this client.")]
    Roles,
}

/// Gives the user for whom a grant acts.
///
/// # Errors
///
/// The first reason why it may not.
pub fn check<'a>(
    grant: &Grant,
    user: Option<&'a User>,
    client: Option<&Client>,
) -> Result<&'a User, StandingError> {
    let user = user
        .filter(|user| user.vouches_for(&grant.sub, grant.created_at))
        .ok_or(StandingError::User)?;
    let client = client
        .filter(|client| client.client_id == grant.client_id)
        .filter(|client| grant.created_at > client.valid_from)
        // A scope that was taken from the client is taken from its tokens, as in Frappe.
        .filter(|client| client.may_keep(grant))
        .filter(|client| grant.is_of_service_user(client))
        .ok_or(StandingError::Client)?;
    if !roles::may_use(user, &client.allowed_roles) {
        return Err(StandingError::Roles);
    }
    Ok(user)
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
