//! `grant_type=client_credentials`
//! ([RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).

use axum::response::Response;
use shared::{
    App,
    clock::Timestamp,
    protocol::{
        client_authentication::AuthenticatedClient, client_credentials::decide, issued::Draw,
        params::Params, token::GrantId, token_error::TokenError, user::User,
    },
    web::{Failure, trail::Trail},
};

use crate::{Granted, answer, refuse, resources};

/// A client that asks for itself.
pub(crate) struct Asks {
    pub(crate) client: AuthenticatedClient,
    /// Its service user, if it has one and he is there.
    pub(crate) user: Option<User>,
    pub(crate) now: Timestamp,
}

impl Asks {
    /// Gives it an access token, by one write.
    pub(crate) async fn answer(
        &self,
        app: &App,
        trail: &Trail<'_>,
        params: &Params,
    ) -> Result<Response, Failure> {
        let Self { client, user, now } = self;
        let user = user.as_ref();
        let trail = trail.actor(user);
        let scope = match params.get("scope") {
            Ok(scope) => scope,
            Err(error) => return Ok(refuse(&trail, &error.into())),
        };
        let resources = match Box::pin(resources::asked(app, params)).await? {
            Ok(resources) => resources,
            Err(error) => return Ok(refuse(&trail, &error)),
        };
        let (id, draw) = (GrantId::draw(app.random()), Draw::new(app.random()));
        let asked = (scope, resources);
        let (grant, issued) = match decide(client.client(), user, asked, (id, &draw), *now) {
            Ok(given) => given,
            Err(error) => return Ok(refuse(&trail, &TokenError::from(error))),
        };
        app.store().start_grant(&grant, &draw.attempt).await?;
        trail.done();
        let given = answer::Given { client, user, grant: &grant, now: *now };
        answer::tokens(app, &given, &Granted { issued, nonce: None }).await
    }
}
