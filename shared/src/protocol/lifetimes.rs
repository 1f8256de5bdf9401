//! How long things live.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Idle time after which a session ends: Frappe's 170 hours.
pub const SESSION_IDLE: Duration = Duration::from_hours(170);

/// How long an authorization request that is too long for a URL is kept.
pub const PARKED: Duration = Duration::from_mins(10);

/// How long a demand for another login is believed to have been made by us.
pub const LOGIN_DEMAND: Duration = Duration::from_hours(1);

/// The lifetimes of a client's codes and tokens, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lifetimes {
    /// An authorization code, from its issue.
    pub code: u64,
    /// An access token, from its issue. Frappe's is 3,600 and cannot be changed.
    pub access_token: u64,
    /// A refresh token, from the last rotation.
    pub refresh_token_idle: u64,
    /// All refresh tokens of a grant, from the redemption of its code.
    pub refresh_token_absolute: u64,
    /// How long after a rotation the same refresh token gets the same pair again, and the
    /// access token before it goes on working.
    pub rotation_grace: u64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const DAY: u64 = 86_400;
        Self {
            code: 60,
            access_token: 3_600,
            refresh_token_idle: 30 * DAY,
            refresh_token_absolute: 180 * DAY,
            rotation_grace: 60,
        }
    }
}
