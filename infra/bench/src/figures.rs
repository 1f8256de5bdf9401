//! Medians and quartiles of what was measured.

use std::time::Duration;

use crate::{meter::Requests, process::Span};

/// A process from its start on.
#[derive(Clone, Debug)]
pub(crate) struct Cold {
    /// Until it asked for its first event.
    pub(crate) init: Span,
    /// Its first answer.
    pub(crate) first: Span,
    /// Its further answers.
    pub(crate) warm: Vec<Span>,
    /// The most memory that it had, in KiB.
    pub(crate) peak_kib: u32,
}

/// Some rounds of the same case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series(Vec<Cold>);

impl Series {
    /// One round more.
    pub(crate) fn add(&mut self, cold: Cold) {
        self.0.push(cold);
    }

    /// Something about the initialisation, in milliseconds.
    pub(crate) fn init(&self, of: impl Fn(&Span) -> Duration) -> Spread {
        Spread::of(self.0.iter().map(|cold| of(&cold.init)))
    }

    /// The same about the first answer.
    pub(crate) fn first(&self, of: impl Fn(&Span) -> Duration) -> Spread {
        Spread::of(self.0.iter().map(|cold| of(&cold.first)))
    }

    /// The same about both together.
    pub(crate) fn start(&self, of: impl Fn(&Span) -> Duration) -> Spread {
        Spread::of(self.0.iter().map(|cold| of(&cold.init) + of(&cold.first)))
    }

    /// The same about the further answers.
    pub(crate) fn warm(&self, of: impl Fn(&Span) -> Duration) -> Spread {
        Spread::of(self.0.iter().flat_map(|cold| &cold.warm).map(of))
    }

    /// The requests of the initialisation, of the first answer and of a further one. They are the
    /// same in all rounds but the very first, which finds no data key: the last round's.
    pub(crate) fn requests(&self) -> [Requests; 3] {
        let Some(last) = self.0.last() else { return <[Requests; 3]>::default() };
        let warm = last.warm.last().map(|span| span.requests).unwrap_or_default();
        [last.init.requests, last.first.requests, warm]
    }

    /// The most memory in any round, in MiB.
    pub(crate) fn peak_mib(&self) -> f64 {
        let peak = self.0.iter().map(|cold| cold.peak_kib).max().unwrap_or_default();
        f64::from(peak) / 1024.0
    }
}

/// How figures spread, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) lower: f64,
    pub(crate) median: f64,
    pub(crate) upper: f64,
    pub(crate) max: f64,
}

impl Spread {
    fn of(durations: impl Iterator<Item = Duration>) -> Self {
        let mut ms: Vec<f64> = durations.map(|time| time.as_secs_f64() * 1000.0).collect();
        ms.sort_by(f64::total_cmp);
        // The value below which so many quarters of them lie.
        let at = |quarters: usize| {
            let last = ms.len().saturating_sub(1);
            ms.get((last * quarters + 2) / 4).copied().unwrap_or_default()
        };
        Self { min: at(0), lower: at(1), median: at(2), upper: at(3), max: at(4) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_does_not_ask_for_an_order() {
        let spread = |list: &[u64]| Spread::of(list.iter().map(|ms| Duration::from_millis(*ms)));
        let whole = Spread { min: 1.0, lower: 2.0, median: 3.0, upper: 4.0, max: 50.0 };
        assert_eq!(spread(&[4, 1, 50, 3, 2]), whole);
        assert_eq!(spread(&[7]).median, 7.0);
        assert_eq!(spread(&[]).max, 0.0);
    }
}
