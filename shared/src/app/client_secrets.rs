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

impl App {
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
