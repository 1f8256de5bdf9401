//! Clients' secrets: hashed where that is enough, sealed where they must be readable.

use super::{App, AppError};
use crate::{
    keys::seal::Place,
    protocol::{
        client::{Client, StoredSecret},
        client_authentication::Unsealed,
    },
    secret::{Secret, SecretHash},
};

/// Letters and digits of a secret: 238 bits, and as many bytes as HS256 asks of a key. Frappe's have ten.
pub const CLIENT_SECRET_LENGTH: usize = 40;

impl App {
    /// Brings a client and its secrets in line: one that goes by a secret has one, another has none.
    /// Gives the secret too, if it was made now.
    ///
    /// # Errors
    ///
    /// When there is no data key.
    pub async fn with_client_secret(
        &self,
        client: Client,
    ) -> Result<(Client, Option<Secret>), AppError> {
        if !client.has_secret() {
            let (client_secret, next_client_secret) = (StoredSecret::None, StoredSecret::None);
            return Ok((Client { client_secret, next_client_secret, ..client }, None));
        }
        if client.client_secret != StoredSecret::None {
            return Ok((client, None));
        }
        let secret = self.random().alphanumeric(CLIENT_SECRET_LENGTH);
        let client_secret = self.keep_client_secret(&client, &secret).await?;
        Ok((Client { client_secret, ..client }, Some(secret)))
    }

    /// A client's secret for the store: readable if it signs `id_tokens`, else its hash.
    ///
    /// # Errors
    ///
    /// When there is no data key.
    pub async fn keep_client_secret(
        &self,
        client: &Client,
        secret: &Secret,
    ) -> Result<StoredSecret, AppError> {
        if client.signs_id_tokens() {
            self.seal_client_secret(&client.client_id, secret).await
        } else {
            Ok(StoredSecret::Hashed(SecretHash::of(secret.expose())))
        }
    }

    /// A client's secret for the store in readable form, as it comes from a Frappe site and may go
    /// back to one.
    ///
    /// # Errors
    ///
    /// When there is no data key.
    pub async fn seal_client_secret(
        &self,
        client_id: &str,
        secret: &Secret,
    ) -> Result<StoredSecret, AppError> {
        let sealed = self.data_key().await?.seal(secret, place(client_id), self.random());
        let sealed = sealed.map_err(AppError::internal)?;
        Ok(StoredSecret::Sealed(sealed))
    }

    /// A client's secrets, where the store has them in a readable form.
    ///
    /// # Errors
    ///
    /// When there is no data key, or it is another one than the secrets were sealed with.
    pub async fn open_client_secrets(&self, client: &Client) -> Result<Unsealed, AppError> {
        let current = self.open_client_secret(&client.client_id, &client.client_secret).await?;
        let next = self.open_client_secret(&client.client_id, &client.next_client_secret).await?;
        Ok(Unsealed { current, next })
    }

    async fn open_client_secret(
        &self,
        client_id: &str,
        stored: &StoredSecret,
    ) -> Result<Option<Secret>, AppError> {
        let StoredSecret::Sealed(sealed) = stored else { return Ok(None) };
        let secret = self.data_key().await?.open(sealed, place(client_id));
        secret.map(Some).map_err(AppError::internal)
    }
}

fn place(client_id: &str) -> Place<'_> {
    Place { table: "clients", key: client_id, field: "client_secret" }
}
