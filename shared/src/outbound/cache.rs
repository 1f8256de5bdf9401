//! What was read lately, believed as long as it says
//! ([RFC 9111 section 4.2.1](https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1)), within bounds.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use http::{
    HeaderMap, HeaderName,
    header::{AGE, CACHE_CONTROL, DATE, EXPIRES},
};

use crate::clock::Timestamp;

/// How many are remembered.
const MOST: usize = 100;
/// How long it is remembered that something could not be read: a stranger could have us ask as often as
/// he likes. Not long, for whose server was down a moment ago should not wait.
const FAILED_FOR: Duration = Duration::from_secs(10);

/// How long an answer is believed that does not say, and the bounds of what one may say.
#[derive(Clone, Copy, Debug)]
pub struct Freshness {
    /// Where nothing is said.
    pub usual: Duration,
    /// At least.
    pub at_least: Duration,
    /// At most.
    pub at_most: Duration,
}

impl Freshness {
    /// How long an answer may be believed.
    pub fn of(self, headers: &HeaderMap) -> Duration {
        let told = of_cache_control(headers).or_else(|| of_expires(headers));
        let age = number(headers, &AGE).unwrap_or_default();
        let left = told.map_or(self.usual, |told| told.saturating_sub(Duration::from_secs(age)));
        left.clamp(self.at_least, self.at_most)
    }
}

fn of_cache_control(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let words: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    let is = |name: &str| words.iter().any(|word| word.eq_ignore_ascii_case(name));
    if is("no-store") || is("no-cache") {
        return Some(Duration::ZERO);
    }
    words.iter().find_map(|word| {
        let (_, seconds) =
            word.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("max-age"))?;
        seconds.trim_matches('"').parse().ok().map(Duration::from_secs)
    })
}

fn of_expires(headers: &HeaderMap) -> Option<Duration> {
    let moment = |name| httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok();
    let expires = headers.get(EXPIRES)?.to_str().ok()?;
    // One that is no date, such as 0, is in the past.
    let Ok(expires) = httpdate::parse_http_date(expires) else { return Some(Duration::ZERO) };
    Some(expires.duration_since(moment(DATE)?).unwrap_or_default())
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// What was read of each address, or why it could not be.
#[derive(Debug)]
pub struct Cache<T>(Mutex<BTreeMap<String, Kept<T>>>);

#[derive(Clone, Debug)]
struct Kept<T> {
    read: Result<T, String>,
    at: Timestamp,
    until: Timestamp,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<T: Clone> Cache<T> {
    /// What is known of an address, and when it was last asked; nothing where it has to be asked.
    pub fn known(&self, url: &str, now: Timestamp) -> Option<(Result<T, String>, Timestamp)> {
        self.kept(url, now).map(|kept| (kept.read, kept.at))
    }

    fn kept(&self, url: &str, now: Timestamp) -> Option<Kept<T>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = BTreeMap::get(&all, url).cloned()?;
        // One from the future was read before a clock went back.
        (kept.at <= now && now < kept.until).then_some(kept)
    }

    /// Keeps what was read at `now` for a while. The oldest makes room.
    pub fn keep(&self, url: &str, read: T, (now, lifetime): (Timestamp, Duration)) {
        self.insert(url, Kept { read: Ok(read), at: now, until: now + lifetime });
    }

    /// Keeps why an address could not be read at `now`. What was read before is believed as long as it said
    /// all the same: a server that is down for a moment takes nothing back.
    pub fn keep_failure(&self, url: &str, why: String, now: Timestamp) {
        let failed = Kept { read: Err(why), at: now, until: now + FAILED_FOR };
        let kept = self.kept(url, now).filter(|kept| kept.read.is_ok());
        self.insert(url, kept.map_or(failed, |kept| Kept { at: now, ..kept }));
    }

    fn insert(&self, url: &str, kept: Kept<T>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(url) {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.at).map(|(url, _)| url.clone());
            oldest.and_then(|url| all.remove(&url));
        }
        all.insert(url.to_owned(), kept);
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const FRESHNESS: Freshness = Freshness {
        usual: Duration::from_mins(5),
        at_least: Duration::from_mins(1),
        at_most: Duration::from_hours(1),
    };

    fn minutes(said: &[(HeaderName, &str)]) -> u64 {
        let headers =
            said.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        FRESHNESS.of(&headers.collect()).as_secs() / 60
    }

    #[test]
    fn an_answer_is_believed_as_long_as_it_says_within_bounds() {
        for (said, expected) in [
            ("", 5),
            ("public, max-age=600", 10),
            ("max-age=\"120\"", 2),
            ("max-age=0", 1),
            ("max-age=999999999", 60),
            ("max-age=soon", 5),
            ("max-age=600, no-store", 1),
            ("No-Cache", 1),
        ] {
            assert_eq!(minutes(&[(CACHE_CONTROL, said)]), expected, "{said}");
        }
        assert_eq!(minutes(&[(CACHE_CONTROL, "max-age=1200"), (AGE, "600")]), 10);
        let date = (DATE, "Sun, 06 Nov 1994 08:49:37 GMT");
        let expires = (EXPIRES, "Sun, 06 Nov 1994 09:09:37 GMT");
        assert_eq!(minutes(&[date.clone(), expires.clone()]), 20);
        assert_eq!(minutes(&[date.clone(), expires, (CACHE_CONTROL, "max-age=600")]), 10);
        assert_eq!(minutes(&[date, (EXPIRES, "0")]), 1);
    }

    #[test]
    fn no_more_are_remembered_than_a_hundred_and_a_failure_not_for_long() {
        let cache = Cache::default();
        let hour = Duration::from_hours(1);
        for n in 0..150 {
            cache.keep(&n.to_string(), n, (Timestamp::from_millis(n), hour));
        }
        let now = Timestamp::from_millis(150);
        assert_eq!(cache.0.lock().unwrap().len(), MOST);
        assert!(cache.known("0", now).is_none());
        assert_eq!(cache.known("149", now), Some((Ok(149), Timestamp::from_millis(149))));
        assert!(cache.known("149", now + hour).is_none());
        cache.keep_failure("new", "down".to_owned(), now);
        assert_eq!(cache.known("new", now), Some((Err("down".to_owned()), now)));
        assert!(cache.known("new", now + FAILED_FOR).is_none());
    }

    #[test]
    fn a_failure_takes_nothing_back_that_is_still_believed() {
        let (cache, hour) = (Cache::default(), Duration::from_hours(1));
        let (read_at, failed_at) = (Timestamp::from_millis(0), Timestamp::from_millis(60_000));
        cache.keep("a", 1, (read_at, hour));
        cache.keep_failure("a", "down".to_owned(), failed_at);
        assert_eq!(cache.known("a", failed_at), Some((Ok(1), failed_at)));
        assert!(cache.known("a", read_at + hour).is_none());
    }
}
