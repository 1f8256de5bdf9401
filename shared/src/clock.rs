//! The time: the only place that reads it. Everything else takes `now` as an argument.

use std::{
    ops::Add,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01 UTC.
///
/// Milliseconds, because "made before this cut" ([`valid_from`]) has to tell a login from the
/// password change a moment earlier.
///
/// [`valid_from`]: crate::protocol::user::User::valid_from
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch: the unit of JWT claims, `exp` and DynamoDB's TTL.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The millisecond before.
    #[must_use]
    pub const fn a_moment_before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// When a document that was last changed here is changed at `now`: later in any case, so that
    /// the moment names the version, also when two changes come in one millisecond or a clock goes
    /// back.
    #[must_use]
    pub fn next_version(self, now: Self) -> Self {
        now.max(Self(self.0.saturating_add(1)))
    }

    /// How long from here to `later`; zero when that is in the past.
    pub fn until(self, later: Self) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

/// Where `now` comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until a test moves it.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.millis())))
    }

    /// The moment it is.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Fixed(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock forward; the system's clock goes by itself.
    pub fn advance(&self, by: Duration) {
        if let Self::Fixed(at) = self {
            let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            at.fetch_add(millis, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_by_hand() {
        let clock = Clock::fixed(Timestamp::from_millis(5_000));
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now().seconds(), 7);
    }

    #[test]
    fn time_past_the_end_of_time_stays_there() {
        let late = Timestamp::from_millis(i64::MAX) + Duration::from_secs(1);
        assert_eq!(late.millis(), i64::MAX);
        assert_eq!(late.until(Timestamp::from_millis(0)), Duration::ZERO);
    }
}
