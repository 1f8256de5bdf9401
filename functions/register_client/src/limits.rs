//! How many clients strangers may register.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use shared::{
    App,
    protocol::bucket::Bucket,
    web::{Failure, Incoming},
};
use thiserror::Error;

/// Which bucket is empty. An alarm listens for the latter.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Limited {
    /// That of the address.
    #[error("Too many clients are being registered from this address.")]
    Address,
    /// That of all addresses together.
    #[error("Too many clients are being registered.")]
    Everybody,
}

/// Takes one registration out of the buckets; gives which is empty and how long to wait, if one is.
///
/// The address's first: who has emptied his own takes nothing from everybody's.
pub(crate) async fn spend(
    app: &App,
    incoming: &Incoming,
) -> Result<Option<(Limited, Duration)>, Failure> {
    let address = incoming.address.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0);
    let now = app.now();
    for (limited, bucket) in [
        (Limited::Address, Bucket::of_registrations_from(address)),
        (Limited::Everybody, Bucket::of_registrations()),
    ] {
        if let Some(until) = app.store().take_from(&bucket, now).await? {
            return Ok(Some((limited, now.until(until))));
        }
    }
    Ok(None)
}
