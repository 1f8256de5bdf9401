//! The fields of an OAuth Client that are one of a few words.

use crate::{
    doctype::document::{Document, DocumentError},
    protocol::{
        claims::ClaimsPolicy,
        client::{AccessTokenFormat, ApplicationType, AuthMethod, IdTokenAlgorithm, ResponseType},
        signing_key::SigningAlgorithm,
    },
};

/// How the client's ID Tokens are signed.
pub(super) const ID_TOKEN_ALGORITHM: &str = "id_token_signed_response_alg";

/// How the answers of `openid_profile` to it are signed.
pub(super) const USERINFO_ALGORITHM: &str = "userinfo_signed_response_alg";

/// Where the app runs.
pub(super) const APPLICATION_TYPE: &str = "application_type";

/// What its access tokens look like.
pub(super) const ACCESS_TOKEN_FORMAT: &str = "access_token_format";

pub(super) fn application_type(document: &Document<'_>) -> Result<ApplicationType, DocumentError> {
    match document.text(APPLICATION_TYPE)? {
        None | Some("Web") => Ok(ApplicationType::Web),
        Some("Native") => Ok(ApplicationType::Native),
        Some(_) => Err(document.fault(APPLICATION_TYPE, "not one of \"Web\", \"Native\"")),
    }
}

pub(super) fn access_token_format(
    document: &Document<'_>,
) -> Result<AccessTokenFormat, DocumentError> {
    match document.text(ACCESS_TOKEN_FORMAT)? {
        None | Some("Opaque") => Ok(AccessTokenFormat::Opaque),
        Some("JWT") => Ok(AccessTokenFormat::Jwt),
        Some(_) => Err(document.fault(ACCESS_TOKEN_FORMAT, "not one of \"Opaque\", \"JWT\"")),
    }
}

pub(super) fn auth_method(document: &Document<'_>) -> Result<AuthMethod, DocumentError> {
    match document.text("token_endpoint_auth_method")? {
        None | Some("Client Secret Basic") => Ok(AuthMethod::ClientSecretBasic),
        Some("Client Secret Post") => Ok(AuthMethod::ClientSecretPost),
        Some("Private Key JWT") => Ok(AuthMethod::PrivateKeyJwt),
        Some("None") => Ok(AuthMethod::None),
        Some(_) => Err(document.fault(
            "token_endpoint_auth_method",
            "not one of \"Client Secret Basic\", \"Client Secret Post\", \"Private Key JWT\", \"None\"",
        )),
    }
}

/// Frappe knows no other than HS256, so that is what a document means that says nothing; not every
/// client has a secret for it.
pub(super) fn id_token_algorithm(
    document: &Document<'_>,
    has_secret: bool,
) -> Result<IdTokenAlgorithm, DocumentError> {
    match document.text(ID_TOKEN_ALGORITHM)? {
        None | Some("HS256") if !has_secret => Ok(IdTokenAlgorithm::RS256),
        None | Some("HS256") => Ok(IdTokenAlgorithm::HS256),
        Some("RS256") => Ok(IdTokenAlgorithm::RS256),
        Some("ES256") => Ok(IdTokenAlgorithm::ES256),
        Some(_) => {
            Err(document.fault(ID_TOKEN_ALGORITHM, "not one of \"HS256\", \"RS256\", \"ES256\""))
        }
    }
}

/// What `openid_profile` answers is signed for who wants it, and Frappe knows nobody who does.
pub(super) fn userinfo_algorithm(
    document: &Document<'_>,
) -> Result<Option<SigningAlgorithm>, DocumentError> {
    match document.text(USERINFO_ALGORITHM)? {
        None | Some("None") => Ok(None),
        Some("RS256") => Ok(Some(SigningAlgorithm::RS256)),
        Some("ES256") => Ok(Some(SigningAlgorithm::ES256)),
        Some(_) => {
            Err(document.fault(USERINFO_ALGORITHM, "not one of \"None\", \"RS256\", \"ES256\""))
        }
    }
}

pub(super) fn claims_policy(document: &Document<'_>) -> Result<ClaimsPolicy, DocumentError> {
    match document.text("claims_policy")? {
        None | Some("Frappe") => Ok(ClaimsPolicy::Frappe),
        Some("OpenID Connect") => Ok(ClaimsPolicy::OpenIdConnect),
        Some(_) => {
            Err(document.fault("claims_policy", "not one of \"Frappe\", \"OpenID Connect\""))
        }
    }
}

/// Frappe's rule, in Frappe's words; a field that is left out goes with the other.
pub(super) fn response_type(document: &Document<'_>) -> Result<ResponseType, DocumentError> {
    let (grant, response) = (document.text("grant_type")?, document.text("response_type")?);
    match (grant, response) {
        (Some("Authorization Code") | None, Some("Code") | None) => Ok(ResponseType::Code),
        (Some("Implicit"), Some("Token") | None) | (None, Some("Token")) => Ok(ResponseType::Token),
        (grant, response) => Err(document.fault(
            "grant_type",
            format!(
                "Combination of Grant Type ({}) and Response Type ({}) not allowed",
                grant.unwrap_or("Authorization Code"),
                response.unwrap_or("Code"),
            ),
        )),
    }
}
