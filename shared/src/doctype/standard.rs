//! The fields that every document of Frappe has, and its form of moments.

use serde_json::{Map, Value};
use time::{OffsetDateTime, PrimitiveDateTime, macros::format_description};

use crate::clock::Timestamp;

/// A moment as Frappe writes it: `2027-01-15 08:00:00.000000`. Frappe's are of the site's time zone;
/// ours are UTC.
pub fn moment(at: Timestamp) -> String {
    let format =
        format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]");
    let nanos = i128::from(at.millis()) * 1_000_000;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
    moment.and_then(|moment| moment.format(format).ok()).unwrap_or_default()
}

/// The same for people, who do not read fractions: `2027-01-15 08:00:00 UTC`.
pub fn to_the_second(at: Timestamp) -> String {
    format!("{} UTC", moment(at).split('.').next().unwrap_or_default())
}

/// Reads a moment that we wrote; with or without a fraction.
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    let format = format_description!(
        "[year]-[month]-[day] [hour]:[minute]:[second][optional [.[subsecond]]]"
    );
    let moment = PrimitiveDateTime::parse(text.trim(), format).ok()?.assume_utc();
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok().map(Timestamp::from_millis)
}

/// Puts the standard fields into a document.
pub fn put(document: &mut Value, creation: Timestamp, modified: Timestamp) {
    let Some(fields) = document.as_object_mut() else { return };
    let standard: Map<String, Value> = [
        ("creation".to_owned(), moment(creation).into()),
        ("modified".to_owned(), moment(modified).into()),
        ("docstatus".to_owned(), 0.into()),
        ("idx".to_owned(), 0.into()),
    ]
    .into_iter()
    .collect();
    fields.extend(standard);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_frappe_does_and_read_back() {
        let at = Timestamp::from_millis(1_800_000_000_012);
        assert_eq!(moment(at), "2027-01-15 08:00:00.012000");
        assert_eq!(to_the_second(at), "2027-01-15 08:00:00 UTC");
        assert_eq!(parse_moment("2027-01-15 08:00:00.012000"), Some(at));
        assert_eq!(
            parse_moment(" 2027-01-15 08:00:00 "),
            Some(Timestamp::from_millis(1_800_000_000_000))
        );
        for text in ["", "2027-01-15", "2027-13-15 08:00:00", "yesterday"] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }
}
