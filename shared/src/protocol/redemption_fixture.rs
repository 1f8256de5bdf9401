//! A grant to try the rules on.

use super::{
    authentication::AuthenticationClaims,
    claims_request::ClaimsRequest,
    client::Client,
    grant::{CodeBinding, Grant, Stage},
    issued::Draw,
    origin::Origin,
    resource::Resources,
    scope::Scope,
    token::GrantId,
};
use crate::{
    clock::Timestamp,
    secret::{Random, SecretHash},
};

/// The moment at which the tests play.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);
/// Where the code was sent.
pub(crate) const CALLBACK: &str = "https://app.example/cb";

/// Alice's grant to `web`, whose code has the secret `code`.
pub(crate) fn grant(stage: Stage) -> Grant {
    Grant {
        id: GrantId::draw(Random),
        client_id: "web".into(),
        origin: Origin::Authorization,
        user: "alice@example.com".into(),
        sub: "alice".into(),
        scope: Scope::parse("all openid"),
        resources: Resources::default(),
        nonce: Some("n".into()),
        claims: ClaimsRequest::default(),
        authentication_claims: AuthenticationClaims::default(),
        auth_time: NOW,
        session: None,
        created_at: NOW,
        code: Some(CodeBinding {
            hash: SecretHash::of("code"),
            redirect_uri: CALLBACK.into(),
            redirect_uri_was_sent: true,
            challenge: None,
        }),
        stage,
    }
}

/// The client `web`.
pub(crate) fn client() -> Client {
    Client { client_id: "web".into(), ..Client::default() }
}

/// Chance.
pub(crate) fn draw() -> Draw {
    Draw::new(Random)
}
