//! The end of a session, for the apps that know of it
//! ([OpenID Connect Back-Channel Logout](https://openid.net/specs/openid-connect-backchannel-1_0.html)).

use http::StatusCode;

use super::{App, AppError};
use crate::{
    protocol::{
        grant::{Attempt, Grant},
        logout_token::{LogoutToken, Notice},
        params::encode_pairs,
        revocation,
        session::Session,
        user::User,
    },
    store::{StoreError, many::for_each},
};

/// What came of telling an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It has heard.
    Heard,
    /// It is not to be told any more: it is gone, or has no address for it, or no key to sign with.
    Dropped(&'static str),
    /// It has not heard, or could not log the user out. It is told again.
    Failed(String),
}

impl App {
    /// Ends a session: its apps are told, the tokens that end with it are revoked, and it is no more.
    ///
    /// In this order: a session that is gone has nobody left to tell. Where it breaks off in the middle
    /// the user still is logged in, and may log out again.
    ///
    /// # Errors
    ///
    /// When the store or the queue cannot be asked.
    pub async fn end_session(&self, id: &str, session: &Session) -> Result<(), AppError> {
        if !session.apps.is_empty() {
            self.tell_apps(&[session]).await?;
            self.revoke_grants_of(session).await?;
        }
        Ok(self.store().end_session(id).await?)
    }

    /// Tells the apps of all live sessions of a user that these are over. For who ends them all by one
    /// write, before it.
    ///
    /// # Errors
    ///
    /// When the store or the queue cannot be asked.
    pub async fn tell_apps_of(&self, user: &User) -> Result<(), AppError> {
        let sessions = self.store().sessions_of_user(user, self.now()).await?;
        let sessions: Vec<&Session> = sessions.found.iter().map(|found| &found.session).collect();
        self.tell_apps(&sessions).await
    }

    /// Puts into the queue what the apps of these sessions are to be told.
    async fn tell_apps(&self, sessions: &[&Session]) -> Result<(), AppError> {
        let mut ids: Vec<String> =
            sessions.iter().flat_map(|session| session.apps.iter().cloned()).collect();
        ids.sort_unstable();
        ids.dedup();
        let clients = for_each(ids, |id| {
            let app = self.clone();
            async move { app.client(&id).await }
        });
        let clients: Vec<_> = clients.await?.into_iter().flatten().collect();
        let wants_to_hear = |id: &str| {
            let mut clients = clients.iter().filter(|client| client.client_id == id);
            clients.any(|client| client.backchannel_logout_uri.is_some())
        };
        let notices = sessions.iter().flat_map(|session| {
            let apps = session.apps.iter().filter(|id| wants_to_hear(id));
            apps.map(|id| Notice {
                client_id: id.clone(),
                sub: session.sub.clone(),
                sid: session.sid.clone(),
            })
        });
        let notices: Vec<Notice> = notices.collect();
        Ok(self.0.queue.enqueue(&notices).await?)
    }

    /// Revokes the grants whose tokens end with this session: one conditional write each.
    async fn revoke_grants_of(&self, session: &Session) -> Result<(), StoreError> {
        let mut grants = self.store().grants_of_user(&session.user, self.now()).await?;
        let is_of_session = |grant: &Grant| {
            grant.session.as_ref().is_some_and(|granting| granting.sid == session.sid)
        };
        grants.retain(|seen| is_of_session(&seen.grant));
        let attempt = Attempt::draw(self.random());
        for_each(grants, |seen| {
            let (app, attempt, sid) = (self.clone(), attempt.clone(), session.sid.clone());
            async move {
                let decide = |grant: &Grant| revocation::by_logout(grant, &sid);
                app.store().step(seen, &attempt, decide).await
            }
        })
        .await?;
        Ok(())
    }

    /// Tells an app what a notice says.
    ///
    /// # Errors
    ///
    /// When we cannot make the token.
    pub async fn deliver(&self, notice: &Notice) -> Result<Delivery, AppError> {
        let Some(client) = self.client(&notice.client_id).await? else {
            return Ok(Delivery::Dropped("the client is gone"));
        };
        let Some(uri) = &client.backchannel_logout_uri else {
            return Ok(Delivery::Dropped("the client has no backchannel_logout_uri any more"));
        };
        let (issuer, jti) = (self.issuer().await?, self.random().alphanumeric(22));
        let token = LogoutToken::new(notice, &issuer, jti.expose(), self.now());
        let Some(token) = self.sign_logout_token(&token, &client).await? else {
            return Ok(Delivery::Dropped("no logout token can be signed: the secret is hashed"));
        };
        let body = encode_pairs([("logout_token", token.expose())]);
        // Section 2.8: 200, or 204 where a framework answers so. A redirect is no answer.
        Ok(match self.outbound().post_form(uri, body).await {
            Ok(StatusCode::OK | StatusCode::NO_CONTENT) => Delivery::Heard,
            Ok(status) => Delivery::Failed(format!("it answered {}", status.as_u16())),
            Err(error) => Delivery::Failed(error.to_string()),
        })
    }
}
