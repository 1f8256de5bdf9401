//! Tests of the rules of client assertions.

use jsonwebtoken::{Algorithm, EncodingKey, encode};
use serde_json::json;

use super::*;
use crate::{
    keys::signing::{Pair, encoding_key},
    protocol::signing_key::SigningAlgorithm,
    secret::Secret,
};

const NOW: i64 = 1_000_000;
const ISSUER: &str = "https://id.example";

struct Signer {
    public: Jwk,
    private: Secret,
    algorithm: SigningAlgorithm,
}

impl Signer {
    fn new(algorithm: SigningAlgorithm) -> Self {
        let Pair { public, private, .. } = Pair::make(algorithm).unwrap();
        Self { public, private, algorithm }
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &encoding_key(self.algorithm, &self.private).unwrap()).unwrap()
    }

    fn header(&self) -> Header {
        let kid = self.public.common.key_id.clone();
        Header { kid, ..Header::new(self.algorithm.jwt()) }
    }
}

fn claims(change: &Value) -> Value {
    let mut claims = json!({
        "iss": "web", "sub": "web", "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "jti": "j",
    });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

fn checked(assertion: &str, keys: &[Jwk]) -> Result<Accepted, AssertionError> {
    let audiences = [ISSUER.to_owned(), format!("{ISSUER}/token")];
    check(assertion, "web", &audiences, keys, Timestamp::from_millis(NOW * 1000))
}

#[test]
fn rfc7523_section_3_who_signs_for_us_and_in_time_is_believed() {
    for algorithm in SigningAlgorithm::ALL {
        let signer = Signer::new(algorithm);
        for change in [
            json!({}),
            json!({"aud": format!("{ISSUER}/token")}),
            json!({"aud": ["https://other.example", ISSUER]}),
            json!({"exp": NOW - 59}),
            json!({"exp": NOW + 24 * 3600}),
            json!({"iat": null, "nbf": NOW + 60}),
            json!({"exp": 1_000_060.5, "iat": 1_000_000.25}),
        ] {
            let assertion = signer.sign(&signer.header(), &claims(&change));
            let accepted = checked(&assertion, std::slice::from_ref(&signer.public)).unwrap();
            assert_eq!((accepted.client_id(), accepted.jti()), ("web", "j"), "{change}");
            assert_eq!(claimed_client(&assertion).as_deref(), Some("web"));
        }
    }
}

#[test]
fn every_refusal_has_its_cause() {
    use AssertionError as E;
    let signer = Signer::new(SigningAlgorithm::ES256);
    let keys = std::slice::from_ref(&signer.public);
    let long = "x".repeat(256);
    for (change, cause) in [
        (json!({"iss": "other"}), E::Client),
        (json!({"sub": "other"}), E::Client),
        (json!({"aud": "https://other.example"}), E::Audience),
        (json!({"aud": format!("{ISSUER}/")}), E::Audience),
        (json!({"aud": []}), E::Audience),
        (json!({"aud": null}), E::Malformed),
        (json!({"exp": NOW - 60}), E::Expired),
        (json!({"exp": i64::MIN}), E::Expired),
        (json!({"exp": NOW + 24 * 3600 + 1}), E::TooLong),
        (json!({"exp": i64::MAX}), E::TooLong),
        (json!({"exp": null}), E::Malformed),
        (json!({"exp": "soon"}), E::Malformed),
        (json!({"iat": NOW + 61}), E::Future),
        (json!({"nbf": NOW + 61}), E::Future),
        (json!({"jti": null}), E::Malformed),
        (json!({"jti": ""}), E::Malformed),
        (json!({"jti": long}), E::Malformed),
    ] {
        let assertion = signer.sign(&signer.header(), &claims(&change));
        assert_eq!(checked(&assertion, keys).unwrap_err(), cause, "{change}");
    }
    for text in ["", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30."] {
        assert_eq!(checked(text, keys).unwrap_err(), E::Malformed, "{text}");
    }
}

#[test]
fn only_a_key_of_the_record_counts_and_only_as_it_is_meant() {
    use AssertionError as E;
    let signer = Signer::new(SigningAlgorithm::RS256);
    let other = Signer::new(SigningAlgorithm::RS256);
    let claims = claims(&json!({}));
    let refused = |assertion: &str, keys: &[Jwk]| checked(assertion, keys).unwrap_err();

    let assertion = signer.sign(&signer.header(), &claims);
    assert_eq!(refused(&assertion, &[]), E::UnknownKey);
    assert_eq!(refused(&assertion, std::slice::from_ref(&other.public)), E::UnknownKey);
    // Under another's name.
    let header = Header { kid: other.public.common.key_id.clone(), ..signer.header() };
    let forged = signer.sign(&header, &claims);
    assert_eq!(refused(&forged, std::slice::from_ref(&other.public)), E::Signature);
    // Without a name each that fits is tried.
    let unnamed = signer.sign(&Header { kid: None, ..signer.header() }, &claims);
    assert!(checked(&unnamed, &[other.public, signer.public.clone()]).is_ok());
    // The public key as the secret of an HMAC.
    let text = serde_json::to_string(&signer.public).unwrap();
    let header =
        Header { kid: signer.public.common.key_id.clone(), ..Header::new(Algorithm::HS256) };
    let confused = encode(&header, &claims, &EncodingKey::from_secret(text.as_bytes())).unwrap();
    assert_eq!(refused(&confused, std::slice::from_ref(&signer.public)), E::Algorithm);
    // A key for another algorithm.
    let pss = Header { kid: signer.public.common.key_id.clone(), ..Header::new(Algorithm::PS256) };
    let pss = signer.sign(&pss, &claims);
    assert_eq!(refused(&pss, std::slice::from_ref(&signer.public)), E::UnknownKey);
    let mut any = signer.public;
    any.common.key_algorithm = None;
    assert!(checked(&pss, &[any]).is_ok());
}
