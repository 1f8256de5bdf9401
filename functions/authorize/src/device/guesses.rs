//! How many codes are heard: a person who guesses them finds some stranger's device, to which he gives an
//! account of his own choice ([RFC 8628 section 5.1](https://www.rfc-editor.org/rfc/rfc8628#section-5.1)).

use shared::{
    App,
    clock::Timestamp,
    protocol::{throttle::Counter, user::User},
    web::{ClientAddress, Failure},
};

/// The counters of one code.
pub(super) struct Guesses {
    own: Counter,
    shared: Option<Counter>,
}

impl Guesses {
    pub(super) fn of(user: &User, address: Option<ClientAddress>, now: Timestamp) -> Self {
        Self {
            own: Counter::of_device_codes(&user.sub, now),
            shared: address.map(|address| Counter::of_device_codes_from(address.0, now)),
        }
    }

    /// Counts the code before it is looked at, so that of a thousand at once no more are heard than of a
    /// thousand in a row. Gives the moment until which no more are heard, if it is one too many.
    pub(super) async fn spend(&self, app: &App) -> Result<Option<Timestamp>, Failure> {
        let count = async |counter: &Counter| -> Result<Option<Timestamp>, Failure> {
            let count = app.store().count_attempt(counter).await?;
            Ok(counter.is_exceeded_by(count).then_some(counter.ends_at))
        };
        let shared = async {
            match &self.shared {
                Some(counter) => count(counter).await,
                None => Ok(None),
            }
        };
        let (own, shared) = tokio::try_join!(count(&self.own), shared)?;
        Ok(own.max(shared))
    }

    /// It was the code of a device that waits.
    pub(super) async fn refund(&self, app: &App) -> Result<(), Failure> {
        let shared = async {
            match &self.shared {
                Some(counter) => app.store().forgive_attempt(counter).await,
                None => Ok(()),
            }
        };
        tokio::try_join!(app.store().forgive_attempt(&self.own), shared)?;
        Ok(())
    }
}
