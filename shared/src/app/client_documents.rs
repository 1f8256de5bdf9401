//! Clients that are known by a document of their own, read and kept as records.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use thiserror::Error;

use super::App;
use crate::{
    config::Reach,
    outbound::{Freshness, OutboundError, Wanted},
    protocol::{
        client::Client,
        client_document::{self, ClientDocumentError},
        oauth_settings::OAuthSettings,
        retention,
    },
    store::StoreError,
};

/// What is read of a document: the draft's section 6.6 advises 5 kB, and section 4 forbids to follow a
/// redirect, which would lead away from the address that is the client's name.
const DOCUMENT: Wanted = Wanted { longest: 5 * 1024, most_redirects: 0 };

/// How long one is believed.
const FRESHNESS: Freshness = Freshness {
    usual: Duration::from_mins(5),
    at_least: Duration::from_mins(1),
    at_most: Duration::from_hours(24),
};

/// Why there is no client at an address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("The app's document cannot be used: {0}.")]
pub struct NoDocument(String);

impl App {
    /// Whether a `client_id` is the address of a document that may be read.
    pub fn is_client_document(&self, client_id: &str, settings: &OAuthSettings) -> bool {
        let is_laptop = self.config().reach == Reach::ThisMachine;
        settings.allow_client_id_metadata_documents
            && client_document::is_document(client_id, is_laptop)
    }

    /// The client whose `client_id` is the address of a document: as it is known, or read anew once that is
    /// not believed any more. What it was is forgotten then: who takes his document away takes his app
    /// away. What its users were given before goes by the record, and does not wait for its server.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked; inside, why there is no client.
    pub async fn client_of_document(
        &self,
        client_id: &str,
        known: Option<Client>,
    ) -> Result<Result<Client, NoDocument>, StoreError> {
        let now = self.now();
        if let Some(known) = known {
            // Somebody has made a client of this name by hand.
            let until = known.document_until;
            if until.is_none_or(|until| now < until) {
                return Ok(Ok(known));
            }
        }
        if let Some((Err(why), _)) = self.0.client_documents.known(client_id, now) {
            return Ok(Err(NoDocument(why)));
        }
        let (read, lifetime) = match self.read_client_document(client_id).await {
            Ok(read) => read,
            Err(why) => {
                self.0.client_documents.keep_failure(client_id, why.clone(), now);
                return Ok(Err(NoDocument(why)));
            }
        };
        let read = Client { document_until: Some(now + lifetime), ..read };
        let decide = |there: Option<&Client>| {
            let kept = there.filter(|there| there.is_kept(now));
            Some(match kept {
                Some(there) if there.document_until.is_none() => there.clone(),
                Some(there) => {
                    let unused_until = there.unused_until;
                    Client { unused_until, ..read.clone() }.saved_over(there, now)
                }
                None => {
                    let unused_until = Some(now + retention::UNUSED);
                    Client { unused_until, ..read.clone() }.made(now)
                }
            })
        };
        let change = self.store().change_client(client_id, decide).await?;
        Ok(change.after.ok_or_else(|| NoDocument("it was taken away".to_owned())))
    }

    async fn read_client_document(&self, client_id: &str) -> Result<(Client, Duration), String> {
        let said = |error: OutboundError| error.to_string();
        let fetched = self.outbound().get(client_id, DOCUMENT).await.map_err(said)?;
        if fetched.status != StatusCode::OK {
            return Err(format!("its address answered {}", fetched.status.as_u16()));
        }
        if !is_json(&fetched.headers) {
            return Err("it is not sent as application/json".to_owned());
        }
        let said = |error: ClientDocumentError| error.to_string();
        let client = client_document::read(client_id, &fetched.body).map_err(said)?;
        Ok((client, FRESHNESS.of(&fetched.headers)))
    }
}

/// Whether an answer is `application/json` or a kind of it.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}
