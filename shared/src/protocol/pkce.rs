//! Proof Key for Code Exchange ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)), and the
//! looser form that Frappe's documentation promises.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::secret::{Secret, sha256};

/// What a client has to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PkcePolicy {
    /// Public clients: a challenge by S256 and a verifier of 43 to 128 characters.
    Required,
    /// Clients that have a secret and follow OpenID Connect: they may leave it out, and use it in no
    /// looser form.
    Offered,
    /// Clients made the Frappe way: optional, with `plain`, `s256` and short verifiers, such as
    /// the documentation's `420`.
    Lenient,
}

impl PkcePolicy {
    /// Whether what is used of it is the RFC's alone.
    fn is_strict(self) -> bool {
        match self {
            Self::Required | Self::Offered => true,
            Self::Lenient => false,
        }
    }
}

/// How the challenge follows from the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChallengeMethod {
    /// `BASE64URL(SHA256(verifier))`.
    S256,
    /// The verifier itself.
    Plain,
}

/// What a code is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChallenge {
    /// The value of `code_challenge`.
    pub value: String,
    /// The value of `code_challenge_method`.
    pub method: ChallengeMethod,
}

/// Why a challenge or a verifier is refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PkceError {
    /// RFC 9700 section 2.1.1: a public client must use it.
    #[error("Code challenge required.")]
    ChallengeRequired,
    /// A method that we do not know or that this client may not use. The words are Frappe's.
    #[error("Transform algorithm not supported.")]
    MethodNotSupported,
    /// `code_challenge` is not the form of a S256 challenge.
    #[error("The code_challenge must be 43 characters of base64url.")]
    MalformedChallenge,
    /// The code was bound to a challenge and no `code_verifier` came.
    #[error("Missing code_verifier parameter.")]
    VerifierMissing,
    /// RFC 9700 section 4.8.2: an attacker stripped the challenge from the authorization.
    #[error("The code was issued without a code_challenge.")]
    VerifierUnexpected,
    /// Not 43 to 128 characters of the unreserved set.
    #[error("The code_verifier must be 43 to 128 unreserved characters.")]
    MalformedVerifier,
    /// The verifier is not the one that the challenge was made of.
    #[error("The code_verifier does not match the code_challenge.")]
    Mismatch,
}

impl CodeChallenge {
    /// Reads the challenge of an authorization request.
    ///
    /// # Errors
    ///
    /// When it is missing though required, or of a form that the client may not use.
    pub fn parse(
        value: Option<&str>,
        method: Option<&str>,
        policy: PkcePolicy,
    ) -> Result<Option<Self>, PkceError> {
        // Section 4.3: without a method it is `plain`.
        let method = match (method, policy) {
            (Some("S256"), _) | (Some("s256"), PkcePolicy::Lenient) => ChallengeMethod::S256,
            (Some("plain") | None, PkcePolicy::Lenient) => ChallengeMethod::Plain,
            (None, PkcePolicy::Offered) if value.is_none() => return Ok(None),
            (None, PkcePolicy::Required) if value.is_none() => {
                return Err(PkceError::ChallengeRequired);
            }
            (_, _) => return Err(PkceError::MethodNotSupported),
        };
        let Some(value) = value else {
            return match policy {
                PkcePolicy::Required | PkcePolicy::Offered => Err(PkceError::ChallengeRequired),
                PkcePolicy::Lenient => Ok(None),
            };
        };
        if policy.is_strict() && (value.len() != 43 || !value.bytes().all(is_base64url)) {
            return Err(PkceError::MalformedChallenge);
        }
        Ok(Some(Self { value: value.to_owned(), method }))
    }

    fn is_met_by(&self, verifier: &Secret) -> bool {
        let presented = match self.method {
            ChallengeMethod::S256 => URL_SAFE_NO_PAD.encode(sha256(verifier.expose().as_bytes())),
            ChallengeMethod::Plain => verifier.expose().to_owned(),
        };
        Secret::new(presented).equals(&Secret::new(self.value.as_str()))
    }
}

/// Proves a verifier against what the code is bound to.
///
/// # Errors
///
/// Any of [`PkceError`]'s causes about the verifier.
pub fn verify(
    challenge: Option<&CodeChallenge>,
    verifier: Option<&Secret>,
    policy: PkcePolicy,
) -> Result<(), PkceError> {
    match (challenge, verifier) {
        (Some(_), None) => Err(PkceError::VerifierMissing),
        // The downgrade attack, as the verifier shows: RFC 9700 section 2.1.1 has it refused. Clients made
        // the Frappe way have always been allowed to send a verifier that nobody asked for.
        (None, Some(_)) if policy.is_strict() => Err(PkceError::VerifierUnexpected),
        (None, _) => Ok(()),
        (Some(_), Some(verifier)) if policy.is_strict() && !is_well_formed(verifier) => {
            Err(PkceError::MalformedVerifier)
        }
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
        (Some(_), Some(_)) => Err(PkceError::Mismatch),
    }
}

/// Section 4.1: 43 to 128 of `[A-Za-z0-9-._~]`.
fn is_well_formed(verifier: &Secret) -> bool {
    let text = verifier.expose();
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
#[path = "pkce_tests.rs"]
mod tests;
