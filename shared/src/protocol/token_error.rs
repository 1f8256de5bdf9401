//! Everything that can be wrong with a token request, and the word for it: the one table between
//! fine causes and RFC 6749's few codes.

use thiserror::Error;

use super::{
    authorization::Cause, client_credentials::ClientCredentialsError, device_grant::DeviceError,
    error::ErrorCode, params::ParamsError, redemption::RedemptionError, refresh::RefreshError,
    resource::ResourceError, standing::StandingError,
};

/// Why a token request is refused, once the client has proved itself.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// A parameter is missing, repeated or malformed.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A grant type that this server does not have; `password` never.
    #[error("The grant_type is not supported.")]
    UnsupportedGrantType,
    /// The code.
    #[error(transparent)]
    Redemption(#[from] RedemptionError),
    /// The refresh token.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The APIs that it names.
    #[error(transparent)]
    Resource(#[from] ResourceError),
    /// The device, or the user who has to answer it.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The client, or the scope that it asks for for itself.
    #[error(transparent)]
    ClientCredentials(#[from] ClientCredentialsError),
    /// The user or the client has been cut off since.
    #[error(transparent)]
    Standing(#[from] StandingError),
}

impl TokenError {
    /// The word for it.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Params(_) => ErrorCode::InvalidRequest,
            Self::UnsupportedGrantType => ErrorCode::UnsupportedGrantType,
            Self::Redemption(error) => error.code(),
            Self::Refresh(error) => error.code(),
            Self::Resource(_) => ErrorCode::InvalidTarget,
            Self::Device(error) => error.code(),
            Self::ClientCredentials(error) => error.code(),
            Self::Standing(_) => ErrorCode::InvalidGrant,
        }
    }
}

impl From<&TokenError> for Cause {
    fn from(error: &TokenError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::pkce::PkceError;

    fn table(causes: &[TokenError]) -> String {
        let row = |cause: &TokenError| format!("{}: {cause}", cause.code().as_str());
        causes.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_refusal_has_its_code() {
        let causes: Vec<TokenError> = vec![
            ParamsError::Missing("code".into()).into(),
            TokenError::UnsupportedGrantType,
            RedemptionError::Unknown.into(),
            RedemptionError::Expired.into(),
            RedemptionError::Reused.into(),
            RedemptionError::Revoked.into(),
            RedemptionError::RedirectUriMissing.into(),
            RedemptionError::RedirectUriMismatch.into(),
            RedemptionError::Pkce(PkceError::VerifierMissing).into(),
            RedemptionError::Pkce(PkceError::VerifierUnexpected).into(),
            RedemptionError::Pkce(PkceError::MalformedVerifier).into(),
            RedemptionError::Pkce(PkceError::Mismatch).into(),
            RefreshError::Unknown.into(),
            RefreshError::Expired.into(),
            RefreshError::Revoked.into(),
            RefreshError::Reused.into(),
            RefreshError::ScopeExceeded.into(),
            RefreshError::Derivation.into(),
            RedemptionError::Resource(ResourceError::Exceeded).into(),
            RefreshError::Resource(ResourceError::Exceeded).into(),
            ResourceError::Malformed.into(),
            ResourceError::TooMany.into(),
            ResourceError::Unknown.into(),
            StandingError::User.into(),
            StandingError::Client.into(),
            StandingError::Session.into(),
            StandingError::Roles.into(),
        ];
        insta::assert_snapshot!(table(&causes), @"
        invalid_request: Missing code parameter.
        unsupported_grant_type: The grant_type is not supported.
        invalid_grant: The code is unknown.
        invalid_grant: The code has expired.
        invalid_grant: The code has been used already.
        invalid_grant: The code has been revoked.
        invalid_request: Missing redirect_uri parameter.
        invalid_grant: Mismatching redirect URI.
        invalid_grant: Missing code_verifier parameter.
        invalid_grant: The code was issued without a code_challenge.
        invalid_request: The code_verifier must be 43 to 128 unreserved characters.
        invalid_grant: The code_verifier does not match the code_challenge.
        invalid_grant: The refresh token is unknown.
        invalid_grant: The refresh token has expired.
        invalid_grant: The refresh token has been revoked.
        invalid_grant: The refresh token has been used already.
        invalid_scope: The scope exceeds what was granted.
        server_error: The tokens could not be made.
        invalid_target: The resource exceeds what was granted.
        invalid_target: The resource exceeds what was granted.
        invalid_target: A resource is an absolute URI without a fragment.
        invalid_target: The request names too many resources.
        invalid_target: The resource is unknown.
        invalid_grant: The user may no longer use this grant.
        invalid_grant: The client may no longer use this grant.
        invalid_grant: The user has logged out since.
        invalid_grant: The user may no longer use this client.
        ");
    }

    #[test]
    fn every_refusal_of_a_device_and_of_a_program_has_its_code() {
        let causes: Vec<TokenError> = vec![
            DeviceError::NotAllowed.into(),
            DeviceError::ScopeExceeded.into(),
            DeviceError::Unknown.into(),
            DeviceError::Pending.into(),
            DeviceError::SlowDown.into(),
            DeviceError::Denied.into(),
            DeviceError::Expired.into(),
            DeviceError::Reused.into(),
            DeviceError::Revoked.into(),
            ClientCredentialsError::NotAllowed.into(),
            ClientCredentialsError::NoUser.into(),
            ClientCredentialsError::ScopeExceeded.into(),
            ClientCredentialsError::NothingLeft.into(),
        ];
        insta::assert_snapshot!(table(&causes), @"
        unauthorized_client: The client may not use the device grant.
        invalid_scope: The scope is not one of the client's.
        invalid_grant: The device_code is unknown.
        authorization_pending: The user has not answered yet.
        slow_down: The user has not answered yet. Ask less often: wait 5 seconds more than before.
        access_denied: The user denied the request.
        expired_token: The device_code has expired.
        invalid_grant: The device_code has been used already.
        invalid_grant: The device_code has been revoked.
        unauthorized_client: The client has no service user, for whom it could act by itself.
        unauthorized_client: The client's service user is not there, is disabled, or may not use the client.
        invalid_scope: The scope is not one of the client's.
        invalid_scope: There is no scope that the client could have by itself.
        ");
    }
}
