//! What the stand-ins for AWS saw: when they kept a function waiting, and how many requests came.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A record that the connections write and the benchmark reads. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<Record>>);

#[derive(Debug, Default)]
struct Record {
    next: u64,
    waits: BTreeMap<u64, (Instant, Instant)>,
    requests: Requests,
}

/// How many requests came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    pub(crate) dynamodb: u32,
    pub(crate) kms: u32,
}

impl Meter {
    /// Something has arrived: from now on a function waits. Gives the wait's number.
    pub(crate) fn arrived(&self) -> u64 {
        let (mut record, now) = (self.record(), Instant::now());
        let number = record.next;
        record.next += 1;
        record.waits.insert(number, (now, now));
        number
    }

    /// A part of the answer has gone out. The last part ends the wait.
    pub(crate) fn answered(&self, number: u64) {
        let (mut record, now) = (self.record(), Instant::now());
        if let Some((_, end)) = record.waits.get_mut(&number) {
            *end = now;
        }
    }

    /// Counts a request.
    pub(crate) fn count(&self, count: impl FnOnce(&mut Requests)) {
        count(&mut self.record().requests);
    }

    /// Begins anew.
    pub(crate) fn reset(&self) {
        let mut record = self.record();
        record.waits.clear();
        record.requests = Requests::default();
    }

    /// What came since the last reset.
    pub(crate) fn requests(&self) -> Requests {
        self.record().requests
    }

    /// How much of a span of time at least one answer was being waited for.
    pub(crate) fn waited(&self, from: Instant, to: Instant) -> Duration {
        union(self.record().waits.values().copied(), from, to)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The length of what the waits cover of a span. They come in the order of their beginnings.
fn union(waits: impl Iterator<Item = (Instant, Instant)>, from: Instant, to: Instant) -> Duration {
    let (mut covered, mut until) = (Duration::ZERO, from);
    for (start, end) in waits {
        let (start, end) = (start.max(until), end.min(to));
        if start < end {
            covered += end - start;
            until = end;
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_at_the_same_time_count_once_and_only_within_the_span() {
        let zero = Instant::now();
        let at = |ms| zero + Duration::from_millis(ms);
        let waits = |list: &[(u64, u64)]| {
            let waits: Vec<_> = list.iter().map(|(start, end)| (at(*start), at(*end))).collect();
            union(waits.into_iter(), at(10), at(20)).as_millis()
        };
        assert_eq!(waits(&[]), 0);
        assert_eq!(waits(&[(0, 9), (21, 30)]), 0);
        assert_eq!(waits(&[(5, 12), (18, 25)]), 4);
        assert_eq!(waits(&[(11, 15), (12, 13), (14, 17), (17, 18)]), 7);
    }
}
