//! What a redemption or rotation hands out, and the chance that it is made of.

use std::time::Duration;

use aws_lc_rs::error::Unspecified;

use super::{
    client::AccessTokenFormat,
    client::Client,
    grant::{AccessToken, Attempt},
    resource::Resources,
    scope::Scope,
    token::{GrantId, Kind, Presented, SECRET_LENGTH, draw_secret},
};
use crate::{
    clock::Timestamp,
    secret::{Random, Secret, SecretHash, derive, hex},
};

/// The random values of one token request, drawn before anything is decided so that the decision
/// is pure and a repeated one comes to the same tokens.
#[derive(Clone, Debug)]
pub struct Draw {
    /// Who writes.
    pub attempt: Attempt,
    /// The secret of an access token.
    pub access: Secret,
    /// The family of a new refresh token.
    pub family: Secret,
    /// Its first generation.
    pub generation: Secret,
    /// The salt of a rotation.
    pub salt: String,
}

impl Draw {
    /// Draws them.
    pub fn new(random: Random) -> Self {
        Self {
            attempt: Attempt::draw(random),
            access: draw_secret(random),
            family: draw_secret(random),
            generation: draw_secret(random),
            salt: hex(&random.bytes::<16>()),
        }
    }
}

/// The tokens to answer with.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The access token.
    pub access: NewAccessToken,
    /// The refresh token, where the grant has one.
    pub refresh_token: Option<Secret>,
}

/// An access token to answer with, and what its text says where it is a JWT.
#[derive(Clone, Debug)]
pub struct NewAccessToken {
    /// The token.
    pub token: Presented,
    /// What the access token is good for.
    pub scope: Scope,
    /// For which APIs.
    pub resources: Resources,
    /// Since when.
    pub issued_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

impl AccessToken {
    /// A new access token of a client, as its store keeps it.
    pub fn new(
        client: &Client,
        (scope, resources): (&Scope, Resources),
        secret: &Secret,
        now: Timestamp,
    ) -> Self {
        Self {
            hash: SecretHash::of(secret.expose()),
            format: client.access_token_format,
            scope: scope.clone(),
            resources,
            expires_at: now + seconds(client.lifetimes.access_token),
        }
    }
}

/// The secrets that follow from a refresh token and a salt: everyone who presents the one gets the
/// other, and nobody else can compute them.
#[derive(Debug)]
pub struct Derived {
    /// The secret of the access token.
    pub access: Secret,
    /// The next generation.
    pub generation: Secret,
}

impl Derived {
    /// Derives them.
    ///
    /// # Errors
    ///
    /// Never for these lengths.
    pub fn from(presented: &Presented, salt: &str) -> Result<Self, Unspecified> {
        let token = presented.to_secret();
        let part = |label| derive(&token, salt.as_bytes(), label, SECRET_LENGTH);
        Ok(Self { access: part("access")?, generation: part("generation")? })
    }
}

impl NewAccessToken {
    /// The token of a grant with this secret, as the grant keeps it.
    pub fn of(grant: &GrantId, secret: Secret, kept: &AccessToken, issued_at: Timestamp) -> Self {
        let kind = match kept.format {
            AccessTokenFormat::Opaque => Kind::Access(secret),
            AccessTokenFormat::Jwt => Kind::Jwt(secret),
        };
        Self {
            token: Presented { grant: grant.clone(), kind },
            scope: kept.scope.clone(),
            resources: kept.resources.clone(),
            issued_at,
            expires_at: kept.expires_at,
        }
    }
}

/// The refresh token's text.
pub fn refresh_token(grant: &GrantId, family: Secret, generation: Secret) -> Secret {
    Presented { grant: grant.clone(), kind: Kind::Refresh { family, generation } }.to_secret()
}

/// A lifetime in seconds as a duration.
pub const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
