//! Client authentication: the ways in, and every way that stays shut.

use super::*;
use crate::{protocol::client::AuthMethod, secret::SecretHash};

fn read(basic: Option<&str>, body: &str) -> Result<ClientCredentials, ClientError> {
    let body = Params::from_urlencoded(body.as_bytes()).unwrap();
    ClientCredentials::read(basic.map(str::as_bytes), &body)
}

fn client(method: AuthMethod, client_secret: StoredSecret) -> Client {
    Client { token_endpoint_auth_method: method, client_secret, ..Client::default() }
}

fn attempt(client: Option<Client>, basic: Option<&str>, body: &str) -> Result<(), ClientError> {
    let credentials = read(basic, body)?;
    let is_sealed = client.as_ref().is_some_and(Client::has_readable_secret);
    let current = is_sealed.then(|| Secret::new("sëcret"));
    authenticate(&credentials, client, Unsealed { current, next: None }).map(|_| ())
}

fn sealed() -> Client {
    client(AuthMethod::ClientSecretBasic, StoredSecret::Sealed("..".into()))
}

#[test]
fn basic_and_body_are_both_taken_whatever_the_record_says() {
    assert_eq!(attempt(Some(sealed()), Some("id:s%C3%ABcret"), ""), Ok(()));
    assert_eq!(attempt(Some(sealed()), Some("id:s%C3%ABcret"), "client_id=id"), Ok(()));
    assert_eq!(attempt(Some(sealed()), Some("id:sëcret"), ""), Ok(()));
    assert_eq!(attempt(Some(sealed()), None, "client_id=id&client_secret=s%C3%ABcret"), Ok(()));
    let hashed = StoredSecret::Hashed(SecretHash::of("x:y"));
    let hashed = Some(client(AuthMethod::ClientSecretPost, hashed));
    assert_eq!(attempt(hashed, Some("id:x:y"), ""), Ok(()));
}

#[test]
fn a_public_client_names_itself_and_has_no_secret() {
    let public = || Some(client(AuthMethod::None, StoredSecret::None));
    assert_eq!(attempt(public(), None, "client_id=id"), Ok(()));
    let wrong = Err(ClientError::WrongSecret);
    assert_eq!(attempt(public(), None, "client_id=id&client_secret=x"), wrong);
    assert_eq!(attempt(public(), Some("id:x"), ""), wrong);
}

#[test]
fn every_other_way_is_refused() {
    use ClientError as E;
    let cases = [
        (None, "", E::Missing),
        (None, "client_secret=x", E::Missing),
        (None, "client_id=id", E::SecretMissing),
        (None, "client_id=id&client_secret=wrong", E::WrongSecret),
        (
            None,
            "client_id=id&client_id=id&client_secret=x",
            E::Params(ParamsError::Duplicate("client_id".into())),
        ),
        (Some("id"), "", E::MalformedBasic),
        (Some(":x"), "", E::MalformedBasic),
        (Some("id:%ZZ"), "", E::MalformedBasic),
        (Some("id:%C3"), "client_id=id", E::MalformedBasic),
        (Some("id:"), "", E::SecretMissing),
        (Some("id:wrong"), "", E::WrongSecret),
        (Some("id:s%C3%ABcret"), "client_secret=s%C3%ABcret", E::TwoMethods),
        (Some("id:s%C3%ABcret"), "client_id=other", E::TwoMethods),
    ];
    for (basic, body, cause) in cases {
        assert_eq!(attempt(Some(sealed()), basic, body), Err(cause), "{basic:?} {body}");
    }
    assert_eq!(attempt(None, Some("id:x"), ""), Err(E::Unknown));
    let broken = Some(client(AuthMethod::ClientSecretBasic, StoredSecret::None));
    assert_eq!(attempt(broken, Some("id:x"), ""), Err(E::WrongSecret));
}

#[test]
fn of_two_secrets_either_proves_the_client_and_signs_what_it_gets() {
    let two = || {
        let client_secret = StoredSecret::Sealed("1".into());
        let next_client_secret = StoredSecret::Sealed("2".into());
        Client { next_client_secret, ..client(AuthMethod::ClientSecretBasic, client_secret) }
    };
    let signs = |secret: &str| {
        let credentials = read(Some(&format!("id:{secret}")), "").unwrap();
        let unsealed =
            Unsealed { current: Some(Secret::new("old")), next: Some(Secret::new("new")) };
        let client = authenticate(&credentials, Some(two()), unsealed)?;
        Ok(client.signing_secret().map(|secret| secret.expose().to_owned()))
    };
    assert_eq!(signs("old"), Ok(Some("old".to_owned())));
    assert_eq!(signs("new"), Ok(Some("new".to_owned())));
    assert_eq!(signs("newer"), Err(ClientError::WrongSecret));
    // One of them may be known by its hash alone: then nothing can be signed for it.
    let hashed =
        Client { next_client_secret: StoredSecret::Hashed(SecretHash::of("new")), ..two() };
    let credentials = read(Some("id:new"), "").unwrap();
    let unsealed = Unsealed { current: Some(Secret::new("old")), next: None };
    let client = authenticate(&credentials, Some(hashed), unsealed).unwrap();
    assert!(client.signing_secret().is_none());
}
