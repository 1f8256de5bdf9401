//! The data key: found in a local file, or in the settings table, wrapped by KMS.

use std::{error::Error, fmt::Debug, fs};

use aws_sdk_kms::{
    Client,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    primitives::Blob,
    types::DataKeySpec,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

use super::seal::{BrokenSeal, DataKey};
use crate::{
    config::DataKeySource,
    secret::unhex,
    store::{Store, StoreError},
};

/// What keeps the data key from being used.
#[derive(Clone, Debug, Error)]
pub enum DataKeyError {
    /// This function has none: it never needs one.
    #[error("this function has no data key")]
    None,
    /// The file cannot be read.
    #[error("the data key file {0} cannot be read: {1}")]
    File(String, String),
    /// KMS does not answer, or refuses.
    #[error("KMS does not unwrap the data key: {0}")]
    Kms(String),
    /// The settings table does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is not a key.
    #[error("the data key is not 32 bytes")]
    Malformed,
}

impl From<BrokenSeal> for DataKeyError {
    fn from(_: BrokenSeal) -> Self {
        Self::Malformed
    }
}

/// Loads the data key. Under KMS the first function that needs one makes it.
///
/// # Errors
///
/// Any of [`DataKeyError`].
pub async fn load(
    source: &DataKeySource,
    kms: Option<&Client>,
    store: &Store,
) -> Result<DataKey, DataKeyError> {
    match (source, kms) {
        (DataKeySource::File(path), _) => {
            let unreadable = |error: String| DataKeyError::File(path.clone(), error);
            let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
            from_hex(&text)
        }
        (DataKeySource::Given(text), _) => from_hex(text.expose()),
        (DataKeySource::Kms(key_id), Some(kms)) => {
            let wrapped = match store.wrapped_data_key().await? {
                Some(wrapped) => wrapped,
                None => store.keep_wrapped_data_key(&make(kms, key_id).await?).await?,
            };
            unwrap(kms, key_id, &wrapped).await
        }
        (DataKeySource::Kms(_), None) | (DataKeySource::None, _) => Err(DataKeyError::None),
    }
}

fn from_hex(text: &str) -> Result<DataKey, DataKeyError> {
    let key = unhex(text.trim()).ok_or(DataKeyError::Malformed)?;
    Ok(DataKey::new(&key)?)
}

async fn make(kms: &Client, key_id: &str) -> Result<String, DataKeyError> {
    let request = kms.generate_data_key_without_plaintext();
    let made = request.key_id(key_id).key_spec(DataKeySpec::Aes256).send().await;
    let made = made.map_err(|error| DataKeyError::Kms(cause(error)))?;
    let wrapped = made.ciphertext_blob.ok_or(DataKeyError::Malformed)?;
    Ok(STANDARD.encode(wrapped))
}

async fn unwrap(kms: &Client, key_id: &str, wrapped: &str) -> Result<DataKey, DataKeyError> {
    let wrapped = STANDARD.decode(wrapped).map_err(|_| DataKeyError::Malformed)?;
    let request = kms.decrypt().key_id(key_id).ciphertext_blob(Blob::new(wrapped));
    let opened = request.send().await;
    let opened = opened.map_err(|error| DataKeyError::Kms(cause(error)))?;
    let key = opened.plaintext.ok_or(DataKeyError::Malformed)?;
    Ok(DataKey::new(key.as_ref())?)
}

/// KMS's own word, or, where it says none, why it cannot be heard.
fn cause<E, R>(error: SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug + 'static,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some(code) => code.to_owned(),
        None => DisplayErrorContext(error).to_string(),
    }
}
