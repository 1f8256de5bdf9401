//! Documents as the API shows them: Frappe's fields, and no secret in any of them.

use serde_json::{Value, json};
use shared::{
    clock::Timestamp,
    doctype::{bearer_token, oauth_client, oauth_settings, settings, standard, user},
    protocol::{client::Client, client_authentication::Unsealed, grant::Grant, user::User},
    store::settings::{ProviderSettings, SocialLoginKey},
};

/// A client without its secrets, and without what an export keeps of them.
pub(crate) fn client(client: &Client) -> Value {
    let document = without_hashes(oauth_client::write(client, &Unsealed::default()));
    with_standard(document, client.creation, client.modified)
}

/// A user with the name of his API key, which proves nothing.
pub(crate) fn user(user: &User) -> Value {
    let mut document = user::write(user);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("full_name".to_owned(), user.full_name().into());
        if let Some(api_key) = &user.api_key {
            fields.insert("api_key".to_owned(), api_key.as_str().into());
        }
    }
    with_standard(document, user.creation, user.modified)
}

/// The older settings.
pub(crate) fn provider_settings(settings: &ProviderSettings) -> Value {
    let document = settings::write_provider_settings(settings.oauth.skip_authorization);
    with_standard(document, settings.modified, settings.modified)
}

/// The newer ones, which are the same stored setting, without what an export keeps of a token.
pub(crate) fn oauth_settings(settings: &ProviderSettings) -> Value {
    let document = without_hashes(oauth_settings::write(&settings.oauth));
    with_standard(document, settings.modified, settings.modified)
}

/// The Social Login Key `frappe`.
pub(crate) fn social_login_key(key: &SocialLoginKey) -> Value {
    let document = settings::write_social_login_key(key.base_url.as_deref());
    with_standard(document, key.modified, key.modified)
}

/// A grant, which Frappe knows as a token.
pub(crate) fn bearer_token(grant: &Grant, now: Timestamp) -> Value {
    with_owner(bearer_token::write(grant, now))
}

fn without_hashes(mut document: Value) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|field, _| !field.ends_with("_hash"));
    }
    document
}

fn with_standard(mut document: Value, creation: Timestamp, modified: Timestamp) -> Value {
    standard::put(&mut document, creation, modified);
    with_owner(document)
}

/// Nobody owns a document here; Frappe's clients read the field all the same.
fn with_owner(mut document: Value) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.insert("owner".to_owned(), json!(""));
    }
    document
}

#[cfg(test)]
mod tests {
    use shared::{protocol::client::StoredSecret, secret::SecretHash};

    use super::*;
    use crate::resource::doctype::Doctype;

    #[test]
    fn whatever_is_no_child_table_is_a_column() {
        let documents = [
            (Doctype::OAuthClient, client(&Client::default())),
            (Doctype::User, user(&User { name: "a@x".to_owned(), ..User::default() })),
            (Doctype::ProviderSettings, provider_settings(&ProviderSettings::default())),
            (Doctype::OAuthSettings, oauth_settings(&ProviderSettings::default())),
            (Doctype::SocialLoginKey, social_login_key(&SocialLoginKey::default())),
        ];
        for (doctype, document) in documents {
            for (field, value) in document.as_object().unwrap() {
                let is_column = doctype.columns().any(|column| column == field);
                assert!(is_column || value.is_array() || field == "doctype", "{field}");
            }
        }
    }

    #[test]
    fn the_hash_of_a_secret_is_not_shown() {
        let secret = StoredSecret::Hashed(SecretHash::of("secret"));
        let shown = client(&Client { client_secret: secret, ..Client::default() });
        assert!(!shown.to_string().contains("secret_hash"), "{shown}");
        let mut settings = ProviderSettings::default();
        settings.oauth.initial_access_token_hash = Some(SecretHash::of("affi"));
        let shown = oauth_settings(&settings);
        assert!(!shown.to_string().contains("token_hash"), "{shown}");
    }
}
