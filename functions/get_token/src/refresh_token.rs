//! `grant_type=refresh_token`
//! ([RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).

use shared::{
    App,
    protocol::{
        issued::Draw,
        params::Params,
        refresh::{Refresh, RefreshError, decide},
        scope::Scope,
        token::Presented,
        token_error::TokenError,
    },
    web::Failure,
};

use crate::{Granted, Loaded, resources, step};

/// What is said of a refresh token that no grant has.
pub(crate) const UNKNOWN: TokenError = TokenError::Refresh(RefreshError::Unknown);

/// Rotates a refresh token.
pub(crate) async fn rotate(
    app: &App,
    loaded: &Loaded,
    token: &Presented,
    params: &Params,
) -> Result<Result<Granted, TokenError>, Failure> {
    let scope = match params.get("scope") {
        Ok(scope) => scope.map(Scope::parse).filter(|scope| !scope.is_empty()),
        Err(error) => return Ok(Err(error.into())),
    };
    let resources = match Box::pin(resources::asked(app, params)).await? {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    let client = loaded.client.client();
    let request = Refresh { client, token, scope, resources: &resources };
    let draw = Draw::new(app.random());
    let issued =
        step::take(app, loaded, &draw, |grant| decide(grant, &request, &draw, loaded.now)).await?;
    // OpenID Connect Core section 12.2: no nonce in the id_token of a refresh.
    Ok(issued.map(|issued| Granted { issued, nonce: None }))
}
