//! `affogato client rotate-secret`.

use shared::{
    protocol::client::{Client, StoredSecret},
    secret::SecretHash,
};

use super::{
    super::{Answer, CommandError, Common},
    Which,
    add::LENGTHS,
    json_with_secret,
};
use crate::place::IfMissing;

pub(super) async fn run(which: &Which, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let (app, id) = (place.app(), &which.client_id);
    let none = || CommandError::NoSuchClient(id.clone());
    let client = app.store().client(id).await?.ok_or_else(none)?;
    let secret = app.random().alphanumeric(LENGTHS.1);
    // In the form that it has: what signs must be readable, what is only compared must not.
    let stored = match client.client_secret {
        StoredSecret::None => return Err(CommandError::PublicClient(id.clone())),
        StoredSecret::Hashed(_) => StoredSecret::Hashed(SecretHash::of(secret.expose())),
        StoredSecret::Sealed(_) => app.seal_client_secret(id, &secret).await?,
    };
    let now = app.now();
    let decide = |client: Option<&Client>| {
        let existing = client.filter(|client| !client.is_public())?;
        let (client_secret, next_client_secret) = (stored.clone(), StoredSecret::None);
        let client = Client { client_secret, next_client_secret, ..existing.clone() };
        Some(client.saved_over(existing, now))
    };
    let changed = app.store().change_client(id, decide).await?;
    let client = changed.after.ok_or_else(none)?;
    Ok(Answer::new(json_with_secret(&client, Some(secret.expose())))
        .field("Client ID", id)
        .field("Client secret", secret.expose())
        .line("The secret is not shown again: keep it now. The old one has ended.")
        .line("Tokens that are out stay good; the app needs the new secret to get others."))
}
