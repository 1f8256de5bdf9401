//! Tests of the documents of doctype OAuth Client.

use serde_json::json;

use super::*;
use crate::protocol::{claims::ClaimsPolicy, client::ResponseType};
use crate::{clock::Timestamp, protocol::lifetimes::Lifetimes};

fn parse(change: &Value) -> Result<ClientEntry, String> {
    let mut value = json!({
        "doctype": "OAuth Client", "name": "c", "client_secret": "s",
        "redirect_uris": "https://a.example/1\nhttps://a.example/2 app:/cb",
    });
    for (field, new) in change.as_object().unwrap() {
        value[field] = new.clone();
    }
    read(&Document::new(1, &value).unwrap()).map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_frappe_saves_it() {
    let ClientEntry { client, secrets, .. } = parse(&json!({})).unwrap();
    assert_eq!(client.redirect_uris.len(), 3);
    assert_eq!(client.scopes.to_string(), "all openid");
    assert_eq!(client.allowed_roles, ["Desk User"]);
    assert_eq!(client.app_name, "c");
    assert_eq!(client.claims_policy, ClaimsPolicy::Frappe);
    assert_eq!(client.token_endpoint_auth_method, AuthMethod::ClientSecretBasic);
    assert!(secrets.current.is_some() && !client.skip_authorization);
}

#[test]
fn a_public_client_has_no_secret() {
    let entry = parse(&json!({"token_endpoint_auth_method": "None"})).unwrap();
    assert!(entry.secrets.current.is_none() && entry.client.is_public());
}

#[test]
fn grant_and_response_type_must_pair() {
    let pair = |grant: &str, response: &str| {
        parse(&json!({"grant_type": grant, "response_type": response}))
            .map(|entry| entry.client.response_type)
    };
    assert_eq!(pair("Authorization Code", "Code"), Ok(ResponseType::Code));
    assert_eq!(pair("Implicit", "Token"), Ok(ResponseType::Token));
    assert_eq!(pair("", "Token"), Ok(ResponseType::Token));
    assert_eq!(
        pair("Implicit", "Code").unwrap_err(),
        "OAuth Client c: grant_type: Combination of Grant Type (Implicit) and Response Type (Code) not allowed"
    );
    assert!(pair("Authorization Code", "Token").is_err());
    assert!(pair("Password", "Code").is_err());
}

#[test]
fn a_bad_client_is_named() {
    let text = |change: Value| parse(&change).unwrap_err();
    assert_eq!(
        text(json!({"redirect_uris": "javascript:alert(1)"})),
        "OAuth Client c: redirect_uris: \"javascript:alert(1)\": the redirect URI is not an \
         absolute URI that a browser can safely go to"
    );
    assert!(text(json!({"client_secret": ""})).contains("client_secret: missing"));
    assert!(text(json!({"redirect_uris": ""})).ends_with("redirect_uris: missing"));
    let unchecked = json!({"redirect_uris": "", "allows_device_grant": 0, "service_user": ""});
    assert!(text(unchecked).ends_with("redirect_uris: missing"));
    for other_way in [json!({"service_user": "r@x.example"}), json!({"allows_device_grant": 1})] {
        let mut fields = other_way;
        fields["redirect_uris"] = "".into();
        assert_eq!(parse(&fields).unwrap().client.redirect_uris, Vec::<String>::new());
    }
    assert!(text(json!({"token_endpoint_auth_method": "Basic"})).contains("not one of"));
    assert!(text(json!({"claims_policy": "OIDC"})).contains("claims_policy: not one of"));
    assert!(text(json!({"client_id": "ä"})).contains("client_id: a client_id has"));
}

fn sent(fields: Value) -> Map<String, Value> {
    serde_json::from_value(fields).unwrap()
}

#[test]
fn a_change_leaves_what_it_does_not_speak_of_and_what_nobody_may_write() {
    let existing = Client {
        client_secret: StoredSecret::Sealed("..".into()),
        lifetimes: Lifetimes { code: 120, ..Lifetimes::default() },
        is_self_registered: true,
        valid_from: Timestamp::from_millis(7),
        modified: Timestamp::from_millis(9),
        ..parse(&json!({"is_frappe_site": 1})).unwrap().client
    };
    let fields = sent(json!({
        "name": "other", "client_id": "other", "is_self_registered": 0, "app_name": "New",
        "client_secret": "chosen", "access_token_lifetime": "600", "skip_authorization": "1",
    }));
    let changed = change(&existing, &fields).unwrap();
    let lifetimes = Lifetimes { access_token: 600, ..existing.lifetimes };
    let expected =
        Client { app_name: "New".into(), lifetimes, skip_authorization: true, ..existing.clone() };
    assert_eq!(changed, expected);
    let policy = sent(json!({"claims_policy": "OpenID Connect"}));
    let policy = change(&existing, &policy).unwrap().claims_policy;
    assert_eq!(policy, ClaimsPolicy::OpenIdConnect);
    assert_eq!(change(&existing, &Map::new()), Ok(existing));
}

#[test]
fn a_new_client_has_a_name_and_no_secret_or_id_of_its_makers_choice() {
    let make = |fields| make("drawn", &sent(fields)).map_err(|error| error.to_string());
    let fields = json!({
        "app_name": "App", "redirect_uris": "https://a.example/1", "client_id": "chosen",
        "client_secret": "chosen", "is_self_registered": 1, "lifetimes": {},
    });
    let client = make(fields).unwrap();
    assert_eq!((client.client_id.as_str(), client.is_self_registered), ("drawn", false));
    assert_eq!(client.client_secret, StoredSecret::None);
    assert_eq!(make(json!({})).unwrap_err(), "OAuth Client new: app_name: missing");
    let error = make(json!({"app_name": "A", "redirect_uris": "/x"})).unwrap_err();
    assert!(error.starts_with("OAuth Client new: redirect_uris: "), "{error}");
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let entry = parse(&json!({
        "grant_type": "Implicit", "response_type": "Token", "allowed_roles": [{"role": "All"}],
        "contacts": "a@x b@x", "logo_uri": "https://a.example/logo", "software_version": "2",
        "next_client_secret": "second", "refresh_token_grace": 0,
    }));
    let ClientEntry { client, secrets, .. } = entry.unwrap();
    let written = write(&client, &secrets);
    let back = read(&Document::new(1, &written).unwrap()).unwrap();
    assert_eq!(back.client, client);
    assert!(back.secrets.next.unwrap().equals(&Secret::new("second")));
    assert_eq!(client.lifetimes.rotation_grace, 0);
    assert_eq!(client.contacts, ["a@x", "b@x"]);
}

#[test]
fn a_lifetime_has_bounds() {
    let text = |change: Value| parse(&change).unwrap_err();
    assert!(text(json!({"code_lifetime": 601})).ends_with("not a number from 10 to 600"));
    assert!(text(json!({"code_lifetime": "-1"})).contains("code_lifetime: not a number"));
    assert!(text(json!({"access_token_lifetime": 1.5})).contains("access_token_lifetime: not"));
}
