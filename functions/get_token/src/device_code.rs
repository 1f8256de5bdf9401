//! `grant_type=urn:ietf:params:oauth:grant-type:device_code`
//! ([RFC 8628 section 3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)): a device asks whether its
//! user has answered.

use shared::{
    App,
    protocol::{
        device_grant::{DeviceError, decide},
        grant::{Grant, Step},
        issued::Draw,
        params::Params,
        token::{Kind, Presented},
        token_error::TokenError,
    },
    web::Failure,
};

use crate::{Granted, Loaded, resources, step};

/// What is said of a device code that no grant has.
pub(crate) const UNKNOWN: TokenError = TokenError::Device(DeviceError::Unknown);

/// Tells a device to wait, or gives it its tokens.
pub(crate) async fn poll(
    app: &App,
    loaded: &Loaded,
    code: &Presented,
    params: &Params,
) -> Result<Result<Granted, TokenError>, Failure> {
    let Kind::Device(secret) = &code.kind else { return Ok(Err(UNKNOWN)) };
    let resources = match Box::pin(resources::asked(app, params)).await? {
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error)),
    };
    let (client, draw) = (loaded.client.client(), Draw::new(app.random()));
    let decide = |grant: &Grant| {
        // Its user has answered since it was read, and has not been asked for himself: at the next poll.
        if grant.user != loaded.seen.grant.user {
            return Step::Answer(Err(DeviceError::Pending));
        }
        decide(grant, (client, &resources), secret, &draw, loaded.now)
    };
    let issued = step::take(app, loaded, &draw, decide).await?;
    Ok(issued.map(|issued| Granted { issued, nonce: None }))
}
