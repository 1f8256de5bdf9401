//! The form of codes and tokens: a kind, the grant's id, and secrets; letters and digits only.
//!
//! | kind | form | length |
//! |---|---|---|
//! | authorization code | `affc` grant secret | 58 |
//! | device code | `affd` grant secret | 58 |
//! | access token | `affa` grant secret | 58 |
//! | `jti` of an access token that is a JWT | grant `.` secret | 55 |
//! | refresh token | `affr` grant family generation | 90 |
//!
//! The grant's id finds the item with one read; the secrets prove the holder. The prefixes let
//! people search their logs and repositories for leaked ones.

use serde::{Deserialize, Serialize};

use crate::secret::{Random, Secret, sha256_hex};

/// Letters of a grant's id: 131 bits of chance.
const ID_LENGTH: usize = 22;
/// Letters of a secret: 190 bits of chance.
pub const SECRET_LENGTH: usize = 32;

/// The name of a grant: no secret, but not to be guessed either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(String);

impl GrantId {
    /// A new one.
    pub fn draw(random: Random) -> Self {
        Self(random.alphanumeric(ID_LENGTH).expose().to_owned())
    }

    /// Reads one; `None` for what we never drew.
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours =
            text.len() == ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_ours.then(|| Self(text.to_owned()))
    }

    /// The one that follows from a text, for who has nothing but the text.
    pub fn of(text: &str) -> Self {
        Self(sha256_hex(text).chars().take(ID_LENGTH).collect())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code or token that somebody presents: its grant and what it says of itself.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The grant that it names.
    pub grant: GrantId,
    /// Which kind it is, with its secrets.
    pub kind: Kind,
}

/// The kinds of codes and tokens.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An authorization code.
    Code(Secret),
    /// A device code.
    Device(Secret),
    /// An access token.
    Access(Secret),
    /// An access token that is a JWT of ours.
    Jwt(Secret),
    /// A refresh token.
    Refresh {
        /// The same for every refresh token of a grant: who has it was given one.
        family: Secret,
        /// New with every rotation.
        generation: Secret,
    },
}

impl Presented {
    /// Reads a text; `None` for what we never issued.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let (kind, rest) = text.split_at_checked(4)?;
        let (id, secrets) = rest.split_at_checked(ID_LENGTH)?;
        let grant = GrantId(id.to_owned());
        let kind = match (kind, secrets.split_at_checked(SECRET_LENGTH)?) {
            ("affc", (secret, "")) => Kind::Code(Secret::new(secret)),
            ("affd", (secret, "")) => Kind::Device(Secret::new(secret)),
            ("affa", (secret, "")) => Kind::Access(Secret::new(secret)),
            ("affr", (family, generation)) if generation.len() == SECRET_LENGTH => {
                Kind::Refresh { family: Secret::new(family), generation: Secret::new(generation) }
            }
            (_, _) => return None,
        };
        Some(Self { grant, kind })
    }

    /// Reads the `jti` of a JWT that bears our signature. Without one it is nobody's proof.
    pub(super) fn named(jti: &str) -> Option<Self> {
        let (id, secret) = jti.split_once('.')?;
        let is_ours =
            secret.len() == SECRET_LENGTH && secret.bytes().all(|b| b.is_ascii_alphanumeric());
        let grant = GrantId::parse(id).filter(|_| is_ours)?;
        Some(Self { grant, kind: Kind::Jwt(Secret::new(secret)) })
    }

    /// The text to hand out, or the `jti` of the JWT that is.
    pub fn to_secret(&self) -> Secret {
        let grant = self.grant.as_str();
        Secret::new(match &self.kind {
            Kind::Code(secret) => format!("affc{grant}{}", secret.expose()),
            Kind::Device(secret) => format!("affd{grant}{}", secret.expose()),
            Kind::Access(secret) => format!("affa{grant}{}", secret.expose()),
            Kind::Jwt(secret) => format!("{grant}.{}", secret.expose()),
            Kind::Refresh { family, generation } => {
                format!("affr{grant}{}{}", family.expose(), generation.expose())
            }
        })
    }
}

/// A new secret for a code or token.
pub fn draw_secret(random: Random) -> Secret {
    random.alphanumeric(SECRET_LENGTH)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_handed_out_is_read_back_and_fits_frappes_fields() {
        let grant = GrantId::draw(Random);
        let secret = || draw_secret(Random);
        for kind in [
            Kind::Code(secret()),
            Kind::Device(secret()),
            Kind::Access(secret()),
            Kind::Refresh { family: secret(), generation: secret() },
        ] {
            let text = Presented { grant: grant.clone(), kind }.to_secret();
            let back = Presented::parse(text.expose()).unwrap();
            assert_eq!(back.grant, grant);
            assert!(back.to_secret().equals(&text));
            assert!(text.expose().len() < 140);
            assert!(text.expose().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn a_letter_more_or_less_is_not_a_token() {
        let text = format!("affa{}", "x".repeat(ID_LENGTH + SECRET_LENGTH));
        assert!(Presented::parse(&text).is_some());
        assert!(Presented::parse(&format!("{text}x")).is_none());
        assert!(Presented::parse(text.get(1..).unwrap()).is_none());
        assert!(Presented::parse(&text.replace("affa", "affr")).is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,120}|aff[cdar][a-zA-Z0-9é]{0,100}") {
            if let Some(token) = Presented::parse(&text) {
                let back = token.to_secret();
                prop_assert_eq!(back.expose(), text.as_str());
            }
        }
    }
}
