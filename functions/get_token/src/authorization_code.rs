//! `grant_type=authorization_code`
//! ([RFC 6749 section 4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3)).

use shared::{
    App,
    protocol::{
        issued::Draw,
        params::Params,
        redemption::{Redemption, RedemptionError, decide},
        token::{Kind, Presented},
        token_error::TokenError,
    },
    secret::Secret,
    web::Failure,
};

use crate::{Granted, Loaded, resources, step};

/// What is said of a code that no grant has.
pub(crate) const UNKNOWN: TokenError = TokenError::Redemption(RedemptionError::Unknown);

/// Redeems a code.
pub(crate) async fn redeem(
    app: &App,
    loaded: &Loaded,
    code: &Presented,
    params: &Params,
) -> Result<Result<Granted, TokenError>, Failure> {
    let Kind::Code(secret) = &code.kind else { return Ok(Err(UNKNOWN)) };
    let sent = params.get("redirect_uri").and_then(|uri| Ok((uri, params.get("code_verifier")?)));
    let (redirect_uri, verifier) = match sent {
        Ok((uri, verifier)) => (uri, verifier.map(Secret::new)),
        Err(error) => return Ok(Err(error.into())),
    };
    let resources = match Box::pin(resources::asked(app, params)).await? {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    let (client, verifier) = (loaded.client.client(), verifier.as_ref());
    let request =
        Redemption { client, code: secret, redirect_uri, verifier, resources: &resources };
    let draw = Draw::new(app.random());
    let issued =
        step::take(app, loaded, &draw, |grant| decide(grant, &request, &draw, loaded.now)).await?;
    let nonce = loaded.seen.grant.nonce.clone();
    Ok(issued.map(|issued| Granted { issued, nonce }))
}
