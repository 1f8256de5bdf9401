//! Token buckets: how often a stranger may have something that we keep.
//!
//! A bucket is one moment, at which it is full again. Who takes a token moves that moment on by the time
//! in which one comes back; a bucket whose moment is too far off is empty. Unlike a window, which
//! opens all at once, it lets a queue of people through one by one.

use std::{net::IpAddr, time::Duration};

use super::throttle::network;
use crate::clock::Timestamp;

/// Registrations from one address. Behind the addresses of a hosted connector stand all of its users, each
/// of whom registers a client: sixty may come at once, and 8,640 in a day.
const OF_ADDRESS: (u32, Duration) = (60, Duration::from_secs(10));
/// Registrations from everywhere: 87,000 in a day, which is how long an unused one is kept. So many
/// records of the usual size are 100 MB.
const OF_EVERYBODY: (u32, Duration) = (600, Duration::from_secs(1));

/// A bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub key: String,
    /// How many it holds.
    burst: u32,
    /// How long one takes to come back.
    pub interval: Duration,
}

/// What a bucket gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// The first of a full bucket: it is full again an interval from now.
    First,
    /// One more: it is full again an interval later than it would have been.
    Another,
    /// None before this moment.
    Wait(Timestamp),
}

impl Bucket {
    /// That of who registers from an address.
    pub fn of_registrations_from(address: IpAddr) -> Self {
        Self::new(format!("registration#{}", network(address)), OF_ADDRESS)
    }

    /// That of everybody who registers.
    pub fn of_registrations() -> Self {
        Self::new("registration".to_owned(), OF_EVERYBODY)
    }

    fn new(key: String, (burst, interval): (u32, Duration)) -> Self {
        Self { key, burst, interval }
    }

    /// What it gives at `now`, if it is full again at `full_at`.
    pub fn take(&self, full_at: Option<Timestamp>, now: Timestamp) -> Taking {
        match full_at.filter(|full_at| *full_at > now) {
            None => Taking::First,
            Some(full_at) if full_at <= self.latest(now) => Taking::Another,
            Some(full_at) => Taking::Wait(now + self.latest(now).until(full_at)),
        }
    }

    /// The latest moment of its being full at which there is one more to take.
    pub fn latest(&self, now: Timestamp) -> Timestamp {
        now + self.interval.saturating_mul(self.burst.saturating_sub(1))
    }

    /// When it is full at the latest, whatever is taken at `now`.
    pub fn forgotten_at(&self, now: Timestamp) -> Timestamp {
        self.latest(now) + self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many are given at `now` before one has to wait, and for how many seconds.
    fn drain(bucket: &Bucket, full_at: &mut Option<Timestamp>, now: Timestamp) -> (u32, u64) {
        for count in 0.. {
            match bucket.take(*full_at, now) {
                Taking::First => *full_at = Some(now + bucket.interval),
                Taking::Another => *full_at = full_at.map(|at| at + bucket.interval),
                Taking::Wait(until) => return (count, now.until(until).as_secs()),
            }
        }
        unreachable!("a bucket is empty at last")
    }

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_one_an_interval() {
        let bucket = Bucket::of_registrations_from("192.0.2.1".parse().unwrap());
        let (mut full_at, now) = (None, Timestamp::from_millis(1_700_000_000_000));
        let later = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(drain(&bucket, &mut full_at, now), (60, 10));
        assert_eq!(drain(&bucket, &mut full_at, later(9)), (0, 1));
        assert_eq!(drain(&bucket, &mut full_at, later(10)), (1, 10));
        assert_eq!(drain(&bucket, &mut full_at, later(40)), (3, 10));
        assert_eq!(full_at, Some(bucket.forgotten_at(later(40))));
        assert_eq!(drain(&bucket, &mut full_at, later(86_400)), (60, 10));
    }

    #[test]
    fn everybody_has_one_bucket_and_an_address_its_own() {
        let of = |text: &str| Bucket::of_registrations_from(text.parse().unwrap()).key;
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2::2"));
        let (mut full_at, now) = (None, Timestamp::from_millis(0));
        assert_eq!(drain(&Bucket::of_registrations(), &mut full_at, now), (600, 1));
    }
}
