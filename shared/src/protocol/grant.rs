//! A grant: one item from the authorization to the last token.
//!
//! ```text
//! Code   --redeem--> Active --rotate--> Active ... --revoke--> Revoked
//! Device --redeem-->
//! ```
//!
//! Every step is a function of the grant that was read and gives the grant to write in its place,
//! or an answer that changes nothing. The store writes it only if the grant is still the one that
//! was read.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    authentication::AuthenticationClaims,
    claims_request::ClaimsRequest,
    client::AccessTokenFormat,
    device_grant::DeviceRequest,
    origin::Origin,
    pkce::CodeChallenge,
    resource::Resources,
    scope::Scope,
    token::{GrantId, Kind},
};
use crate::{clock::Timestamp, secret::SecretHash};

pub use super::attempt::Attempt;

/// How many access tokens of one grant live at once.
const MOST_ACCESS_TOKENS: usize = 4;

/// What a user allowed a client, and how far the client has come with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its name, part of every code and token.
    pub id: GrantId,
    /// To whom it was given.
    pub client_id: String,
    /// How it came to be.
    #[serde(default, skip_serializing_if = "Origin::is_authorization")]
    pub origin: Origin,
    /// By whom: the e-mail.
    pub user: String,
    /// By whom: the subject, which another user of the same e-mail does not have.
    pub sub: String,
    /// What was allowed.
    pub scope: Scope,
    /// For which APIs; none is any.
    #[serde(default, skip_serializing_if = "Resources::is_empty")]
    pub resources: Resources,
    /// The `nonce` of the authorization, for the `id_token`.
    pub nonce: Option<String>,
    /// The claims that were asked for one by one, and allowed.
    #[serde(default, skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// The claims of the login that were asked for.
    #[serde(default, skip_serializing_if = "AuthenticationClaims::is_empty")]
    pub authentication_claims: AuthenticationClaims,
    /// When the user logged in.
    pub auth_time: Timestamp,
    /// The session in which it was given, where the app knows of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<GrantingSession>,
    /// When it was given.
    pub created_at: Timestamp,
    /// What the code is bound to; kept after it has been redeemed, to know a reuse.
    pub code: Option<CodeBinding>,
    /// How far it has come.
    pub stage: Stage,
}

/// The session in which a grant was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantingSession {
    /// Names its item: a code is good only while the session is there.
    pub id: String,
    /// What the app calls it.
    pub sid: String,
    /// Whether the tokens end with it: the scope has no `offline_access`, which asks for access while
    /// nobody is there.
    pub ends_tokens: bool,
}

/// What an authorization code is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBinding {
    /// The code's secret.
    pub hash: SecretHash,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// Whether the authorization named that place; if it did, so must the redemption.
    pub redirect_uri_was_sent: bool,
    /// The PKCE challenge.
    pub challenge: Option<CodeChallenge>,
}

/// The stages of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// A device has asked, and does not have its tokens yet.
    Device(DeviceRequest),
    /// The code has been given and not yet redeemed.
    Code {
        /// When it stops being good.
        expires_at: Timestamp,
        /// How many wrong verifiers came with it.
        wrong_verifiers: u8,
        /// Access tokens that were given beside it (`code token`); its expiry is not theirs.
        access: Vec<AccessToken>,
    },
    /// Tokens live.
    Active(Tokens),
    /// Nothing lives any more.
    Revoked,
}

/// The tokens of an active grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// The refresh token; the implicit grant has none.
    pub refresh: Option<RefreshTokens>,
    /// The access tokens.
    pub access: Vec<AccessToken>,
}

/// The refresh tokens of a grant: the one that is good, and the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshTokens {
    /// In every refresh token of the grant: whoever has it was once given one.
    pub family: SecretHash,
    /// In the refresh token that is good now.
    pub generation: SecretHash,
    /// The refresh token before it.
    pub previous: Option<Rotation>,
    /// When the refresh token dies unless it is used.
    pub idle_until: Timestamp,
    /// When it dies in any case.
    pub absolute_until: Timestamp,
}

/// A rotation: enough to give the same answer again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    /// The generation that was presented.
    pub hash: SecretHash,
    /// With the presented token it makes the pair that was answered.
    pub salt: String,
    /// When.
    pub rotated_at: Timestamp,
}

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Its secret.
    pub hash: SecretHash,
    /// What it looks like. The secret in a JWT is no secret: it counts only under a signature.
    #[serde(default, skip_serializing_if = "AccessTokenFormat::is_opaque")]
    pub format: AccessTokenFormat,
    /// What it may be used for.
    pub scope: Scope,
    /// For which APIs; none is any.
    #[serde(default, skip_serializing_if = "Resources::is_empty")]
    pub resources: Resources,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What to do with a grant: write another in its place and answer, or just answer.
#[derive(Debug)]
pub enum Step<T, E> {
    /// Write, and if the write wins, answer.
    Commit(Box<Grant>, Result<T, E>),
    /// Answer; nothing changes.
    Answer(Result<T, E>),
}

impl<T, E> Step<T, E> {
    /// The step with its error as another type.
    pub fn map_err<F>(self, map: impl FnOnce(E) -> F) -> Step<T, F> {
        match self {
            Self::Commit(next, result) => Step::Commit(next, result.map_err(map)),
            Self::Answer(result) => Step::Answer(result.map_err(map)),
        }
    }

    /// The step if it gives nothing, or if what it gives is allowed. A refusal changes nothing.
    #[must_use]
    pub fn provided(self, allowed: Result<(), E>) -> Self {
        let gives = match &self {
            Self::Commit(_, result) | Self::Answer(result) => result.is_ok(),
        };
        match allowed {
            Err(error) if gives => Self::Answer(Err(error)),
            Ok(()) | Err(_) => self,
        }
    }
}

impl Grant {
    /// The grant with another stage.
    #[must_use]
    pub fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// The grant, bound to the APIs of a token that it gives, if it was bound to none: what a client
    /// names late binds it as well, so that the next token is not good for more than this one.
    #[must_use]
    pub fn bound_to(self, resources: &Resources) -> Self {
        if self.resources.is_empty() {
            return Self { resources: resources.clone(), ..self };
        }
        self
    }

    /// The tokens, where they live.
    pub fn tokens(&self) -> Option<&Tokens> {
        match &self.stage {
            Stage::Active(tokens) => Some(tokens),
            Stage::Device(_) | Stage::Code { .. } | Stage::Revoked => None,
        }
    }

    /// The refresh tokens, where they live.
    pub fn refresh(&self) -> Option<&RefreshTokens> {
        self.tokens()?.refresh.as_ref()
    }

    /// The access tokens, dead ones among them.
    pub fn access(&self) -> &[AccessToken] {
        match &self.stage {
            Stage::Code { access, .. } => access,
            Stage::Active(tokens) => &tokens.access,
            Stage::Device(_) | Stage::Revoked => &[],
        }
    }

    /// The access token that is presented, if it is one and good at `now`.
    pub fn access_token(&self, presented: &Kind, now: Timestamp) -> Option<&AccessToken> {
        let (secret, format) = match presented {
            Kind::Access(secret) => (secret.expose(), AccessTokenFormat::Opaque),
            Kind::Jwt(secret) => (secret.expose(), AccessTokenFormat::Jwt),
            Kind::Code(_) | Kind::Device(_) | Kind::Refresh { .. } => return None,
        };
        let mut access = self.access().iter().filter(|token| token.format == format);
        access.find(|token| token.hash.matches(secret) && now < token.expires_at)
    }

    /// When nothing in it can be of use any more; the store may forget it some time after.
    pub fn ends_at(&self) -> Timestamp {
        let redeemable = match &self.stage {
            Stage::Code { expires_at, .. } | Stage::Device(DeviceRequest { expires_at, .. }) => {
                *expires_at
            }
            Stage::Active(Tokens { refresh: Some(refresh), .. }) => refresh.ends_at(),
            Stage::Active(Tokens { refresh: None, .. }) | Stage::Revoked => self.created_at,
        };
        let access = self.access().iter().map(|token| token.expires_at);
        // A code or refresh token that is used again a day later is still known as one.
        access.fold(redeemable.max(self.created_at), Timestamp::max) + Duration::from_hours(24)
    }
}

impl Tokens {
    /// Adds an access token; the oldest makes room.
    pub fn push(&mut self, token: AccessToken, now: Timestamp) {
        self.access.retain(|token| now < token.expires_at);
        while self.access.len() >= MOST_ACCESS_TOKENS {
            self.access.remove(0);
        }
        self.access.push(token);
    }
}

impl RefreshTokens {
    /// When the refresh token dies.
    pub fn ends_at(&self) -> Timestamp {
        self.idle_until.min(self.absolute_until)
    }
}
