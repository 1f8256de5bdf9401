//! Signing ID Tokens, with the client's secret or with the key of the hour, and what `openid_profile`
//! tells.

use std::{sync::Arc, time::Duration};

use super::{App, AppError};
use crate::{
    keys::{
        seal::Place,
        signing::{Pair, encoding_key},
    },
    protocol::{
        client::Client,
        id_token::{Hint, HintKeys, IdToken, read_hint},
        logout_token::LogoutToken,
        signer::Signer,
        signing_key::{FreshKey, KeySet, Rotation, SigningAlgorithm, SigningKey},
        userinfo::UserInfo,
    },
    secret::Secret,
    store::StoreError,
};

/// How soon a set is asked for again that lacks a key.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(1);

impl App {
    /// The keys that sign ID Tokens; a change is heard after a minute at most. Before there is any,
    /// the store is asked each time: the first one signs at once.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn key_set(&self) -> Result<Arc<KeySet>, StoreError> {
        let now = self.now();
        if let Some(set) = self.0.signing_keys.at(now) {
            return Ok(set);
        }
        let Some(set) = self.store().signing_keys().await? else { return Ok(Arc::default()) };
        Ok(self.0.signing_keys.keep(now, Arc::new(set)))
    }

    /// The same for who needs a key of this name, which may have been made since the set was read: after
    /// a replacement a function would refuse its tokens for a minute. Asked for again once in a second, for
    /// anybody can make a name up.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn key_set_with(&self, kid: &str) -> Result<Arc<KeySet>, StoreError> {
        let (set, now) = (self.key_set().await?, self.now());
        let is_new = || self.0.signing_keys.read_within(ASKED_AGAIN_AFTER, now).is_some();
        if set.find(kid, now).is_some() || is_new() {
            return Ok(set);
        }
        let Some(set) = self.store().signing_keys().await? else { return Ok(set) };
        Ok(self.0.signing_keys.keep(now, Arc::new(set)))
    }

    /// Makes new signing keys where a rotation wants them, and sweeps up those that are over. Gives
    /// the set as it is then, and whether it has changed.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked or there is no data key.
    pub async fn rotate_keys(&self, rotation: Rotation) -> Result<(Arc<KeySet>, bool), AppError> {
        let now = self.now();
        let there = self.store().signing_keys().await?.unwrap_or_default();
        let mut fresh = Vec::new();
        for algorithm in SigningAlgorithm::ALL {
            if there.wants(algorithm, rotation, now) {
                fresh.push(self.make_key(algorithm).await?);
            }
        }
        let decide = |there: Option<&KeySet>| {
            there.cloned().unwrap_or_default().rotated(&fresh, rotation, now)
        };
        let change = self.store().change_signing_keys(decide).await?;
        let has_changed = change.after.is_some();
        let set = change.after.or(change.before).unwrap_or_default();
        Ok((self.0.signing_keys.keep(now, Arc::new(set)), has_changed))
    }

    /// Signs an ID Token for a client: with our key of its algorithm, else with its secret. `None` if
    /// it goes by a secret that nobody can read.
    ///
    /// # Errors
    ///
    /// When there is no key, or it cannot be opened.
    pub async fn sign_id_token(
        &self,
        id_token: &IdToken<'_>,
        client: &Client,
        secret: Option<&Secret>,
    ) -> Result<Option<Secret>, AppError> {
        let Some(signer) = self.signer_of(client, secret.cloned()).await? else { return Ok(None) };
        id_token.sign(&signer).map(Some).map_err(AppError::internal)
    }

    /// Signs a logout token for a client, as its ID Tokens are signed: by the older of two secrets, which
    /// the app knows for sure.
    ///
    /// # Errors
    ///
    /// When there is no key, or it cannot be opened.
    pub async fn sign_logout_token(
        &self,
        token: &LogoutToken<'_>,
        client: &Client,
    ) -> Result<Option<Secret>, AppError> {
        let secret = match client.signing_algorithm() {
            Some(_) => None,
            None => self.open_client_secrets(client).await?.current,
        };
        let Some(signer) = self.signer_of(client, secret).await? else { return Ok(None) };
        token.sign(&signer).map(Some).map_err(AppError::internal)
    }

    /// Signs what `openid_profile` tells a client.
    ///
    /// # Errors
    ///
    /// When there is no key, or it cannot be opened.
    pub async fn sign_userinfo(
        &self,
        userinfo: &UserInfo,
        audience: &str,
        algorithm: SigningAlgorithm,
    ) -> Result<Secret, AppError> {
        let signer = self.signer(algorithm).await?;
        userinfo.sign(audience, &signer).map_err(AppError::internal)
    }

    /// What signs for a client: our key of its algorithm, else its secret. `None` if nobody can read that.
    async fn signer_of(
        &self,
        client: &Client,
        secret: Option<Secret>,
    ) -> Result<Option<Signer>, AppError> {
        match client.signing_algorithm() {
            Some(algorithm) => self.signer(algorithm).await.map(Some),
            None => Ok(secret.map(Signer::Secret)),
        }
    }

    /// The key that signs now, opened.
    pub(super) async fn signer(&self, algorithm: SigningAlgorithm) -> Result<Signer, AppError> {
        let SigningKey { kid, sealed, .. } = self.signing_key(algorithm).await?;
        let private = self.data_key().await?.open(&sealed, place(&kid));
        let private = private.map_err(AppError::internal)?;
        let key = encoding_key(algorithm, &private).map_err(AppError::internal)?;
        Ok(Signer::Key { kid, algorithm, key })
    }

    /// Reads an ID Token that a client sends back, if we gave it to this client.
    ///
    /// # Errors
    ///
    /// When the keys cannot be read.
    pub async fn read_hint(&self, hint: &str, client: &Client) -> Result<Option<Hint>, AppError> {
        let Some(algorithm) = client.signing_algorithm() else {
            let secrets = self.open_client_secrets(client).await?;
            let secrets = [secrets.current, secrets.next].into_iter().flatten().collect();
            return Ok(read_hint(hint, &client.client_id, &HintKeys::Secrets(secrets)));
        };
        let set = self.key_set().await?;
        let keys = HintKeys::Set(&set, algorithm, self.now());
        Ok(read_hint(hint, &client.client_id, &keys))
    }

    /// The key that signs now. Where there is none yet, who needs it first has it made.
    async fn signing_key(&self, algorithm: SigningAlgorithm) -> Result<SigningKey, AppError> {
        let now = self.now();
        if let Some(key) = self.key_set().await?.signing(algorithm, now) {
            return Ok(key.clone());
        }
        let (set, _) = self.rotate_keys(Rotation::WhenDue).await?;
        let key = set.signing(algorithm, now).cloned();
        key.ok_or_else(|| AppError::Internal("no signing key was made".to_owned()))
    }

    async fn make_key(&self, algorithm: SigningAlgorithm) -> Result<FreshKey, AppError> {
        let Pair { kid, public, private } = Pair::make(algorithm).map_err(AppError::internal)?;
        let sealed = self.data_key().await?.seal(&private, place(&kid), self.random());
        let sealed = sealed.map_err(AppError::internal)?;
        Ok(FreshKey { kid, algorithm, public, sealed })
    }
}

fn place(kid: &str) -> Place<'_> {
    Place { table: "settings", key: "signing_keys", field: kid }
}
