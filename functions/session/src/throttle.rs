//! Which counters an attempt is counted on, and what becomes of them.

use std::net::IpAddr;

use http::HeaderMap;
use shared::{
    App,
    clock::Timestamp,
    protocol::throttle::Counter,
    web::{
        Failure,
        cookies::{self, KNOWN_BROWSER},
    },
};

/// The counters of one attempt.
pub(crate) struct Budget {
    /// Cleared by the right password.
    own: Counter,
    /// Given one back by the right password: others share it.
    shared: Option<Counter>,
}

impl Budget {
    /// From a browser that its user has used before only that browser's attempts count: nobody
    /// else can use them up, wherever he sits.
    pub(crate) fn of(user: &str, address: IpAddr, browser: Option<&str>, now: Timestamp) -> Self {
        match browser {
            Some(browser) => Self { own: Counter::of_browser(browser, now), shared: None },
            None => Self {
                own: Counter::of_user(user, now),
                shared: Some(Counter::of_address(address, now)),
            },
        }
    }

    /// Counts the attempt; gives the moment until which no more are heard, if it is one too many.
    pub(crate) async fn spend(&self, app: &App) -> Result<Option<Timestamp>, Failure> {
        let shared = async {
            match &self.shared {
                Some(counter) => app.store().count_attempt(counter).await.map(Some),
                None => Ok(None),
            }
        };
        let (own, shared) = tokio::try_join!(app.store().count_attempt(&self.own), shared)?;
        let mut locked = self.own.is_exceeded_by(own).then_some(self.own.ends_at);
        if let (Some(counter), Some(count)) = (&self.shared, shared) {
            let until = counter.is_exceeded_by(count).then_some(counter.ends_at);
            locked = locked.max(until);
        }
        Ok(locked)
    }

    /// It was the right password.
    pub(crate) async fn refund(&self, app: &App) -> Result<(), Failure> {
        let shared = async {
            match &self.shared {
                Some(counter) => app.store().forgive_attempt(counter).await,
                None => Ok(()),
            }
        };
        tokio::try_join!(app.store().clear_attempts(&self.own), shared)?;
        Ok(())
    }
}

/// The secret of the browser, if this user has logged in with it before.
pub(crate) async fn know_browser(
    app: &App,
    headers: &HeaderMap,
    user: &str,
) -> Result<Option<String>, Failure> {
    let Some(id) = cookies::get(headers, KNOWN_BROWSER).filter(|id| id.len() == 32) else {
        return Ok(None);
    };
    let is_known = app.store().knows_browser(id, user, app.now()).await?;
    Ok(is_known.then(|| id.to_owned()))
}
