//! What a client's record chooses among.

use serde::{Deserialize, Serialize};

/// Whether the client takes codes or, by the implicit grant, tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseType {
    /// `Authorization Code` with `Code`.
    #[default]
    Code,
    /// `Implicit` with `Token`.
    Token,
}

/// How a client proves that it is itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthMethod {
    /// Frappe's default. Body credentials are taken too: a Frappe site always sends those.
    #[default]
    #[serde(rename = "Client Secret Basic")]
    ClientSecretBasic,
    /// The body; Basic is taken too.
    #[serde(rename = "Client Secret Post")]
    ClientSecretPost,
    /// It signs for itself, with a key of which the public half is on its record or where that says
    /// ([OpenID Connect Core section 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
    #[serde(rename = "Private Key JWT")]
    PrivateKeyJwt,
    /// A public client: it has no secret, and must use PKCE.
    #[serde(rename = "None")]
    None,
}

impl AuthMethod {
    /// Whether the client has a secret.
    pub fn has_secret(self) -> bool {
        match self {
            Self::ClientSecretBasic | Self::ClientSecretPost => true,
            Self::PrivateKeyJwt | Self::None => false,
        }
    }
}

/// How a client's ID Tokens are signed
/// ([OpenID Connect Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdTokenAlgorithm {
    /// With the client's secret, as Frappe does: for clients made the Frappe way.
    #[default]
    HS256,
    /// With our RSA key, which everybody can check.
    RS256,
    /// With our P-256 key.
    ES256,
}

/// Where the app runs
/// ([OpenID Connect Registration section 2](https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplicationType {
    /// On a server, or in a browser.
    #[default]
    Web,
    /// On its user's device: an app, a command line.
    Native,
}

impl ApplicationType {
    /// Whether it is the usual one.
    pub fn is_web(&self) -> bool {
        *self == Self::Web
    }
}

/// What a client's access tokens look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessTokenFormat {
    /// Letters and digits that say nothing, as Frappe's.
    #[default]
    Opaque,
    /// A signed JWT ([RFC 9068](https://www.rfc-editor.org/rfc/rfc9068)), which an API can read.
    #[serde(rename = "JWT")]
    Jwt,
}

impl AccessTokenFormat {
    /// Whether it is the usual one.
    pub fn is_opaque(&self) -> bool {
        *self == Self::Opaque
    }
}
