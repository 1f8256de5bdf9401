//! How long the record of a client is kept that nobody vouches for.
//!
//! Anybody may register one, so those that nobody uses must go, or the table would be everybody's to fill.

use std::time::Duration;

use super::client::Client;
use crate::clock::Timestamp;

/// From the registration to the first authorization.
pub const UNUSED: Duration = Duration::from_hours(24);

/// From an authorization on: longer than any token of it lives.
pub const USED: Duration = Duration::from_hours(365 * 24);

/// How far on an authorization has to move it to be written down.
const STEP: Duration = Duration::from_hours(30 * 24);

impl Client {
    /// The record as it is kept after an authorization at `now`; `None` where nothing changes.
    pub fn used(&self, now: Timestamp) -> Option<Self> {
        let until = self.unused_until?;
        let unused_until = Some(now + USED);
        let modified = self.modified.next_version(now);
        (until + STEP < now + USED).then(|| Self { unused_until, modified, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_kept_a_day_unused_and_a_year_from_its_last_use() {
        let made = Timestamp::from_millis(1_700_000_000_000);
        let client = Client { unused_until: Some(made + UNUSED), ..Client::default() };
        assert!(client.is_kept((made + UNUSED).a_moment_before()));
        assert!(!client.is_kept(made + UNUSED));
        let used = client.used(made).unwrap();
        assert!(used.is_kept((made + USED).a_moment_before()) && !used.is_kept(made + USED));
        assert!(used.modified > client.modified);
    }

    #[test]
    fn a_use_is_written_down_once_a_month_and_never_for_a_client_that_somebody_made() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let client = Client { unused_until: Some(now + UNUSED), ..Client::default() };
        let used = client.used(now).unwrap();
        assert_eq!(used.used(now + STEP), None);
        assert!(used.used(now + STEP + Duration::from_secs(1)).is_some());
        assert_eq!(Client::default().used(now), None);
    }
}
