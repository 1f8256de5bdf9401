//! `resource`: the APIs that a token is asked for
//! ([RFC 8707 section 2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).

use shared::{
    App,
    protocol::{params::Params, resource::Resources, token_error::TokenError},
    web::Failure,
};

/// The APIs that a request names, if the settings know them.
pub(crate) async fn asked(
    app: &App,
    params: &Params,
) -> Result<Result<Resources, TokenError>, Failure> {
    let resources = match Resources::read(params) {
        Ok(resources) if resources == Resources::default() => return Ok(Ok(resources)),
        Ok(resources) => resources,
        Err(error) => return Ok(Err(error.into())),
    };
    let settings = app.settings().await?;
    let supported = resources.check_supported(&settings.oauth.supported_resources);
    Ok(supported.map(|()| resources).map_err(TokenError::from))
}
