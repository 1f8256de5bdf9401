//! The device authorization grant ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).
//!
//! A device shows a code, its user types it in a browser elsewhere and allows or denies, and the device, which
//! asks again and again, gets tokens.
//!
//! What the device asks for is a grant at its first stage, so that the user's answer, the device's polls and
//! the redemption are steps of one item: whoever comes second decides anew on what is there, and no poll
//! can lose an answer.

use std::{net::IpAddr, time::Duration};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    authentication::AuthenticationClaims,
    claims_request::ClaimsRequest,
    client::Client,
    error::ErrorCode,
    grant::{Grant, Stage, Step},
    issued::{Draw, Issued, seconds},
    origin::Origin,
    redemption::redeem,
    requested_scope::meant_by,
    resource::{ResourceError, Resources},
    token::GrantId,
    user::User,
};
use crate::{
    clock::Timestamp,
    secret::{Secret, SecretHash},
};

/// How long a user has to find another device, log in there and type: ten minutes. A longer time is a longer
/// one for whoever guesses codes, or has sent somebody a link with his own.
pub const LIFETIME: Duration = Duration::from_mins(10);
/// How many seconds a device waits between two polls (section 3.2: 5 where nothing is said).
pub const INTERVAL: u64 = 5;
/// By how many more it has to wait after each poll that came too early (section 3.5).
const SLOWER_BY: u64 = 5;
/// A device counts from our answer, and we from its request: the network may make up to a second of that.
const LEEWAY: Duration = Duration::from_secs(1);

/// What a device asks for, until it has its tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRequest {
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// How many seconds the device has to wait between two polls.
    pub interval: u64,
    /// When it last asked.
    pub polled_at: Option<Timestamp>,
    /// Where the device asked from, if that is known.
    pub address: Option<IpAddr>,
    /// What the user said.
    pub answer: DeviceAnswer,
}

/// What a user said to a device's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceAnswer {
    /// Nothing yet.
    Pending,
    /// The device may have it.
    Allowed,
    /// It may not.
    Denied,
}

/// Why a device gets no tokens, or none yet.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DeviceError {
    /// The client is not one for devices.
    #[error("The client may not use the device grant.")]
    NotAllowed,
    /// More than the client may have.
    #[error("The scope is not one of the client's.")]
    ScopeExceeded,
    /// No grant has this code, or another client's has.
    #[error("The device_code is unknown.")]
    Unknown,
    /// The user has not answered yet.
    #[error("The user has not answered yet.")]
    Pending,
    /// Nor has he, and the device asks too often.
    #[error("The user has not answered yet. Ask less often: wait 5 seconds more than before.")]
    SlowDown,
    /// The user said no.
    #[error("The user denied the request.")]
    Denied,
    /// Nobody answered in time, or the device did not come for its tokens.
    #[error("The device_code has expired.")]
    Expired,
    /// It has been redeemed before: whoever comes second, one of the two stole it.
    #[error("The device_code has been used already.")]
    Reused,
    /// The grant has been revoked.
    #[error("The device_code has been revoked.")]
    Revoked,
    /// The device asks for a token of an API that its user was not asked about.
    #[error(transparent)]
    Resource(#[from] ResourceError),
}

impl DeviceError {
    /// The word for it on the wire (section 3.5).
    pub fn code(self) -> ErrorCode {
        match self {
            Self::NotAllowed => ErrorCode::UnauthorizedClient,
            Self::ScopeExceeded => ErrorCode::InvalidScope,
            Self::Unknown | Self::Reused | Self::Revoked => ErrorCode::InvalidGrant,
            Self::Pending => ErrorCode::AuthorizationPending,
            Self::SlowDown => ErrorCode::SlowDown,
            Self::Denied => ErrorCode::AccessDenied,
            Self::Expired => ErrorCode::ExpiredToken,
            Self::Resource(_) => ErrorCode::InvalidTarget,
        }
    }

    /// Whether nothing has happened yet.
    pub fn is_of_waiting(self) -> bool {
        matches!(self, Self::Pending | Self::SlowDown)
    }
}

/// The grant that a device asks for; nobody's yet.
///
/// # Errors
///
/// [`DeviceError::NotAllowed`] and [`DeviceError::ScopeExceeded`].
pub fn start(
    client: &Client,
    (scope, resources): (Option<&str>, Resources),
    (id, secret): (GrantId, &Secret),
    address: Option<IpAddr>,
    now: Timestamp,
) -> Result<Grant, DeviceError> {
    if !client.allows_device_grant {
        return Err(DeviceError::NotAllowed);
    }
    let (expires_at, answer) = (now + LIFETIME, DeviceAnswer::Pending);
    let request =
        DeviceRequest { expires_at, interval: INTERVAL, polled_at: None, address, answer };
    Ok(Grant {
        id,
        client_id: client.client_id.clone(),
        origin: Origin::Device { code: SecretHash::of(secret.expose()) },
        user: String::new(),
        sub: String::new(),
        scope: meant_by(scope, client).ok_or(DeviceError::ScopeExceeded)?,
        resources,
        nonce: None,
        claims: ClaimsRequest::default(),
        authentication_claims: AuthenticationClaims::default(),
        auth_time: now,
        // The device goes on when its user logs out of the browser in which he answered.
        session: None,
        created_at: now,
        code: None,
        stage: Stage::Device(request),
    })
}

/// Decides what a poll does to a grant.
///
/// A code presented again revokes the grant, as an authorization code does: a device that lost the answer
/// has lost its tokens with it and starts anew, and a thief's end.
pub fn decide(
    grant: &Grant,
    (client, resources): (&Client, &Resources),
    code: &Secret,
    draw: &Draw,
    now: Timestamp,
) -> Step<Issued, DeviceError> {
    use DeviceError as E;
    if !grant.origin.has_device_code(code) || grant.client_id != client.client_id {
        return Step::Answer(Err(E::Unknown));
    }
    if !client.allows_device_grant {
        return Step::Answer(Err(E::NotAllowed));
    }
    match &grant.stage {
        Stage::Device(request) if now >= request.expires_at => Step::Answer(Err(E::Expired)),
        Stage::Device(request) => match request.answer {
            DeviceAnswer::Pending => wait(grant, request, now),
            DeviceAnswer::Denied => Step::Answer(Err(E::Denied)),
            DeviceAnswer::Allowed => match grant.resources.narrowed(resources) {
                Ok(resources) => redeem(grant, (client, resources), draw, now),
                Err(error) => Step::Answer(Err(error.into())),
            },
        },
        Stage::Active(_) => Step::Commit(Box::new(grant.at(Stage::Revoked)), Err(E::Reused)),
        Stage::Revoked => Step::Answer(Err(E::Revoked)),
        Stage::Code { .. } => Step::Answer(Err(E::Unknown)),
    }
}

/// Writes down when the device asked, and lets it wait longer if that was too early.
fn wait(grant: &Grant, request: &DeviceRequest, now: Timestamp) -> Step<Issued, DeviceError> {
    let next = request.polled_at.map(|polled_at| polled_at + seconds(request.interval));
    let is_early = next.is_some_and(|next| now + LEEWAY < next);
    let (interval, error) = if is_early {
        (request.interval.saturating_add(SLOWER_BY), DeviceError::SlowDown)
    } else {
        (request.interval, DeviceError::Pending)
    };
    let next = DeviceRequest { interval, polled_at: Some(now), ..request.clone() };
    Step::Commit(Box::new(grant.at(Stage::Device(next))), Err(error))
}

/// What a device asks for that waits for its user's answer; `None` if it does not, or is not to have one.
pub fn waiting<'a>(grant: &'a Grant, client: &Client, now: Timestamp) -> Option<&'a DeviceRequest> {
    let Stage::Device(request) = &grant.stage else { return None };
    let is_waiting = request.answer == DeviceAnswer::Pending
        && now < request.expires_at
        && client.client_id == grant.client_id
        && client.allows_device_grant
        // A request from before the client was cut off must not come through by an answer after it.
        && grant.created_at > client.valid_from;
    is_waiting.then_some(request)
}

/// Whether a user has allowed this to a device, and not taken it back.
pub fn is_allowed_by(grant: &Grant, user: &User) -> bool {
    let is_of_a_device = matches!(grant.origin, Origin::Device { .. });
    is_of_a_device
        && grant.user == user.name
        && grant.sub == user.sub
        && grant.stage != Stage::Revoked
}

/// Who answers a device's request, and what.
#[derive(Clone, Copy, Debug)]
pub struct Answering<'a> {
    /// The user.
    pub user: &'a User,
    /// When he logged in.
    pub auth_time: Timestamp,
    /// Whether the device may have what it asks for.
    pub allows: bool,
}

/// Decides what a user's answer does to a grant. The first answer counts; to allow twice is to allow.
pub fn answer(
    grant: &Grant,
    client: &Client,
    answering: &Answering<'_>,
    now: Timestamp,
) -> Step<(), DeviceError> {
    let Answering { user, auth_time, allows } = *answering;
    let Some(request) = waiting(grant, client, now) else {
        let has_answered = allows && is_allowed_by(grant, user);
        return Step::Answer(if has_answered { Ok(()) } else { Err(DeviceError::Unknown) });
    };
    if !allows {
        let next = DeviceRequest { answer: DeviceAnswer::Denied, ..request.clone() };
        return Step::Commit(Box::new(grant.at(Stage::Device(next))), Ok(()));
    }
    let next = DeviceRequest { answer: DeviceAnswer::Allowed, ..request.clone() };
    let (user, sub) = (user.name.clone(), user.sub.clone());
    let stage = Stage::Device(next);
    let next = Grant { user, sub, auth_time, created_at: now, stage, ..grant.clone() };
    Step::Commit(Box::new(next), Ok(()))
}

#[cfg(test)]
#[path = "device_grant_tests.rs"]
mod tests;
