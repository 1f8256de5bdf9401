//! Parameters that bring others, which would be meant: refused by name.
//!
//! `request` and `request_uri` bring them in a signed object, `registration` brings a client
//! ([OpenID Connect Core sections 6 and 7.2.1](https://openid.net/specs/openid-connect-core-1_0.html#RequestObject)).

use super::{authorization::Cause, error::ErrorCode, params::Params};

/// The parameters, each with the error that the specification has for it.
const REFUSED: [(&str, ErrorCode); 3] = [
    ("request", ErrorCode::RequestNotSupported),
    ("request_uri", ErrorCode::RequestUriNotSupported),
    ("registration", ErrorCode::RegistrationNotSupported),
];

/// Whether a request has none of them.
///
/// # Errors
///
/// The first one that is there.
pub fn check(params: &Params) -> Result<(), Cause> {
    for (name, code) in REFUSED {
        if params.get(name)?.is_some() {
            return Err(Cause::new(code, format!("The {name} parameter is not supported.")));
        }
    }
    Ok(())
}
