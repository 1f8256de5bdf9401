//! Access tokens as JWTs: what they say, and which texts are taken for one.

use jsonwebtoken::EncodingKey;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    keys::signing::{Pair, encoding_key},
    protocol::{
        id_token::{HintKeys, IdToken, read_hint},
        params::Params,
        redemption_fixture::NOW,
        signing_key::{FreshKey, Rotation, SigningAlgorithm},
        token::{GrantId, Kind, draw_secret},
        user::User,
        userinfo::UserInfo,
    },
    secret::Random,
};

/// A published key of ours, and what signs with it.
fn key(algorithm: SigningAlgorithm) -> (KeySet, Signer) {
    let Pair { kid, public, private } = Pair::make(algorithm).unwrap();
    let key: EncodingKey = encoding_key(algorithm, &private).unwrap();
    let fresh = FreshKey { kid: kid.clone(), algorithm, public, sealed: String::new() };
    let set = KeySet::default().rotated(&[fresh], Rotation::WhenDue, NOW).unwrap();
    (set, Signer::Key { kid, algorithm, key })
}

fn id() -> Presented {
    Presented { grant: GrantId::draw(Random), kind: Kind::Jwt(draw_secret(Random)) }
}

fn sign(id: &Presented, resources: &Resources, by: &Signer) -> String {
    let token = JwtAccessToken {
        issuer: "https://id.example",
        resources,
        sub: "alice",
        client_id: "web",
        issued_at: NOW,
        expires_at: NOW + std::time::Duration::from_hours(1),
        id,
        scope: &Scope::parse("all openid"),
        authentication: Some(Authentication::of_login(NOW)),
        roles: Some(&json!(["Blogger"])),
    };
    token.sign(by).unwrap().expose().to_owned()
}

fn part(text: &str, at: usize) -> Value {
    let part = URL_SAFE_NO_PAD.decode(text.split('.').nth(at).unwrap()).unwrap();
    serde_json::from_slice(&part).unwrap()
}

#[test]
fn rfc9068_section_2_2_names_the_claims() {
    let (_, signer) = key(SigningAlgorithm::ES256);
    let (id, none) = (id(), Resources::default());
    let text = sign(&id, &none, &signer);
    assert_eq!(part(&text, 0)["typ"], "at+jwt");
    let seconds = NOW.seconds();
    let mut claims = json!({
        "iss": "https://id.example", "exp": seconds + 3600, "aud": "https://id.example",
        "sub": "alice", "client_id": "web", "iat": seconds, "jti": id.to_secret().expose(),
        "scope": "all openid", "auth_time": seconds, "acr": "1", "amr": ["pwd"],
        "roles": ["Blogger"],
    });
    assert_eq!(part(&text, 1), claims);
    for (query, audience) in [
        ("resource=urn:a", json!("urn:a")),
        ("resource=urn:a&resource=urn:b", json!(["urn:a", "urn:b"])),
    ] {
        let params = Params::from_urlencoded(query.as_bytes()).unwrap();
        claims["aud"] = audience;
        assert_eq!(part(&sign(&id, &Resources::read(&params).unwrap(), &signer), 1), claims);
    }
}

#[test]
fn what_we_have_signed_is_read_and_nothing_else() {
    for algorithm in SigningAlgorithm::ALL {
        let (set, signer) = key(algorithm);
        let id = id();
        let text = sign(&id, &Resources::default(), &signer);
        let reads = |text: &str| read(text, &set, NOW).is_some();
        let back = read(&text, &set, NOW).unwrap();
        assert!(is_one(&text) && back.to_secret().equals(&id.to_secret()));

        // Other claims around the same name, another algorithm, no signature, another's key.
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts.try_into().unwrap();
        let mut forged = part(&text, 1);
        forged["sub"] = "mallory".into();
        let forged = URL_SAFE_NO_PAD.encode(forged.to_string());
        assert!(!reads(&format!("{header}.{forged}.{signature}")));
        for (member, value) in [("alg", "none"), ("alg", "HS256"), ("kid", "x"), ("typ", "JWT")] {
            let mut other = part(&text, 0);
            other[member] = value.into();
            let other = URL_SAFE_NO_PAD.encode(other.to_string());
            assert!(!reads(&format!("{other}.{claims}.{signature}")), "{member} {value}");
            assert!(!reads(&format!("{other}.{claims}.")), "{member} {value}");
        }
        assert!(!reads(&sign(&id, &Resources::default(), &key(algorithm).1)));
        // The name alone is nobody's token.
        assert!(!reads(id.to_secret().expose()));
        assert!(Presented::parse(id.to_secret().expose()).is_none());
    }
}

#[test]
fn an_id_token_is_no_access_token_and_no_access_token_an_id_token() {
    let algorithm = SigningAlgorithm::RS256;
    let (set, signer) = key(algorithm);
    let user = User { sub: "alice".into(), ..User::default() };
    let user = UserInfo::of(&user, "https://id.example", crate::protocol::claims::Told::Frappes);
    let id_token = IdToken {
        audience: "urn:a",
        issued_at: NOW,
        expires_at: NOW,
        nonce: None,
        access_token: None,
        code: None,
        sid: None,
        authentication: Authentication::default(),
        user: &user,
    };
    let id_token = id_token.sign(&signer).unwrap();
    assert!(read(id_token.expose(), &set, NOW).is_none());
    let is_hint = |text: &str| read_hint(text, "urn:a", &HintKeys::Set(&set, algorithm, NOW));
    assert!(is_hint(id_token.expose()).is_some());
    // Even one whose API goes by the client's id.
    let params = Params::from_urlencoded(b"resource=urn:a").unwrap();
    let access = sign(&id(), &Resources::read(&params).unwrap(), &signer);
    assert_eq!(part(&access, 1)["aud"], "urn:a");
    assert!(is_hint(&access).is_none());
}

proptest! {
    #[test]
    fn no_text_of_a_stranger_is_taken_for_one(
        text in "\\PC{0,60}|[A-Za-z0-9_-]{0,30}(\\.[A-Za-z0-9_-]{0,30}){0,4}",
        header in "\\PC{0,30}", claims in "\\PC{0,40}|\\{\"jti\":\"[a-zA-Z0-9.]{0,60}\"\\}"
    ) {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let typed = part("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}");
        for text in [
            format!("{}.{}.{text}", part(&header), part(&claims)),
            format!("{typed}.{}.{text}", part(&claims)),
            text,
        ] {
            prop_assert!(read(&text, &KeySet::default(), NOW).is_none());
            claimed(&text);
        }
        Presented::named(&claims);
    }
}
