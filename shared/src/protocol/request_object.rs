//! The parameters `request` and `request_uri`, which bring other parameters in a signed object, and
//! `registration`, which brings a client
//! ([OpenID Connect Core sections 6 and 7.2.1](https://openid.net/specs/openid-connect-core-1_0.html#RequestObject)):
//! refused by name, because what is in them would be meant.

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
