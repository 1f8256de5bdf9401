//! The authorization code grant
//! ([RFC 6749 section 4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)): a code becomes
//! tokens, once.

use thiserror::Error;

use super::{
    client::Client,
    error::ErrorCode,
    grant::{AccessToken, CodeBinding, Grant, RefreshTokens, Stage, Step, Tokens},
    issued::{Draw, Issued, NewAccessToken, refresh_token, seconds},
    pkce::{self, PkceError},
    resource::{ResourceError, Resources},
};
use crate::{
    clock::Timestamp,
    secret::{Secret, SecretHash},
};

/// How many wrong verifiers end a code.
const MOST_WRONG_VERIFIERS: u8 = 3;

/// A redemption, by a client that has proved itself.
#[derive(Debug)]
pub struct Redemption<'a> {
    /// The client.
    pub client: &'a Client,
    /// The secret of the presented code.
    pub code: &'a Secret,
    /// `redirect_uri`, where it was sent.
    pub redirect_uri: Option<&'a str>,
    /// `code_verifier`, where it was sent.
    pub verifier: Option<&'a Secret>,
    /// `resource`, where it was sent.
    pub resources: &'a Resources,
}

/// Why a code is not redeemed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RedemptionError {
    /// No grant has this code, or another client's has.
    #[error("The code is unknown.")]
    Unknown,
    /// It was not redeemed in time.
    #[error("The code has expired.")]
    Expired,
    /// It has been redeemed before: whoever comes second, one of the two stole it.
    #[error("The code has been used already.")]
    Reused,
    /// The grant has been revoked.
    #[error("The code has been revoked.")]
    Revoked,
    /// RFC 6749 section 4.1.3: the authorization named a `redirect_uri`, so the redemption must.
    #[error("Missing redirect_uri parameter.")]
    RedirectUriMissing,
    /// It is not where the code was sent. The words are Frappe's.
    #[error("Mismatching redirect URI.")]
    RedirectUriMismatch,
    /// PKCE.
    #[error(transparent)]
    Pkce(#[from] PkceError),
    /// It is for other APIs.
    #[error(transparent)]
    Resource(#[from] ResourceError),
}

impl RedemptionError {
    /// The word for it on the wire.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::RedirectUriMissing
            | Self::Pkce(
                PkceError::ChallengeRequired
                | PkceError::MethodNotSupported
                | PkceError::MalformedChallenge
                | PkceError::MalformedVerifier,
            ) => ErrorCode::InvalidRequest,
            Self::Unknown
            | Self::Expired
            | Self::Reused
            | Self::Revoked
            | Self::RedirectUriMismatch
            | Self::Pkce(
                PkceError::VerifierMissing | PkceError::VerifierUnexpected | PkceError::Mismatch,
            ) => ErrorCode::InvalidGrant,
            Self::Resource(_) => ErrorCode::InvalidTarget,
        }
    }
}

/// Decides what a redemption does to a grant.
///
/// A code presented again revokes the grant, but only by a request that is otherwise perfect:
/// whoever has merely read the code in a log cannot cut the rightful client off.
pub fn decide(
    grant: &Grant,
    request: &Redemption<'_>,
    draw: &Draw,
    now: Timestamp,
) -> Step<Issued, RedemptionError> {
    use RedemptionError as E;
    let binding = grant.code.as_ref().filter(|binding| binding.hash.matches(request.code.expose()));
    let Some(binding) = binding else { return Step::Answer(Err(E::Unknown)) };
    if grant.client_id != request.client.client_id {
        return Step::Answer(Err(E::Unknown));
    }
    if let Err(error) = check_redirect_uri(binding, request.redirect_uri) {
        return Step::Answer(Err(error));
    }
    let proof =
        pkce::verify(binding.challenge.as_ref(), request.verifier, request.client.pkce_policy());
    match (&grant.stage, proof) {
        (Stage::Device(_), _) => Step::Answer(Err(E::Unknown)),
        (Stage::Code { expires_at, .. }, _) if now >= *expires_at => Step::Answer(Err(E::Expired)),
        (Stage::Code { expires_at, wrong_verifiers, access }, Err(PkceError::Mismatch)) => {
            let wrong_verifiers = wrong_verifiers.saturating_add(1);
            let stage = if wrong_verifiers < MOST_WRONG_VERIFIERS {
                let (expires_at, access) = (*expires_at, access.clone());
                Stage::Code { expires_at, wrong_verifiers, access }
            } else {
                Stage::Revoked
            };
            Step::Commit(Box::new(grant.at(stage)), Err(PkceError::Mismatch.into()))
        }
        (_, Err(error)) => Step::Answer(Err(error.into())),
        (Stage::Code { .. }, Ok(())) => match grant.resources.narrowed(request.resources) {
            Ok(resources) => redeem(grant, (request.client, resources), draw, now),
            Err(error) => Step::Answer(Err(error.into())),
        },
        (Stage::Active(_), Ok(())) => {
            Step::Commit(Box::new(grant.at(Stage::Revoked)), Err(E::Reused))
        }
        (Stage::Revoked, Ok(())) => Step::Answer(Err(E::Revoked)),
    }
}

fn check_redirect_uri(binding: &CodeBinding, sent: Option<&str>) -> Result<(), RedemptionError> {
    match sent {
        Some(uri) if uri == binding.redirect_uri => Ok(()),
        Some(_) => Err(RedemptionError::RedirectUriMismatch),
        None if binding.redirect_uri_was_sent => Err(RedemptionError::RedirectUriMissing),
        None => Ok(()),
    }
}

/// Gives the first tokens of a grant.
pub(super) fn redeem<E>(
    grant: &Grant,
    (client, resources): (&Client, Resources),
    draw: &Draw,
    now: Timestamp,
) -> Step<Issued, E> {
    let lifetimes = client.lifetimes;
    let access = AccessToken::new(client, (&grant.scope, resources), &draw.access, now);
    let refresh = RefreshTokens {
        family: SecretHash::of(draw.family.expose()),
        generation: SecretHash::of(draw.generation.expose()),
        previous: None,
        idle_until: now + seconds(lifetimes.refresh_token_idle),
        absolute_until: now + seconds(lifetimes.refresh_token_absolute),
    };
    let mut tokens = Tokens { refresh: Some(refresh), access: grant.access().to_vec() };
    tokens.push(access.clone(), now);
    let refresh = refresh_token(&grant.id, draw.family.clone(), draw.generation.clone());
    let issued = Issued {
        access: NewAccessToken::of(&grant.id, draw.access.clone(), &access, now),
        refresh_token: Some(refresh),
    };
    let next = grant.at(Stage::Active(tokens)).bound_to(&access.resources);
    Step::Commit(Box::new(next), Ok(issued))
}

#[cfg(test)]
#[path = "redemption_tests.rs"]
mod tests;
