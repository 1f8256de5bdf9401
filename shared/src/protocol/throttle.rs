//! How many wrong passwords are heard: in windows of ten minutes, per user, per address, and per
//! known browser; and how many wrong codes of devices.
//!
//! A stranger who keeps failing with somebody's e-mail exhausts that user's counter, but not the
//! one of the browser where the user has logged in before: he cannot lock the user out.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

use crate::{clock::Timestamp, secret::sha256_hex};

/// The length of a window.
const WINDOW: Duration = Duration::from_mins(10);

/// A counter: its name, and how much it bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The name, with its window.
    pub key: String,
    /// How many attempts are heard in a window.
    pub limit: u32,
    /// When the window ends.
    pub ends_at: Timestamp,
}

impl Counter {
    /// Attempts to log in as a user, from browsers that he never used.
    pub fn of_user(login_id: &str, now: Timestamp) -> Self {
        // A hash: the counters tell no one who uses this server.
        Self::new("user", &sha256_hex(login_id), 10, now)
    }

    /// Attempts from an address, as whomever. Behind one address many people may sit.
    pub fn of_address(address: IpAddr, now: Timestamp) -> Self {
        Self::new("address", &network(address), 50, now)
    }

    /// Attempts from a browser in which the user has logged in before.
    pub fn of_browser(id: &str, now: Timestamp) -> Self {
        // The id is a secret: it buys attempts.
        Self::new("browser", &sha256_hex(id), 10, now)
    }

    /// Codes of devices that a user types. With ten tries in ten minutes, among a thousand devices that wait,
    /// he would go on for fifty years to find one by chance.
    pub fn of_device_codes(sub: &str, now: Timestamp) -> Self {
        Self::new("device_user", &sha256_hex(sub), 10, now)
    }

    /// The same from an address, by whomever.
    pub fn of_device_codes_from(address: IpAddr, now: Timestamp) -> Self {
        Self::new("device_address", &network(address), 50, now)
    }

    /// Whether `count` attempts, this one among them, are too many.
    pub fn is_exceeded_by(&self, count: u32) -> bool {
        count > self.limit
    }

    fn new(kind: &str, subject: &str, limit: u32, now: Timestamp) -> Self {
        let width = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
        let window = now.millis().div_euclid(width);
        let ends_at = Timestamp::from_millis((window + 1).saturating_mul(width));
        Self { key: format!("{kind}#{subject}#{window}"), limit, ends_at }
    }
}

/// What one person has of addresses: an IPv4 address, or a /64 of IPv6, where every device has
/// 2^64 to choose from.
pub(super) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let prefix = address.to_bits() >> 64 << 64;
            format!("{}/64", Ipv6Addr::from_bits(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_is_counted_by_its_64() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn a_window_is_ten_minutes_and_the_next_is_another_counter() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1000);
        let counter = Counter::of_user("a@x", at(599));
        assert_eq!(counter, Counter::of_user("a@x", at(0)));
        assert_eq!(counter.ends_at, at(600));
        assert_ne!(counter.key, Counter::of_user("a@x", at(600)).key);
        assert!(!counter.is_exceeded_by(10) && counter.is_exceeded_by(11));
        assert!(!counter.key.contains("a@x"));
    }
}
