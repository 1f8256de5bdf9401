//! An OAuth client, with Frappe's fields and meanings.

mod choices;

use serde::{Deserialize, Serialize};

pub use self::choices::{
    AccessTokenFormat, ApplicationType, AuthMethod, IdTokenAlgorithm, ResponseType,
};
use super::{
    claims::ClaimsPolicy,
    lifetimes::Lifetimes,
    pkce::PkcePolicy,
    scope::{OPENID, Scope},
    signing_key::SigningAlgorithm,
};
use crate::{clock::Timestamp, secret::SecretHash};

/// A client's secret as the store keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoredSecret {
    /// A public client has none.
    #[default]
    None,
    /// Only ever compared: the hash is enough.
    Hashed(SecretHash),
    /// The key of HS256 `id_tokens`, so it must be readable: encrypted under the data key.
    Sealed(String),
}

/// An OAuth client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "they are the check boxes of Frappe's form")]
pub struct Client {
    /// The client's name on the wire.
    pub client_id: String,
    /// What people are shown.
    pub app_name: String,
    /// The secret; the older one while there are two.
    pub client_secret: StoredSecret,
    /// A second secret that is as good, while the app changes over from one to the other.
    pub next_client_secret: StoredSecret,
    /// Do not ask the user: an administrator trusts this client.
    pub skip_authorization: bool,
    /// What it may ask for, and asks for when it names nothing.
    pub scopes: Scope,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Where answers go when none is named.
    pub default_redirect_uri: Option<String>,
    /// What it may ask to be answered with.
    pub response_type: ResponseType,
    /// Whether it may also ask for an `id_token` from the authorization endpoint, alone or beside
    /// its code or token. Frappe accepts these types from everybody and then fails; here a client
    /// opts in.
    pub allows_id_token_response_types: bool,
    /// How its ID Tokens are signed; [`Client::signing_algorithm`] says what that comes to.
    pub id_token_signed_response_alg: IdTokenAlgorithm,
    /// How old a login may be in its eyes, in seconds, where its request does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u64>,
    /// Whether its ID Tokens always say when the user logged in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_auth_time: bool,
    /// With which key of ours the answers of `openid_profile` are signed; none is JSON, unsigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// What it is told of its users.
    #[serde(skip_serializing_if = "ClaimsPolicy::is_frappes")]
    pub claims_policy: ClaimsPolicy,
    /// Where the browser may go after a logout that the app began.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the app is told that a session is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Who may use it; empty means Desk User.
    pub allowed_roles: Vec<String>,
    /// How it authenticates.
    pub token_endpoint_auth_method: AuthMethod,
    /// Its public keys, if it signs for itself: a JWK Set in JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<String>,
    /// Where they are, instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The app's own page.
    pub client_uri: Option<String>,
    /// The app's picture.
    pub logo_uri: Option<String>,
    /// The app's terms of service.
    pub tos_uri: Option<String>,
    /// What the app does with what it is told.
    pub policy_uri: Option<String>,
    /// Who answers for the app: e-mail addresses.
    pub contacts: Vec<String>,
    /// What software the app is, the same for every instance of it.
    pub software_id: Option<String>,
    /// Which version of it.
    pub software_version: Option<String>,
    /// It is a Frappe site, whose callback crashes on `error=`: errors are shown on our page.
    pub is_frappe_site: bool,
    /// It serves an API and may introspect the tokens that are presented to it.
    pub is_resource_server: bool,
    /// Nobody but the app itself registered it.
    pub is_self_registered: bool,
    /// Proves that somebody is the app, where it reads, changes or deletes its own record
    /// ([RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_access_token: Option<SecretHash>,
    /// The grant types that it registered, in RFC 7591's words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registered_grant_types: Vec<String>,
    /// The response types that it registered: it may use no others, whatever else its record allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub registered_response_types: Vec<String>,
    /// Where it runs.
    #[serde(skip_serializing_if = "ApplicationType::is_web")]
    pub application_type: ApplicationType,
    /// Its page that begins a login, for others to send people to
    /// ([OpenID Connect Core section 4](https://openid.net/specs/openid-connect-core-1_0.html#ThirdPartyInitiatedLogin)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// What its access tokens look like.
    #[serde(skip_serializing_if = "AccessTokenFormat::is_opaque")]
    pub access_token_format: AccessTokenFormat,
    /// The APIs that it is, if it is a resource server: it sees the tokens that are meant for them. None
    /// is all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The user for whom it acts by itself, if it may (`client_credentials`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_user: Option<String>,
    /// Whether it may ask for its user's answer on another device (RFC 8628).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allows_device_grant: bool,
    /// Until when the record is kept of a client that nobody vouches for: each authorization moves it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unused_until: Option<Timestamp>,
    /// Until when the document is believed that the record was made of, if it was made of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_until: Option<Timestamp>,
    /// How long its codes and tokens live.
    pub lifetimes: Lifetimes,
    /// Grants made up to this moment are dead.
    pub valid_from: Timestamp,
    /// When it was made.
    pub creation: Timestamp,
    /// When it was last changed; no two versions of it have the same.
    pub modified: Timestamp,
}

impl Client {
    /// Whether it has a secret.
    pub fn has_secret(&self) -> bool {
        self.token_endpoint_auth_method.has_secret()
    }

    /// Whether it proves itself by what it signs.
    pub fn signs_for_itself(&self) -> bool {
        self.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt
    }

    /// Whether it cannot prove itself.
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == AuthMethod::None
    }

    /// Whether its secret is the key of its HS256 `id_tokens`, and has to be readable for it.
    pub fn signs_id_tokens(&self) -> bool {
        self.signing_algorithm().is_none() && self.scopes.contains(OPENID)
    }

    /// Whether it is told of sessions, by the claim `sid`, and they of it: it follows OpenID Connect, or
    /// wants to hear of logouts. Others keep the ID Tokens that Frappe gives.
    pub fn knows_sessions(&self) -> bool {
        self.claims_policy == ClaimsPolicy::OpenIdConnect || self.backchannel_logout_uri.is_some()
    }

    /// The algorithm of our key that signs its ID Tokens; `None` where its secret does. Who has
    /// no secret gets what everybody can check.
    pub fn signing_algorithm(&self) -> Option<SigningAlgorithm> {
        match self.id_token_signed_response_alg {
            IdTokenAlgorithm::HS256 if !self.has_secret() => Some(SigningAlgorithm::RS256),
            IdTokenAlgorithm::HS256 => None,
            IdTokenAlgorithm::RS256 => Some(SigningAlgorithm::RS256),
            IdTokenAlgorithm::ES256 => Some(SigningAlgorithm::ES256),
        }
    }

    /// Whether there is a key for its ID Tokens: ours, or its secret in readable form.
    pub fn can_have_id_tokens(&self) -> bool {
        self.signing_algorithm().is_some() || self.has_readable_secret()
    }

    /// Whether there is a key for its HS256 `id_tokens`. A client that got the scope `openid` after
    /// its secret was hashed needs a new secret first.
    pub fn has_readable_secret(&self) -> bool {
        matches!(self.client_secret, StoredSecret::Sealed(_))
    }

    /// Whether its record is still there at `now`: who was not used in time is gone, though DynamoDB sweeps
    /// up days later.
    pub fn is_kept(&self, now: Timestamp) -> bool {
        self.unused_until.is_none_or(|until| now < until)
    }

    /// The client as it is made at `now`. What a deleted client of the same id was given is dead.
    #[must_use]
    pub fn made(self, now: Timestamp) -> Self {
        let valid_from = self.valid_from.max(now.a_moment_before());
        Self { creation: now, modified: now, valid_from, ..self }
    }

    /// The client as it is saved over `existing`: a new version, if it is another.
    #[must_use]
    pub fn saved_over(mut self, existing: &Self, now: Timestamp) -> Self {
        self.creation = existing.creation;
        self.modified = existing.modified;
        self.valid_from = self.valid_from.max(existing.valid_from);
        if self != *existing {
            self.modified = existing.modified.next_version(now);
        }
        self
    }

    /// The client, cut off at `at` at the earliest.
    #[must_use]
    pub fn cut_off(self, at: Timestamp) -> Self {
        Self { valid_from: self.valid_from.max(at), ..self }
    }

    /// What it has to keep to in PKCE.
    pub fn pkce_policy(&self) -> PkcePolicy {
        if self.is_public() {
            PkcePolicy::Required
        } else if self.is_self_registered || self.claims_policy == ClaimsPolicy::OpenIdConnect {
            PkcePolicy::Offered
        } else {
            PkcePolicy::Lenient
        }
    }
}

/// Words separated by spaces or lines, as Frappe keeps lists of URIs.
pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
