//! Access tokens as text: what is handed out, and what is presented.

use serde_json::Value;

use super::{App, AppError};
use crate::{
    protocol::{
        authentication::Authentication,
        claims::Told,
        client::Client,
        grant::Grant,
        issued::NewAccessToken,
        jwt_access_token::{self, JwtAccessToken},
        scope::OPENID,
        signing_key::SigningAlgorithm,
        token::{Kind, Presented},
        user::User,
        userinfo::UserInfo,
    },
    secret::Secret,
    store::StoreError,
};

impl App {
    /// The text of a new access token of a grant: letters and digits, or a JWT signed by our key. Of
    /// a user's roles it says what `openid_profile` would tell its holder.
    ///
    /// # Errors
    ///
    /// When there is no key, or it cannot be opened.
    pub async fn access_token_text(
        &self,
        new: &NewAccessToken,
        (grant, client): (&Grant, &Client),
        user: Option<&User>,
    ) -> Result<Secret, AppError> {
        if !matches!(new.token.kind, Kind::Jwt(_)) {
            return Ok(new.token.to_secret());
        }
        let issuer = self.issuer().await?;
        let user = user.filter(|_| new.scope.contains(OPENID)).map(|user| {
            UserInfo::of(user, &issuer, Told::by_userinfo(client, &new.scope, &grant.claims))
        });
        let roles: Option<&Value> = user.as_ref().and_then(|user| user.claims.get("roles"));
        let token = JwtAccessToken {
            issuer: &issuer,
            resources: &new.resources,
            sub: &grant.sub,
            client_id: &client.client_id,
            issued_at: new.issued_at,
            expires_at: new.expires_at,
            id: &new.token,
            scope: &new.scope,
            // For a service user nobody has logged in.
            authentication: grant
                .is_by_consent()
                .then(|| Authentication::of_login(grant.auth_time)),
            roles,
        };
        // Never by the client's secret: the API that reads it does not have that.
        let signer = self.signer(client.signing_algorithm().unwrap_or(SigningAlgorithm::RS256));
        token.sign(&signer.await?).map_err(AppError::internal)
    }

    /// Reads what is presented as a token of any kind, a JWT among them; `None` for what we never issued.
    /// The keys are asked for only by a JWT.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn presented(&self, text: &str) -> Result<Option<Presented>, StoreError> {
        if !jwt_access_token::is_one(text) {
            return Ok(Presented::parse(text));
        }
        let Some(kid) = jwt_access_token::key_of(text) else { return Ok(None) };
        let keys = self.key_set_with(&kid).await?;
        Ok(jwt_access_token::read(text, &keys, self.now()))
    }
}
