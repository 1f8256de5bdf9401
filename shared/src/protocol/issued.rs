//! What a redemption or rotation hands out, and the chance that it is made of.

use std::time::Duration;

use aws_lc_rs::error::Unspecified;

use super::{
    grant::Attempt,
    scope::Scope,
    token::{GrantId, Kind, Presented, SECRET_LENGTH, draw_secret},
};
use crate::{
    clock::Timestamp,
    secret::{Random, Secret, derive, hex},
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
    pub access_token: Secret,
    /// The refresh token, where the grant has one.
    pub refresh_token: Option<Secret>,
    /// What the access token is good for.
    pub scope: Scope,
    /// Until when.
    pub expires_at: Timestamp,
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

/// The access token's text.
pub fn access_token(grant: &GrantId, secret: Secret) -> Secret {
    Presented { grant: grant.clone(), kind: Kind::Access(secret) }.to_secret()
}

/// The refresh token's text.
pub fn refresh_token(grant: &GrantId, family: Secret, generation: Secret) -> Secret {
    Presented { grant: grant.clone(), kind: Kind::Refresh { family, generation } }.to_secret()
}

/// A lifetime in seconds as a duration.
pub const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
