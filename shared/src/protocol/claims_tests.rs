//! Tests of what a client is told of a user.

use super::*;
use crate::{
    clock::Timestamp,
    protocol::standard_claims::{Address, StandardClaims},
};

const ISSUER: &str = "https://id.example.com";

fn client() -> Client {
    Client { claims_policy: ClaimsPolicy::OpenIdConnect, ..Client::default() }
}

fn ada() -> User {
    let text = |text: &str| Some(text.to_owned());
    User {
        name: "ada@example.com".into(),
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        user_image: text("/files/ada.png"),
        language: text("en-GB"),
        roles: vec!["Blogger".into()],
        modified: Timestamp::from_millis(1_800_000_000_999),
        claims: StandardClaims {
            username: text("ada"),
            middle_name: text("King"),
            nickname: text("Enchantress"),
            profile: text("https://people.example/ada"),
            website: text("https://ada.example/"),
            gender: text("Female"),
            birthdate: text("1815-12-10"),
            zoneinfo: text("Europe/London"),
            mobile_no: text("+44 20 1234567"),
            phone: None,
            phone_number_verified: true,
            email_verified: true,
            address: Address { locality: text("London"), ..Address::default() },
        },
        ..User::default()
    }
}

fn told(user: &User, scope: &str, request: &str) -> String {
    let (scope, request) = (Scope::parse(scope), ClaimsRequest::parse(request).unwrap());
    let claims = Told::by_userinfo(&client(), &scope, &request).about(user, ISSUER);
    Value::from(claims).to_string()
}

#[test]
fn a_scope_is_its_claims_in_the_order_of_the_specification_and_no_other() {
    let scopes = ["openid all offline_access", "profile", "email", "phone", "address", "roles"];
    let table = scopes.map(|scope| format!("{scope}: {}", told(&ada(), scope, "{}")));
    insta::assert_snapshot!(table.join("\n"), @r#"
    openid all offline_access: {}
    profile: {"name":"Ada Lovelace","given_name":"Ada","family_name":"Lovelace","middle_name":"King","nickname":"Enchantress","preferred_username":"ada","profile":"https://people.example/ada","picture":"https://id.example.com/files/ada.png","website":"https://ada.example/","gender":"female","birthdate":"1815-12-10","zoneinfo":"Europe/London","locale":"en-GB","updated_at":1800000000}
    email: {"email":"ada@example.com","email_verified":true}
    phone: {"phone_number":"+44 20 1234567","phone_number_verified":true}
    address: {"address":{"locality":"London"}}
    roles: {"roles":["Blogger","All","Guest","Desk User"]}
    "#);
}

#[test]
fn what_has_no_value_is_left_out_and_what_is_verified_goes_with_it() {
    let nobody = User { name: "administrator".into(), ..User::default() };
    let all = "openid profile email phone address";
    assert_eq!(told(&nobody, all, "{}"), r#"{"updated_at":0}"#);
    let named = User { name: "a@example.com".into(), ..User::default() };
    assert_eq!(told(&named, "email", "{}"), r#"{"email":"a@example.com","email_verified":false}"#);
}

#[test]
fn a_claim_that_is_asked_for_is_told_without_its_scope_but_roles_are_not() {
    let request = r#"{"userinfo": {"name": null, "roles": {"essential": true}}}"#;
    assert_eq!(told(&ada(), "openid", request), r#"{"name":"Ada Lovelace"}"#);
    let elsewhere = r#"{"id_token": {"name": null}}"#;
    assert_eq!(told(&ada(), "openid", elsewhere), "{}");
}

#[test]
fn an_id_token_tells_of_scopes_only_where_nobody_can_ask_for_more() {
    let (scope, request) = (Scope::parse("openid email"), ClaimsRequest::default());
    let names = |told: Told<'_>| told.about(&ada(), ISSUER).keys().cloned().collect::<Vec<_>>();
    assert!(names(Told::by_id_token(&client(), None, &request)).is_empty());
    let alone = Told::by_id_token(&client(), Some(&scope), &request);
    assert_eq!(names(alone), ["email", "email_verified"]);
}

#[test]
fn by_frappes_policy_neither_scopes_nor_claims_change_anything() {
    let client = Client::default();
    let request = ClaimsRequest::parse(r#"{"userinfo": {"nickname": null}}"#).unwrap();
    let scope = Scope::parse("openid phone");
    let told = Told::by_userinfo(&client, &scope, &request).about(&ada(), ISSUER);
    assert_eq!(told, frappes(&ada(), ISSUER));
    let names: Vec<&str> = told.keys().map(String::as_str).collect();
    assert_eq!(names, ["name", "given_name", "family_name", "email", "picture", "roles"]);
    assert_eq!(words(Some(&client), &scope, &request), ["openid", "phone"]);
}

#[test]
fn the_user_is_asked_for_each_claim_however_it_was_asked_for() {
    let request = ClaimsRequest::parse(r#"{"id_token": {"gender": null}}"#).unwrap();
    let words = words(Some(&client()), &Scope::parse("openid email crm:read"), &request);
    let expected = ["claim sub", "claim email", "claim email_verified", "crm:read", "claim gender"];
    assert_eq!(words, expected);
}

#[test]
fn who_allowed_a_name_has_not_allowed_a_telephone_number() {
    let request = |claim: &str| {
        ClaimsRequest::parse(&format!(r#"{{"userinfo": {{"{claim}": null}}}}"#)).unwrap()
    };
    let (scope, allowed) = (Scope::parse("openid email"), request("name"));
    let covers = |asked: &str| covers((&scope, &allowed), &client(), &request(asked));
    assert!(covers("name") && covers("email") && !covers("phone_number"));
}
