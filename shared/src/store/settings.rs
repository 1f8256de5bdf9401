//! Settings, each document an item of its own, and the wrapped data key.

use serde::{Deserialize, Serialize};

use super::{Store, StoreError, item, tables::SETTINGS};
use crate::{clock::Timestamp, protocol::consent::SkipAuthorization};

/// The name of the Social Login Key that says who we are.
const SOCIAL_LOGIN_KEY: &str = "Social Login Key frappe";
/// The name of the OAuth Provider Settings.
const PROVIDER_SETTINGS: &str = "OAuth Provider Settings";
/// The name of the moment at which everybody was cut off.
const CUT_OFF: &str = "cut_off";
/// The name of the wrapped data key.
const DATA_KEY: &str = "data_key";

/// The Social Login Key `frappe`: its Base URL is the issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialLoginKey {
    /// An origin such as `https://id.example.com`.
    pub base_url: Option<String>,
}

/// The OAuth Provider Settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderSettings {
    /// Whether people are asked again.
    pub skip_authorization: SkipAuthorization,
}

impl Store {
    /// Reads the OAuth Provider Settings.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn provider_settings(&self) -> Result<Option<ProviderSettings>, StoreError> {
        self.get(SETTINGS, PROVIDER_SETTINGS).await
    }

    /// Keeps the OAuth Provider Settings.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_provider_settings(
        &self,
        settings: &ProviderSettings,
    ) -> Result<(), StoreError> {
        self.put(SETTINGS, item::make(SETTINGS, PROVIDER_SETTINGS, settings, None)?).await
    }

    /// Reads the Social Login Key `frappe`.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn social_login_key(&self) -> Result<Option<SocialLoginKey>, StoreError> {
        self.get(SETTINGS, SOCIAL_LOGIN_KEY).await
    }

    /// Keeps the Social Login Key `frappe`.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_social_login_key(&self, key: &SocialLoginKey) -> Result<(), StoreError> {
        self.put(SETTINGS, item::make(SETTINGS, SOCIAL_LOGIN_KEY, key, None)?).await
    }

    /// Reads the moment at which everybody was cut off: what was made before it is dead.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn cut_off(&self) -> Result<Option<Timestamp>, StoreError> {
        self.get(SETTINGS, CUT_OFF).await
    }

    /// Cuts everybody off: every grant, code and session made until `at` is dead at its next use.
    /// For a table that was restored to an earlier day, a failover, a leak of unknown size.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn cut_everybody_off(&self, at: Timestamp) -> Result<(), StoreError> {
        self.put(SETTINGS, item::make(SETTINGS, CUT_OFF, &at, None)?).await
    }

    /// Reads the data key as KMS wrapped it, in base64.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn wrapped_data_key(&self) -> Result<Option<String>, StoreError> {
        self.get(SETTINGS, DATA_KEY).await
    }

    /// Keeps a new wrapped data key, unless there is one: then gives that. Two functions that
    /// start at once must not seal under two keys.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn keep_wrapped_data_key(&self, wrapped: &str) -> Result<String, StoreError> {
        let kept = self
            .client
            .put_item()
            .table_name(self.name(SETTINGS))
            .set_item(Some(item::make(SETTINGS, DATA_KEY, &wrapped, None)?))
            .condition_expression("attribute_not_exists(#name)")
            .expression_attribute_names("#name", SETTINGS.key)
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
