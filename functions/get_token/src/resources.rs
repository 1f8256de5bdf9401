//! `resource`: the APIs that a token is asked for
//! ([RFC 8707 section 2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2)).

use shared::protocol::{params::Params, resource::Resources, token_error::TokenError};

/// The APIs that a request names.
pub(crate) fn asked(params: &Params) -> Result<Resources, TokenError> {
    let resources = Resources::read(params)?;
    resources.check_supported(&[])?;
    Ok(resources)
}
