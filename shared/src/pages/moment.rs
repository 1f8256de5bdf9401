//! Moments as people read them. A page without scripts does not know its reader's time zone, so
//! they are told in UTC, and the machine-readable form stands beside.

use serde::{Serialize, Serializer};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::clock::Timestamp;

#[derive(Serialize)]
struct Moment {
    /// For machines.
    datetime: String,
    day: u8,
    /// By its number: a template knows what its language calls it.
    month: u8,
    year: i32,
    time: String,
}

/// Serializes a moment as the parts of its day, its time of day, and both for machines.
///
/// # Errors
///
/// The serializer's.
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    moment(*at).serialize(serializer)
}

fn moment(at: Timestamp) -> Option<Moment> {
    let at = OffsetDateTime::from_unix_timestamp(at.seconds()).ok()?;
    // In one piece: a line does not break before the zone.
    let time = format_description!("[hour]:[minute]\u{a0}UTC");
    Some(Moment {
        datetime: at.format(&Rfc3339).ok()?,
        day: at.day(),
        month: at.month().into(),
        year: at.year(),
        time: at.format(time).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_day_and_a_time() {
        let Moment { datetime, day, month, year, time } =
            moment(Timestamp::from_millis(1_800_000_000_000)).unwrap();
        assert_eq!((day, month, year, time.as_str()), (15, 1, 2027, "08:00\u{a0}UTC"));
        assert_eq!(datetime, "2027-01-15T08:00:00Z");
        assert!(moment(Timestamp::from_millis(i64::MAX)).is_none());
    }
}
