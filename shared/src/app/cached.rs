//! A value that was read from the store, believed for a minute.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::clock::Timestamp;

/// How long it may be believed without asking again.
const FOR: Duration = Duration::from_mins(1);

/// The value, and when it was read.
pub(super) struct Cached<T>(Mutex<Option<(Timestamp, T)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Cached<T> {
    /// The value, if it may still be believed.
    pub(super) fn at(&self, now: Timestamp) -> Option<T> {
        self.read_within(FOR, now)
    }

    /// The value, if it was read so short a time ago. One from the future was read before a clock went back.
    pub(super) fn read_within(&self, age: Duration, now: Timestamp) -> Option<T> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, value) = known.as_ref()?;
        (*read_at <= now && now < *read_at + age).then(|| value.clone())
    }

    /// Keeps a value that was read at `now`, and gives it back.
    pub(super) fn keep(&self, now: Timestamp, value: T) -> T {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((now, value.clone()));
        value
    }
}
