//! Token revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): either token ends the
//! whole grant, as both are columns of one row in Frappe.

use std::convert::Infallible;

use super::{
    client::Client,
    grant::{Grant, Stage, Step},
    token::{Kind, Presented},
};
use crate::clock::Timestamp;

/// Decides what the revocation of a token does to its grant.
///
/// Nothing, unless the token is the authenticated client's own. The answer is the same in every
/// case (section 2.2), so that nobody learns whether a token exists.
pub fn decide(
    grant: &Grant,
    client: &Client,
    token: &Presented,
    now: Timestamp,
) -> Step<(), Infallible> {
    if grant.client_id != client.client_id || !is_one_of(grant, token, now) {
        return Step::Answer(Ok(()));
    }
    Step::Commit(Box::new(grant.at(Stage::Revoked)), Ok(()))
}

/// Whether the grant has handed this token out and still has it. A refresh token of an earlier
/// generation counts: a client that revokes what it was given last week means the same grant.
fn is_one_of(grant: &Grant, token: &Presented, now: Timestamp) -> bool {
    match &token.kind {
        Kind::Code(_) => false,
        Kind::Access(secret) => grant.access_token(secret.expose(), now).is_some(),
        Kind::Refresh { family, .. } => {
            grant.refresh().is_some_and(|tokens| tokens.family.matches(family.expose()))
        }
    }
}
