//! The refresh token grant ([RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6))
//! with rotation ([RFC 9700 section 4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)).
//!
//! Rotation is idempotent: within the grace, and as long as nobody has used the next one, a
//! refresh token gets the very same pair again. A client whose answer was lost, or which refreshes
//! in a hundred threads at once, is no thief.

use aws_lc_rs::error::Unspecified;
use thiserror::Error;

use super::{
    client::Client,
    error::ErrorCode,
    grant::{AccessToken, Grant, RefreshTokens, Rotation, Stage, Step, Tokens},
    issued::{Derived, Draw, Issued, NewAccessToken, refresh_token, seconds},
    resource::{ResourceError, Resources},
    scope::Scope,
    token::{Kind, Presented},
};
use crate::{
    clock::Timestamp,
    secret::{Secret, SecretHash},
};

/// A refresh, by a client that has proved itself.
#[derive(Debug)]
pub struct Refresh<'a> {
    /// The client.
    pub client: &'a Client,
    /// The refresh token.
    pub token: &'a Presented,
    /// `scope`, where less than before is asked for.
    pub scope: Option<Scope>,
    /// `resource`, where a token for fewer APIs is asked for.
    pub resources: &'a Resources,
}

/// Why a refresh token is refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RefreshError {
    /// No grant has it, or another client's has.
    #[error("The refresh token is unknown.")]
    Unknown,
    /// It was not used for too long, or is too old.
    #[error("The refresh token has expired.")]
    Expired,
    /// The grant has been revoked.
    #[error("The refresh token has been revoked.")]
    Revoked,
    /// It was rotated away before: one of its two users stole it.
    #[error("The refresh token has been used already.")]
    Reused,
    /// More than was granted.
    #[error("The scope exceeds what was granted.")]
    ScopeExceeded,
    /// It is for other APIs.
    #[error(transparent)]
    Resource(#[from] ResourceError),
    /// The computation of the next pair failed.
    #[error("The tokens could not be made.")]
    Derivation,
}

impl RefreshError {
    /// The word for it on the wire.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Unknown | Self::Expired | Self::Revoked | Self::Reused => ErrorCode::InvalidGrant,
            Self::ScopeExceeded => ErrorCode::InvalidScope,
            Self::Resource(_) => ErrorCode::InvalidTarget,
            Self::Derivation => ErrorCode::ServerError,
        }
    }
}

impl From<Unspecified> for RefreshError {
    fn from(_: Unspecified) -> Self {
        Self::Derivation
    }
}

/// Decides what a refresh does to a grant.
///
/// Junk, another client's token and a scope or audience too wide change nothing. The right family with a
/// generation that is neither the present one nor the last within its grace is reuse: the grant is
/// revoked, whoever came second.
pub fn decide(
    grant: &Grant,
    request: &Refresh<'_>,
    draw: &Draw,
    now: Timestamp,
) -> Step<Issued, RefreshError> {
    use RefreshError as E;
    let Kind::Refresh { family, generation } = &request.token.kind else {
        return Step::Answer(Err(E::Unknown));
    };
    if grant.client_id != request.client.client_id {
        return Step::Answer(Err(E::Unknown));
    }
    if grant.stage == Stage::Revoked {
        return Step::Answer(Err(E::Revoked));
    }
    let tokens = grant.refresh().filter(|tokens| tokens.family.matches(family.expose()));
    let Some(tokens) = tokens else { return Step::Answer(Err(E::Unknown)) };
    if now >= tokens.ends_at() {
        return Step::Answer(Err(E::Expired));
    }
    let scope = request.scope.clone().unwrap_or_else(|| grant.scope.clone());
    if !grant.scope.covers(&scope) {
        return Step::Answer(Err(E::ScopeExceeded));
    }
    let resources = match grant.resources.narrowed(request.resources) {
        Ok(resources) => resources,
        Err(error) => return Step::Answer(Err(error.into())),
    };
    if tokens.generation.matches(generation.expose()) {
        return rotate(grant, (tokens, family), request, (scope, resources), (draw, now))
            .unwrap_or_else(|error| Step::Answer(Err(error.into())));
    }
    let grace = seconds(request.client.lifetimes.rotation_grace);
    let last = tokens.previous.as_ref().filter(|last| last.hash.matches(generation.expose()));
    match last.filter(|last| now < last.rotated_at + grace) {
        Some(last) => Step::Answer(repeat(grant, family, request, last)),
        None => Step::Commit(Box::new(grant.at(Stage::Revoked)), Err(E::Reused)),
    }
}

fn rotate<E>(
    grant: &Grant,
    (tokens, family): (&RefreshTokens, &Secret),
    request: &Refresh<'_>,
    (scope, resources): (Scope, Resources),
    (draw, now): (&Draw, Timestamp),
) -> Result<Step<Issued, E>, Unspecified> {
    let lifetimes = request.client.lifetimes;
    let derived = Derived::from(request.token, &draw.salt)?;
    let expires_at = now + seconds(lifetimes.access_token);
    let mut next = Tokens { refresh: None, access: grant.access().to_vec() };
    // The access token before this one works a little longer: requests are under way with it. One for
    // other APIs is no token before this one.
    for token in next.access.iter_mut().filter(|token| token.resources == resources) {
        token.expires_at = token.expires_at.min(now + seconds(lifetimes.rotation_grace));
    }
    let hash = SecretHash::of(derived.access.expose());
    let format = request.client.access_token_format;
    let token = AccessToken { hash, format, scope, resources, expires_at };
    next.push(token.clone(), now);
    let last = Rotation { hash: tokens.generation, salt: draw.salt.clone(), rotated_at: now };
    next.refresh = Some(RefreshTokens {
        previous: Some(last),
        generation: SecretHash::of(derived.generation.expose()),
        idle_until: now + seconds(lifetimes.refresh_token_idle),
        ..tokens.clone()
    });
    let issued = issue(grant, family, derived, (&token, now));
    let next = grant.at(Stage::Active(next)).bound_to(&token.resources);
    Ok(Step::Commit(Box::new(next), Ok(issued)))
}

/// The same pair once more, with the scope and expiry that it was given.
fn repeat(
    grant: &Grant,
    family: &Secret,
    request: &Refresh<'_>,
    last: &Rotation,
) -> Result<Issued, RefreshError> {
    let derived = Derived::from(request.token, &last.salt)?;
    let mut access = grant.access().iter();
    let token = access.find(|token| token.hash.matches(derived.access.expose()));
    let token = token.ok_or(RefreshError::Revoked)?;
    Ok(issue(grant, family, derived, (token, last.rotated_at)))
}

fn issue(
    grant: &Grant,
    family: &Secret,
    derived: Derived,
    (token, issued_at): (&AccessToken, Timestamp),
) -> Issued {
    Issued {
        access: NewAccessToken::of(&grant.id, derived.access, token, issued_at),
        refresh_token: Some(refresh_token(&grant.id, family.clone(), derived.generation)),
    }
}

#[cfg(test)]
#[path = "refresh_tests.rs"]
mod tests;
