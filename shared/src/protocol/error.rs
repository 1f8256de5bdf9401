//! The words that a client reads when it is refused
//! ([RFC 6749 sections 4.1.2.1 and 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).

/// The value of `error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// Client authentication failed.
    InvalidClient,
    /// The code or refresh token is wrong, expired, revoked or somebody else's.
    InvalidGrant,
    /// The client may not use this grant or response type.
    UnauthorizedClient,
    /// A grant type that this server does not have.
    UnsupportedGrantType,
    /// A response type that this server does not have.
    UnsupportedResponseType,
    /// A scope that is unknown, or more than was granted.
    InvalidScope,
    /// RFC 8707 section 2: an API that is unknown, malformed, or more than was granted.
    InvalidTarget,
    /// The user said no.
    AccessDenied,
    /// OpenID Connect Core section 3.1.2.6: `prompt=none`, and nobody is logged in.
    LoginRequired,
    /// `prompt=none`, and the user has not agreed yet.
    ConsentRequired,
    /// OpenID Connect Core Error Code `unmet_authentication_requirements`: the login cannot be as
    /// strong as the client needs it.
    UnmetAuthenticationRequirements,
    /// The `request` parameter is not supported (section 6.1).
    RequestNotSupported,
    /// The `request_uri` parameter is not supported (section 6.2).
    RequestUriNotSupported,
    /// The `registration` parameter is not supported (section 7.2.1).
    RegistrationNotSupported,
    /// RFC 6750 section 3.1: the bearer token is wrong, expired or revoked.
    InvalidToken,
    /// RFC 6750 section 3.1: the bearer token is good, but not for this.
    InsufficientScope,
    /// RFC 8628 section 3.5: the user has not answered yet.
    AuthorizationPending,
    /// Nor has he, and the device asks too often.
    SlowDown,
    /// The device's code has expired.
    ExpiredToken,
    /// Our fault.
    ServerError,
    /// Our fault, and it will pass.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// The HTTP status where the error is the answer itself and not a redirect.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            Self::InvalidRequest
            | Self::InvalidGrant
            | Self::UnauthorizedClient
            | Self::UnsupportedGrantType
            | Self::UnsupportedResponseType
            | Self::InvalidScope
            | Self::InvalidTarget
            | Self::AccessDenied
            | Self::LoginRequired
            | Self::ConsentRequired
            | Self::UnmetAuthenticationRequirements
            | Self::RequestNotSupported
            | Self::RequestUriNotSupported
            | Self::RegistrationNotSupported
            | Self::AuthorizationPending
            | Self::SlowDown
            | Self::ExpiredToken => 400,
        }
    }
}
