//! The keys of clients that sign for themselves: from their record, or from where it says.

use std::{sync::Arc, time::Duration};

use http::StatusCode;
use jsonwebtoken::jwk::Jwk;

use super::App;
use crate::{
    outbound::{Freshness, Wanted},
    protocol::{
        client::Client,
        client_assertion::{self, Accepted, AssertionError},
        client_keys,
    },
    secret::Secret,
};

/// What is read of a set.
const SET: Wanted = Wanted { longest: 64 * 1024, most_redirects: 3 };
/// How long one is believed.
const FRESHNESS: Freshness = Freshness {
    usual: Duration::from_mins(5),
    at_least: Duration::from_mins(1),
    at_most: Duration::from_hours(1),
};

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
        if let Some(text) = &client.jwks {
            let keys = client_keys::read(text);
            return check(&keys.map_err(|error| AssertionError::Keys(error.to_string()))?);
        }
        let none = || AssertionError::Keys("it has none".to_owned());
        let uri = client.jwks_uri.as_ref().ok_or_else(none)?;
        let Some((known, since)) = self.0.client_keys.known(uri, now) else {
            return check(&self.read_keys(uri).await?);
        };
        match check(&known.map_err(AssertionError::Keys)?) {
            Err(AssertionError::UnknownKey) if now >= since + FRESHNESS.at_least => {
                check(&self.read_keys(uri).await?)
            }
            outcome => outcome,
        }
    }

    async fn read_keys(&self, uri: &str) -> Result<Arc<Vec<Jwk>>, AssertionError> {
        let (cache, now) = (&self.0.client_keys, self.now());
        match self.fetch_keys(uri).await {
            Ok((keys, lifetime)) => {
                cache.keep(uri, Arc::clone(&keys), (now, lifetime));
                Ok(keys)
            }
            Err(why) => {
                cache.keep_failure(uri, why.clone(), now);
                Err(AssertionError::Keys(why))
            }
        }
    }

    async fn fetch_keys(&self, uri: &str) -> Result<(Arc<Vec<Jwk>>, Duration), String> {
        let fetched = self.outbound().get(uri, SET).await.map_err(|error| error.to_string())?;
        if fetched.status != StatusCode::OK {
            return Err(format!("it answered {}", fetched.status.as_u16()));
        }
        let text = std::str::from_utf8(&fetched.body).map_err(|error| error.to_string())?;
        let keys = client_keys::read(text).map_err(|error| error.to_string())?;
        Ok((Arc::new(keys), FRESHNESS.of(&fetched.headers)))
    }
}
