//! The keys that sign ID Tokens: which is published, which signs, which is kept
//! ([OpenID Connect Core section 10.1.1](https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys)).
//!
//! ```text
//! published --24 hours--> signs --90 days--> kept --until its last token has expired--> gone
//! ```
//!
//! Which key signs follows from the clock alone, so that all functions change over at the same
//! moment without a word to each other, and a day after everybody could know the key.

use std::time::Duration;

use jsonwebtoken::{Algorithm, jwk::Jwk};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// How long a key is published before it signs: whoever asks for the key set once a day knows it.
pub const LEAD: Duration = Duration::from_hours(24);
/// How long a key signs before the next one does.
pub const PERIOD: Duration = Duration::from_hours(90 * 24);
/// How long a key is kept after the next one signs: the longest life of an ID Token (that of an
/// access token, seven days at most), and an hour for clocks that go wrong.
pub const KEPT: Duration = Duration::from_hours(7 * 24 + 1);

/// How keys sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every relying party can check.
    RS256,
    /// ECDSA on P-256 with SHA-256: short.
    ES256,
}

impl SigningAlgorithm {
    /// Each has a key of its own.
    pub const ALL: [Self; 2] = [Self::RS256, Self::ES256];

    /// Its name in a header.
    pub const fn jwt(self) -> Algorithm {
        match self {
            Self::RS256 => Algorithm::RS256,
            Self::ES256 => Algorithm::ES256,
        }
    }
}

/// A key, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// Its name: the thumbprint of its public half (RFC 7638).
    pub kid: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// Its public half, as everybody may read it.
    pub public: Jwk,
    /// Its private half, encrypted under the data key.
    pub sealed: String,
    /// Since when it has been published.
    pub published_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
}

/// A key that was just made, and stands in no set yet.
#[derive(Clone, Debug)]
pub struct FreshKey {
    /// See [`SigningKey::kid`].
    pub kid: String,
    /// See [`SigningKey::algorithm`].
    pub algorithm: SigningAlgorithm,
    /// See [`SigningKey::public`].
    pub public: Jwk,
    /// See [`SigningKey::sealed`].
    pub sealed: String,
}

/// What a rotation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// New keys where it is time for them.
    WhenDue,
    /// New keys now, which sign in a day.
    Ahead,
    /// The keys have leaked: new ones sign at once, and the old ones are gone.
    AtOnce,
}

/// What a key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// Published, and not yet used.
    Next,
    /// It signs.
    Current,
    /// It signed tokens that may still live.
    Previous,
}

/// The key set: one item, so that every change of it is one conditional write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeySet {
    /// The keys, the oldest first.
    pub keys: Vec<SigningKey>,
    /// When it was last changed; no two versions have the same.
    pub modified: Timestamp,
}

impl KeySet {
    /// The key that signs at `now`. Where the clock is behind that of whoever made the first key, that
    /// key signs all the same.
    pub fn signing(&self, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&SigningKey> {
        let begun = self.of(algorithm).filter(|key| key.signs_from <= now);
        let newest = begun.max_by_key(|key| key.signs_from);
        newest.or_else(|| self.of(algorithm).min_by_key(|key| key.signs_from))
    }

    /// The keys that are published at `now`.
    pub fn published(&self, now: Timestamp) -> impl Iterator<Item = &SigningKey> {
        self.keys.iter().filter(move |key| !self.is_over(key, now))
    }

    /// The published key of this name.
    pub fn find(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.published(now).find(|key| key.kid == kid)
    }

    /// What a key of the set does at `now`.
    pub fn role(&self, key: &SigningKey, now: Timestamp) -> KeyRole {
        if key.signs_from > now {
            KeyRole::Next
        } else if self.signing(key.algorithm, now).is_some_and(|current| current.kid == key.kid) {
            KeyRole::Current
        } else {
            KeyRole::Previous
        }
    }

    /// Whether a rotation wants a new key for an algorithm.
    pub fn wants(&self, algorithm: SigningAlgorithm, rotation: Rotation, now: Timestamp) -> bool {
        let newest = self.of(algorithm).max_by_key(|key| key.signs_from);
        let Some(newest) = newest else { return true };
        match rotation {
            Rotation::WhenDue => now + LEAD >= newest.signs_from + PERIOD,
            // A key that waits for its day already is the next one.
            Rotation::Ahead => newest.signs_from <= now,
            Rotation::AtOnce => true,
        }
    }

    /// The next version of the set, with those of the fresh keys that are wanted and without those
    /// that are over; `None` if nothing changes. Who comes second finds nothing to do.
    #[must_use]
    pub fn rotated(&self, fresh: &[FreshKey], rotation: Rotation, now: Timestamp) -> Option<Self> {
        let mut keys: Vec<SigningKey> = self.published(now).cloned().collect();
        for key in fresh.iter().filter(|key| self.wants(key.algorithm, rotation, now)) {
            let is_first = self.of(key.algorithm).next().is_none();
            if rotation == Rotation::AtOnce {
                keys.retain(|known| known.algorithm != key.algorithm);
            }
            let waits = !is_first && rotation != Rotation::AtOnce;
            keys.push(SigningKey {
                kid: key.kid.clone(),
                algorithm: key.algorithm,
                public: key.public.clone(),
                sealed: key.sealed.clone(),
                published_at: now,
                signs_from: if waits { now + LEAD } else { now },
            });
        }
        (keys != self.keys).then(|| Self { keys, modified: self.modified.next_version(now) })
    }

    fn of(&self, algorithm: SigningAlgorithm) -> impl Iterator<Item = &SigningKey> {
        self.keys.iter().filter(move |key| key.algorithm == algorithm)
    }

    /// Whether no token of the key lives any more.
    fn is_over(&self, key: &SigningKey, now: Timestamp) -> bool {
        let after = self.of(key.algorithm).filter(|other| other.signs_from > key.signs_from);
        let end = after.map(|other| other.signs_from).min();
        end.is_some_and(|end| end + KEPT <= now)
    }
}

#[cfg(test)]
#[path = "signing_key_tests.rs"]
mod tests;
