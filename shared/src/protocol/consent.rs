//! Whether the user has to be asked, or has given his answer before.

use serde::{Deserialize, Serialize};

use super::{
    authorization::AuthorizationRequest, claims, client::Client, grant::Grant, standing, user::User,
};
use crate::clock::Timestamp;

/// The field of this name in Frappe's OAuth Provider Settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkipAuthorization {
    /// Ask at every authorization.
    #[default]
    Force,
    /// Do not ask again what the user has allowed, while he allows it.
    Auto,
}

/// Whether there is a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// None: an administrator trusts this client.
    Spared,
    /// None if an earlier answer covers this request; see [`is_answered_by`].
    UnlessAnswered,
    /// In any case.
    Due,
}

/// Decides whether a request leads to a question, as far as can be told without the user's grants.
///
/// A client that registered itself is always questioned: nobody vouches for it, and whoever
/// answers under its name may be another app than the one that was allowed.
pub fn question(
    request: &AuthorizationRequest,
    client: &Client,
    settings: SkipAuthorization,
) -> Question {
    if request.prompt.consent || client.is_self_registered {
        Question::Due
    } else if client.skip_authorization {
        Question::Spared
    } else {
        match settings {
            SkipAuthorization::Force => Question::Due,
            SkipAuthorization::Auto => Question::UnlessAnswered,
        }
    }
}

/// Whether a grant is the user's earlier answer to this very request: he gave it, to this client,
/// for all that is asked and for every API that is named, and it still acts.
///
/// Frappe takes any token of the client for that, of whichever scope: an app that was allowed the
/// user's name comes back for `all` and is not questioned.
pub fn is_answered_by(
    grant: &Grant,
    request: &AuthorizationRequest,
    (user, client): (&User, &Client),
    now: Timestamp,
) -> bool {
    grant.user == user.name
        && grant.is_by_consent()
        && grant.is_live(now)
        && grant.scope.covers(&request.scope)
        && grant.resources.answer(&request.resources)
        && claims::covers((&grant.scope, &grant.claims), client, &request.claims)
        && standing::check(grant, Some(user), Some(client)).is_ok()
}

#[cfg(test)]
#[path = "consent_tests.rs"]
mod tests;
