//! The keys of clients that sign for themselves: from their record, or from where it says.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header::CACHE_CONTROL};
use jsonwebtoken::jwk::Jwk;

use super::App;
use crate::{
    clock::Timestamp,
    protocol::{
        client::Client,
        client_assertion::{self, Accepted, AssertionError},
        client_keys,
    },
    secret::Secret,
};

/// How many sets are remembered.
const MOST_SETS: usize = 100;
/// How long a set may be, in bytes.
const LONGEST_SET: usize = 64 * 1024;
/// How long a set is believed that says nothing of it, and the bounds of what one may say.
const FOR: Duration = Duration::from_mins(5);
const AT_LEAST: Duration = Duration::from_mins(1);
const AT_MOST: Duration = Duration::from_hours(1);

/// Sets that were read lately, by their addresses.
#[derive(Default)]
pub(super) struct Remembered(Mutex<BTreeMap<String, Read>>);

#[derive(Clone)]
struct Read {
    keys: Arc<Vec<Jwk>>,
    at: Timestamp,
    until: Timestamp,
}

impl App {
    /// Checks an assertion against the keys of the client that it names.
    ///
    /// A set that is remembered is asked for anew if it has no such key: the client may have changed
    /// over since. But not more than once a minute, or a stranger could have us ask as often as he
    /// likes.
    ///
    /// # Errors
    ///
    /// See [`AssertionError`]. Keys that cannot be read prove nobody either; the client is told so, and
    /// keeps its tokens on `invalid_client`.
    pub async fn check_assertion(
        &self,
        assertion: &Secret,
        client: &Client,
        audiences: &[String],
    ) -> Result<Accepted, AssertionError> {
        let now = self.now();
        let check = |keys: &[Jwk]| {
            client_assertion::check(assertion.expose(), &client.client_id, audiences, keys, now)
        };
        let unreadable = |cause: &dyn std::fmt::Display| AssertionError::Keys(cause.to_string());
        if let Some(text) = &client.jwks {
            return check(&client_keys::read(text).map_err(|error| unreadable(&error))?);
        }
        let Some(uri) = &client.jwks_uri else { return Err(unreadable(&"it has none")) };
        let known = self.0.client_keys.get(uri);
        let known = known.filter(|read| read.at <= now && now < read.until);
        let Some(known) = known else { return check(&self.read_keys(uri).await?) };
        match check(&known.keys) {
            Err(AssertionError::UnknownKey) if now >= known.at + AT_LEAST => {
                check(&self.read_keys(uri).await?)
            }
            outcome => outcome,
        }
    }

    async fn read_keys(&self, uri: &str) -> Result<Arc<Vec<Jwk>>, AssertionError> {
        let failed = |cause: &dyn std::fmt::Display| AssertionError::Keys(cause.to_string());
        let fetched =
            self.outbound().get(uri, LONGEST_SET).await.map_err(|error| failed(&error))?;
        if fetched.status != StatusCode::OK {
            return Err(failed(&format!("it answered {}", fetched.status.as_u16())));
        }
        let text = std::str::from_utf8(&fetched.body).map_err(|error| failed(&error))?;
        let keys = Arc::new(client_keys::read(text).map_err(|error| failed(&error))?);
        let at = self.now();
        let until = at + lifetime(&fetched.headers);
        self.0.client_keys.keep(uri, Read { keys: Arc::clone(&keys), at, until });
        Ok(keys)
    }
}

impl Remembered {
    fn get(&self, uri: &str) -> Option<Read> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(uri).cloned()
    }

    /// Keeps a set; the oldest makes room.
    fn keep(&self, uri: &str, read: Read) {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sets.len() >= MOST_SETS && !sets.contains_key(uri) {
            let oldest = sets.iter().min_by_key(|(_, read)| read.at).map(|(uri, _)| uri.clone());
            oldest.and_then(|uri| sets.remove(&uri));
        }
        sets.insert(uri.to_owned(), read);
    }
}

/// How long an answer may be believed ([RFC 9111 section 5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)),
/// within our bounds.
fn lifetime(headers: &HeaderMap) -> Duration {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let mut words = values.flat_map(|value| value.split(',')).map(str::trim);
    let told = words.find_map(|word| match word.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("max-age") => {
            value.trim_matches('"').parse().ok().map(Duration::from_secs)
        }
        None if word.eq_ignore_ascii_case("no-store") || word.eq_ignore_ascii_case("no-cache") => {
            Some(Duration::ZERO)
        }
        Some(_) | None => None,
    });
    told.unwrap_or(FOR).clamp(AT_LEAST, AT_MOST)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_set_is_believed_as_long_as_it_says_within_bounds() {
        for (said, minutes) in [
            ("", 5),
            ("public, max-age=600", 10),
            ("max-age=\"120\"", 2),
            ("max-age=0", 1),
            ("max-age=999999999", 60),
            ("max-age=soon", 5),
            ("no-store", 1),
            ("No-Cache", 1),
        ] {
            let headers =
                HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_str(said).unwrap())]);
            assert_eq!(lifetime(&headers), Duration::from_mins(minutes), "{said}");
        }
    }

    #[test]
    fn no_more_sets_are_remembered_than_a_hundred() {
        let remembered = Remembered::default();
        for n in 0..150 {
            let at = Timestamp::from_millis(n);
            remembered.keep(&n.to_string(), Read { keys: Arc::default(), at, until: at });
        }
        assert_eq!(remembered.0.lock().unwrap().len(), MOST_SETS);
        assert!(remembered.get("0").is_none() && remembered.get("149").is_some());
    }
}
