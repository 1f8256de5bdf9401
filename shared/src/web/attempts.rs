//! What is said to who has tried too often: for people, and in a header.

use http::{HeaderName, HeaderValue, header::RETRY_AFTER};

use crate::{app::App, clock::Timestamp, pages::Language};

/// `Retry-After`, in seconds.
pub fn retry_after(app: &App, until: Timestamp) -> [(HeaderName, HeaderValue); 1] {
    [(RETRY_AFTER, HeaderValue::from(seconds_until(app, until)))]
}

/// How many seconds are left, at least one.
pub fn seconds_until(app: &App, until: Timestamp) -> u64 {
    app.now().until(until).as_secs().max(1)
}

/// Why nobody listens, for people.
pub fn too_many_attempts(app: &App, language: Language, until: Timestamp) -> String {
    let minutes = seconds_until(app, until).div_ceil(60);
    if minutes == 1 {
        return language.say("attempts.minute");
    }
    language.say_with("attempts.minutes", &[("minutes", &minutes.to_string())])
}
