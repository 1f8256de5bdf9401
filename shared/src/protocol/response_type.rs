//! The parameter `response_type`: which are known, and which this client may use.

use super::{
    client::{Client, ResponseType},
    error::ErrorCode,
};

/// Checks that a response type is one we have and the client's own.
///
/// # Errors
///
/// `unsupported_response_type` for what nobody here may use, `unauthorized_client` for what this
/// client may not.
pub fn check(requested: &str, client: &Client) -> Result<(), ErrorCode> {
    match (requested, client.response_type) {
        ("code", ResponseType::Code) => Ok(()),
        ("code", ResponseType::Token) => Err(ErrorCode::UnauthorizedClient),
        _ => Err(ErrorCode::UnsupportedResponseType),
    }
}
