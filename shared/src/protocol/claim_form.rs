//! Which form the values of claims have
//! ([OpenID Connect Core section 5.1](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)).

use thiserror::Error;
use time::{Date, Month};
use url::Url;

/// The most characters of an address in the web.
pub const LONGEST_URL: usize = 2_048;
/// The most characters of a text with several lines.
pub const LONGEST_TEXT: usize = 1_000;
/// The most characters of a time zone's name.
const LONGEST_ZONE: usize = 64;
/// How many digits a telephone number has ([E.164](https://www.itu.int/rec/T-REC-E.164)).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ClaimError {
    /// See [`https`].
    #[error("not an address of up to {LONGEST_URL} characters that begins with https://")]
    NotHttps,
    /// See [`birthdate`].
    #[error("not a date such as 1990-12-31, 0000-12-31 without the year, or a year")]
    NotADate,
    /// See [`zoneinfo`].
    #[error("not the name of a time zone such as Europe/Berlin")]
    NotAZone,
    /// See [`phone_number`].
    #[error("not a telephone number such as +49 30 1234567")]
    NotAPhoneNumber,
    /// See [`lines`].
    #[error("longer than {LONGEST_TEXT} characters, or with control characters")]
    NotLines,
}

/// The address of a page, not too long; see [`web_address`].
///
/// # Errors
///
/// [`ClaimError::NotHttps`].
pub fn https(text: &str) -> Result<String, ClaimError> {
    let address = web_address(text).filter(|address| address.len() <= LONGEST_URL);
    address.ok_or(ClaimError::NotHttps)
}

/// An address as the parser writes it, so that nobody after us reads it otherwise. By `https`
/// alone, and without a password in it, which everybody who is told the address would be told too.
pub fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && url.has_host() && is_bare).then(|| url.into())
}

/// A date by ISO 8601: whole, with the year 0000 where it is nobody's business, or the year alone.
///
/// # Errors
///
/// [`ClaimError::NotADate`].
pub fn birthdate(text: &str) -> Result<(), ClaimError> {
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_number).ok_or(ClaimError::NotADate)
    };
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year] => number(year, 4).map(|_| ()),
        [year, month, day] => {
            let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
            let small = |number: u16| u8::try_from(number).unwrap_or_default();
            let date = Month::try_from(small(month))
                .and_then(|month| Date::from_calendar_date(year.into(), month, small(day)));
            date.map(|_| ()).map_err(|_| ClaimError::NotADate)
        }
        _ => Err(ClaimError::NotADate),
    }
}

/// A name in the form of the time zone database; which names there are changes every year.
///
/// # Errors
///
/// [`ClaimError::NotAZone`].
pub fn zoneinfo(text: &str) -> Result<(), ClaimError> {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    };
    let is_zone = text.len() <= LONGEST_ZONE && text.split('/').all(is_part);
    if is_zone { Ok(()) } else { Err(ClaimError::NotAZone) }
}

/// A telephone number as people write E.164, with an extension by RFC 3966 if there is one.
///
/// # Errors
///
/// [`ClaimError::NotAPhoneNumber`].
pub fn phone_number(text: &str) -> Result<(), ClaimError> {
    let (number, extension) = text.split_once(";ext=").unwrap_or((text, "0"));
    let number = number.strip_prefix('+').unwrap_or(number);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let is_number = PHONE_DIGITS.contains(&digits)
        && number.len() <= 2 * PHONE_DIGITS.end()
        && number.bytes().all(|byte| byte.is_ascii_digit() || b" ()-.".contains(&byte));
    let is_extension =
        (1..=10).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && is_extension { Ok(()) } else { Err(ClaimError::NotAPhoneNumber) }
}

/// A text of several lines.
///
/// # Errors
///
/// [`ClaimError::NotLines`].
pub fn lines(text: &str) -> Result<(), ClaimError> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r');
    let is_wrong = text.chars().count() > LONGEST_TEXT || text.contains(is_odd);
    if is_wrong { Err(ClaimError::NotLines) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(check: impl Fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(check(text), "{text:?}");
        }
        for text in bad {
            assert!(!check(text), "{text:?}");
        }
    }

    #[test]
    fn a_page_has_an_address_by_https_without_a_password() {
        table(
            |text| https(text).is_ok(),
            &["https://a.example", "https://a.example/~me?x=1#y"],
            &[
                "http://a.example",
                "a.example",
                "javascript:1",
                "https://me:pw@a.example",
                "",
                "//a",
            ],
        );
        assert_eq!(https("HTTPS://A.example").as_deref(), Ok("https://a.example/"));
    }

    #[test]
    fn a_birthdate_is_a_day_that_there_is_with_or_without_a_year_or_a_year() {
        table(
            |text| birthdate(text).is_ok(),
            &["1990-12-31", "2024-02-29", "0000-02-29", "1990"],
            &["2023-02-29", "1990-13-01", "1990-00-10", "31-12-1990", "90", "1990-12", "+199", ""],
        );
    }

    #[test]
    fn a_time_zone_has_the_form_of_the_database() {
        table(
            |text| zoneinfo(text).is_ok(),
            &["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT"],
            &["", "Europe/", "/Berlin", "+01:00", "Europe Berlin", "../x", "Größe"],
        );
    }

    #[test]
    fn a_telephone_number_has_three_to_fifteen_digits() {
        table(
            |text| phone_number(text).is_ok(),
            &["+1 (425) 555-1212", "+1 (604) 555-1234;ext=5678", "+91-9876543210", "030 123"],
            &[
                "",
                "+",
                "12",
                "+1234567890123456",
                "call me",
                "1+234",
                "+1 604 555;ext=",
                "+1 2 3;x",
            ],
        );
    }

    #[test]
    fn lines_have_breaks_and_no_other_control_characters() {
        assert!(lines("Main Street 1\nTown").is_ok());
        assert!(lines("a\u{0}b").is_err() && lines(&"x".repeat(LONGEST_TEXT + 1)).is_err());
    }
}
