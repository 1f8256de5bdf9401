//! The parameter `max_age`
//! ([OpenID Connect Core section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)):
//! how old a login may be.

use std::time::Duration;

use super::{
    authorization::Cause,
    client::Client,
    error::ErrorCode,
    params::{Params, ParamsError},
};
use crate::clock::Timestamp;

/// The longest `default_max_age` of a client: a year, in seconds.
pub const LONGEST_DEFAULT: u64 = 366 * 86_400;

/// The longest time since the user has proved who he is, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge(u64);

impl MaxAge {
    /// What a request demands; what its client's `default_max_age` does where the request says
    /// nothing.
    ///
    /// # Errors
    ///
    /// `invalid_request` for what is no whole number of seconds from 0 on. To take it for none would
    /// let an old login pass for a fresh one.
    pub fn read(params: &Params, client: &Client) -> Result<Option<Self>, Cause> {
        let sent: Result<_, ParamsError> = params.get("max_age");
        let Some(text) = sent? else { return Ok(client.default_max_age.map(Self)) };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            let words = "The max_age parameter is not a number of seconds.";
            return Err(Cause::new(ErrorCode::InvalidRequest, words));
        }
        // A number that is too long for this is longer than any login is old.
        Ok(Some(Self(text.parse().unwrap_or(u64::MAX))))
    }

    /// Whether a login is too old. For 0 every login is, as for `prompt=login`.
    pub fn is_exceeded(self, auth_time: Timestamp, now: Timestamp) -> bool {
        self.0 == 0 || auth_time.until(now) > Duration::from_secs(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Option<MaxAge>, Cause> {
        let client = Client { default_max_age: Some(7), ..Client::default() };
        MaxAge::read(&Params::from_urlencoded(query.as_bytes()).unwrap(), &client)
    }

    #[test]
    fn it_is_a_number_of_seconds_and_the_clients_where_none_is_sent() {
        assert_eq!(read("max_age=0"), Ok(Some(MaxAge(0))));
        assert_eq!(read("max_age=0042"), Ok(Some(MaxAge(42))));
        assert_eq!(read("max_age=99999999999999999999999"), Ok(Some(MaxAge(u64::MAX))));
        for nothing in ["", "max_age="] {
            assert_eq!(read(nothing), Ok(Some(MaxAge(7))));
        }
        for bad in ["-1", "%2B1", "1.5", "1e3", "%201", "1%20", "0x1", "never", "%D9%A1"] {
            let code = read(&format!("max_age={bad}")).unwrap_err().code;
            assert_eq!(code, ErrorCode::InvalidRequest, "{bad}");
        }
        assert!(read("max_age=1&max_age=1").is_err());
    }

    #[test]
    fn a_login_is_too_old_when_more_than_these_seconds_have_passed() {
        let at = Timestamp::from_millis;
        let is_exceeded = |seconds, now| MaxAge(seconds).is_exceeded(at(1_000), at(now));
        assert!(!is_exceeded(10, 11_000) && is_exceeded(10, 11_001));
        assert!(is_exceeded(0, 1_000) && !is_exceeded(u64::MAX, i64::MAX));
        // A clock that goes back makes nobody older.
        assert!(!is_exceeded(10, 0));
    }
}
