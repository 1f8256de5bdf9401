//! Settings, each document an item of its own, and the wrapped data key.

use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    change::{Change, Document},
    item,
    kinds::{CUT_OFF, DATA_KEY, PROVIDER_SETTINGS, SIGNING_KEYS, SOCIAL_LOGIN_KEY},
};
use crate::{
    clock::Timestamp,
    protocol::{oauth_settings::OAuthSettings, signing_key::KeySet},
};

/// The Social Login Key `frappe`: its Base URL is the issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SocialLoginKey {
    /// An origin such as `https://id.example.com`.
    pub base_url: Option<String>,
    /// When it was last changed; no two versions have the same.
    pub modified: Timestamp,
}

/// The OAuth Settings. Their item has the name of the older document, which is a part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderSettings {
    /// What they say.
    #[serde(flatten)]
    pub oauth: OAuthSettings,
    /// When it was last changed; no two versions have the same.
    pub modified: Timestamp,
}

impl Document for SocialLoginKey {}
impl Document for ProviderSettings {}
impl Document for KeySet {}

impl SocialLoginKey {
    /// The next version.
    #[must_use]
    pub fn changed(&self, base_url: Option<String>, now: Timestamp) -> Self {
        Self { base_url, modified: self.modified.next_version(now) }
    }
}

impl ProviderSettings {
    /// The next version.
    #[must_use]
    pub fn changed(&self, oauth: OAuthSettings, now: Timestamp) -> Self {
        Self { oauth, modified: self.modified.next_version(now) }
    }
}

impl Store {
    /// Reads the OAuth Settings.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn provider_settings(&self) -> Result<Option<ProviderSettings>, StoreError> {
        self.get(&PROVIDER_SETTINGS.only()).await
    }

    /// Changes the OAuth Settings, as [`Store::change_user`] does a user.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_provider_settings(
        &self,
        decide: impl Fn(Option<&ProviderSettings>) -> Option<ProviderSettings>,
    ) -> Result<Change<ProviderSettings>, StoreError> {
        self.change(&PROVIDER_SETTINGS.only(), decide).await
    }

    /// Reads the Social Login Key `frappe`.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn social_login_key(&self) -> Result<Option<SocialLoginKey>, StoreError> {
        self.get(&SOCIAL_LOGIN_KEY.only()).await
    }

    /// Changes the Social Login Key `frappe`, as [`Store::change_user`] does a user.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_social_login_key(
        &self,
        decide: impl Fn(Option<&SocialLoginKey>) -> Option<SocialLoginKey>,
    ) -> Result<Change<SocialLoginKey>, StoreError> {
        self.change(&SOCIAL_LOGIN_KEY.only(), decide).await
    }

    /// Reads the moment at which everybody was cut off: what was made before it is dead.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn cut_off(&self) -> Result<Option<Timestamp>, StoreError> {
        self.get(&CUT_OFF.only()).await
    }

    /// Cuts everybody off: every grant, code and session made until `at` is dead at its next use.
    /// For a table that was restored to an earlier day, a failover, a leak of unknown size.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn cut_everybody_off(&self, at: Timestamp) -> Result<(), StoreError> {
        self.put(&CUT_OFF.only(), &at, None).await
    }

    /// Reads the keys that sign ID Tokens.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn signing_keys(&self) -> Result<Option<KeySet>, StoreError> {
        self.get(&SIGNING_KEYS.only()).await
    }

    /// Changes the keys that sign ID Tokens, as [`Store::change_user`] does a user: of two rotations
    /// at once the second decides on what the first has written.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_signing_keys(
        &self,
        decide: impl Fn(Option<&KeySet>) -> Option<KeySet>,
    ) -> Result<Change<KeySet>, StoreError> {
        self.change(&SIGNING_KEYS.only(), decide).await
    }

    /// Reads the data key as KMS wrapped it, in base64.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn wrapped_data_key(&self) -> Result<Option<String>, StoreError> {
        self.get(&DATA_KEY.only()).await
    }

    /// Keeps a new wrapped data key, unless there is one: then gives that. Two functions that
    /// start at once must not seal under two keys.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn keep_wrapped_data_key(&self, wrapped: &str) -> Result<String, StoreError> {
        let key = DATA_KEY.only();
        let kept = self
            .client
            .put_item()
            .table_name(self.name(key.table))
            .set_item(Some(item::make(&key, &wrapped, None)?))
            .condition_expression("attribute_not_exists(#name)")
            .expression_attribute_names("#name", key.table.key)
            .send()
            .await;
        let Err(error) = kept else { return Ok(wrapped.to_owned()) };
        match error.as_service_error() {
            Some(service) if service.is_conditional_check_failed_exception() => {
                let theirs = self.wrapped_data_key().await?;
                theirs.ok_or_else(|| StoreError::Corrupt("the data key vanished".to_owned()))
            }
            _ => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::protocol::consent::SkipAuthorization;

    #[test]
    fn an_item_of_before_there_were_other_settings_keeps_its_one() {
        let (key, modified) = (PROVIDER_SETTINGS.only(), Timestamp::from_millis(1_800_000_000_000));
        let old = json!({"skip_authorization": "Auto", "modified": modified});
        let oauth =
            OAuthSettings { skip_authorization: SkipAuthorization::Auto, ..Default::default() };
        let expected = ProviderSettings { oauth, modified };
        let read = item::read::<ProviderSettings>(item::make(&key, &old, None).unwrap());
        assert_eq!(read.unwrap(), expected);
        let read = item::read::<ProviderSettings>(item::make(&key, &expected, None).unwrap());
        assert_eq!(read.unwrap(), expected);
    }
}
