//! Tests of what an app may say of itself.

use serde_json::{Map, Value, json};

use super::{
    information::{self, Shown},
    record::{changed, made},
    *,
};
use crate::{
    clock::Timestamp,
    protocol::{
        claims::ClaimsPolicy,
        client::{Client, StoredSecret},
        retention,
        scope::Scope,
    },
    secret::{Secret, SecretHash},
};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// The least that Frappe takes, with these members.
fn sent(more: &Value) -> Map<String, Value> {
    let mut sent = json!({ "client_name": "App", "redirect_uris": ["https://a.example/cb"] });
    sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sent.as_object().unwrap().clone()
}

fn register(more: &Value) -> Result<Client, RegistrationError> {
    let metadata = Metadata::read(&sent(more))?;
    Ok(made(metadata, "id".to_owned(), SecretHash::of("token"), NOW))
}

/// `code: words`.
fn refusal(more: &Value) -> String {
    let error = register(more).expect_err(&more.to_string());
    format!("{}: {}", error.code.as_str(), error.words)
}

fn told(client: &Client) -> Value {
    let token = Secret::new("token");
    let shown = Shown { secret: None, access_token: &token, uri: "https://id.example/id" };
    Value::Object(information::write(client, shown))
}

/// The grant types and response types that come of what was sent.
fn types(more: &Value) -> Value {
    let told = told(&register(more).unwrap_or_else(|error| panic!("{more}: {error}")));
    json!([told["grant_types"], told["response_types"]])
}

#[test]
fn what_is_left_out_is_rfc_7591s_default() {
    let client = register(&json!({})).unwrap();
    assert!(client.is_self_registered && !client.skip_authorization);
    assert_eq!(client.claims_policy, ClaimsPolicy::OpenIdConnect);
    assert_eq!(client.allowed_roles, ["Desk User"]);
    assert_eq!(client.unused_until, Some(NOW + retention::UNUSED));
    assert_eq!(
        told(&client),
        json!({
            "client_id": "id", "client_id_issued_at": 1_700_000_000, "client_secret_expires_at": 0,
            "client_name": "App", "grant_types": ["authorization_code"], "response_types": ["code"],
            "scope": "openid profile email phone address roles offline_access",
            "redirect_uris": ["https://a.example/cb"],
            "token_endpoint_auth_method": "client_secret_basic", "application_type": "web",
            "subject_type": "public", "id_token_signed_response_alg": "RS256",
            "require_auth_time": false, "registration_access_token": "token",
            "registration_client_uri": "https://id.example/id",
        })
    );
}

#[test]
fn every_member_comes_back_as_it_was_sent() {
    let keys = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}]});
    let all = json!({
        "client_uri": "https://a.example/", "logo_uri": "https://a.example/logo.png",
        "tos_uri": "http://a.example/tos", "policy_uri": "https://a.example/policy#you",
        "contacts": ["ops@a.example"], "software_id": "s", "software_version": "1.0",
        "scope": "openid email", "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"], "token_endpoint_auth_method": "private_key_jwt", "jwks": keys,
        "application_type": "native", "initiate_login_uri": "https://a.example/login",
        "id_token_signed_response_alg": "ES256", "userinfo_signed_response_alg": "RS256",
        "default_max_age": 60, "require_auth_time": true, "subject_type": "public",
        "post_logout_redirect_uris": ["https://a.example/bye"],
        "backchannel_logout_uri": "https://a.example/out",
    });
    let told = told(&register(&all).unwrap());
    for (name, value) in all.as_object().unwrap() {
        assert_eq!(&told[name], value, "{name}");
    }
}

#[test]
fn members_that_nobody_knows_and_nulls_are_passed_over() {
    let plain = register(&json!({})).unwrap();
    let more = json!({
        "x": {"y": []}, "client_name#de": "Die App", "client_uri": null, "contacts": null,
        "request_uris": ["https://a.example/r"], "sector_identifier_uri": "https://a.example/s",
        "access_token_format": "JWT", "skip_authorization": true, "is_resource_server": true,
        "service_user": "alice@example.com", "allowed_roles": ["All"], "client_id": "mine",
        "client_secret": "mine", "is_self_registered": false, "jwks": null,
    });
    assert_eq!(register(&more).unwrap(), plain);
}

#[test]
fn grant_types_follow_from_response_types() {
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    for (more, expected) in [
        (json!({}), json!([["authorization_code"], ["code"]])),
        (json!({"grant_types": []}), json!([["authorization_code"], ["code"]])),
        (
            json!({"grant_types": ["refresh_token"]}),
            json!([["authorization_code", "refresh_token"], ["code"]]),
        ),
        (
            json!({"grant_types": ["authorization_code", "implicit"], "response_types": ["code"]}),
            json!([["authorization_code"], ["code"]]),
        ),
        (
            json!({"response_types": ["token  id_token", "id_token token"]}),
            json!([["implicit"], ["id_token token"]]),
        ),
        (
            json!({"response_types": ["code id_token"], "grant_types": ["implicit"]}),
            json!([["authorization_code", "implicit"], ["code id_token"]]),
        ),
        (
            json!({"grant_types": ["refresh_token", device], "redirect_uris": null}),
            json!([["refresh_token", device], []]),
        ),
        (
            json!({"grant_types": ["authorization_code", device]}),
            json!([["authorization_code", device], ["code"]]),
        ),
    ] {
        assert_eq!(types(&more), expected, "{more}");
    }
}

/// Each is refused as invalid metadata, in words that begin so.
fn assert_refused(cases: &[(Value, &str)]) {
    for (more, words) in cases {
        let (refusal, words) = (refusal(more), format!("invalid_client_metadata: {words}"));
        assert!(refusal.starts_with(&words), "{more}: {refusal}");
    }
}

#[test]
fn every_refusal_has_its_word_and_names_the_member() {
    assert_refused(&[
        (json!({"redirect_uris": null}), "redirect_uris is required"),
        (json!({"redirect_uris": []}), "redirect_uris is required"),
        (json!({"redirect_uris": "https://a.example"}), "redirect_uris must be a list of strings"),
        (json!({"redirect_uris": [1]}), "redirect_uris must be a list of strings"),
        (json!({"client_name": 1}), "client_name must be a string"),
        (json!({"client_name": "a\u{0}"}), "client_name has control characters"),
        (json!({"client_name": "a".repeat(141)}), "client_name must be one line of at most 140"),
        (json!({"grant_types": ["password"]}), "only 'authorization_code', 'refresh_token', "),
        (json!({"grant_types": ["client_credentials"]}), "grant type 'client_credentials' is for"),
        (json!({"grant_types": ["implicit"]}), "grant type 'implicit' needs response_types"),
        (json!({"grant_types": "implicit"}), "grant_types must be a list of strings"),
        (json!({"response_types": ["none"]}), "only 'code', 'token', 'id_token', "),
        (json!({"response_types": ["code", "token"]}), "response_types 'code' and 'token' cannot"),
        (
            json!({"response_types": ["id_token"], "token_endpoint_auth_method": "none"}),
            "a client with token_endpoint_auth_method 'none' has",
        ),
        (
            json!({"token_endpoint_auth_method": "client_secret_jwt"}),
            "token_endpoint_auth_method must be one of client_secret_basic, ",
        ),
        (json!({"application_type": "service"}), "application_type must be one of web, native"),
        (json!({"id_token_signed_response_alg": "none"}), "id_token_signed_response_alg must be "),
        (
            json!({"id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "none"}),
            "id_token_signed_response_alg HS256 is for a client with a secret",
        ),
        (json!({"userinfo_signed_response_alg": "HS256"}), "userinfo_signed_response_alg must be"),
        (json!({"default_max_age": -1}), "default_max_age must be a number from 0 to"),
        (json!({"default_max_age": "1"}), "default_max_age must be a number from 0 to"),
        (json!({"require_auth_time": 1}), "require_auth_time must be true or false"),
        (json!({"subject_type": "pairwise"}), "subject_type must be one of public"),
        (json!({"contacts": "a@x"}), "contacts must be a list of strings"),
        (json!({"scope": ["openid"]}), "scope must be a string"),
        (json!({"scope": "open\"id"}), "scope must be words of printable ASCII"),
        (
            json!({"post_logout_redirect_uris": ["http://a.example"]}),
            "post_logout_redirect_uris mu",
        ),
        (json!({"software_id": "a".repeat(33_000)}), "a registration has at most 32768 bytes"),
    ]);
    let statement = refusal(&json!({"software_statement": "a.b.c", "redirect_uris": []}));
    assert!(statement.starts_with("invalid_software_statement: "), "{statement}");
    let both = refusal(&json!({"redirect_uris": [], "grant_types": ["password"]}));
    assert!(both.contains(",\nredirect_uris is required"), "{both}");
}

#[test]
fn keys_are_public_and_in_one_place_and_addresses_are_safe() {
    let private = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "d": "ZA"}]});
    let public = json!({"keys": [{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}]});
    assert_refused(&[
        (json!({"token_endpoint_auth_method": "private_key_jwt"}), "private_key_jwt needs jwks or"),
        (
            json!({"jwks": public, "jwks_uri": "https://a.example/keys"}),
            "jwks and jwks_uri cannot be used together",
        ),
        (json!({"jwks": private}), "jwks: it has a private or symmetric key"),
        (json!({"jwks": "{}"}), "jwks: not a JWK Set"),
        (json!({"jwks_uri": "http://a.example/keys"}), "jwks_uri must be https"),
        (json!({"initiate_login_uri": "http://a.example"}), "initiate_login_uri must be https"),
        (json!({"backchannel_logout_uri": "http://a.example"}), "backchannel_logout_uri must be "),
        (json!({"logo_uri": "javascript:alert(1)"}), "logo_uri must be an http or https address"),
        (json!({"policy_uri": "//a.example"}), "policy_uri must be an http or https address"),
    ]);
    // Keys that sign nothing are of no use to who needs none, either.
    let encrypts = json!({"keys": [{"kty": "EC", "crv": "P-384", "x": "eA", "y": "eQ"}]});
    assert_eq!(register(&json!({ "jwks": encrypts })).unwrap().jwks, None);
}

#[test]
fn where_answers_may_go_is_checked_by_the_kind_of_the_app() {
    let of = |uri: &str, more: &Value| {
        let mut sent = more.clone();
        sent["redirect_uris"] = json!([uri]);
        register(&sent).map(|_| ()).map_err(|error| error.code)
    };
    let (web, native) = (json!({}), json!({"application_type": "native"}));
    for kind in [&web, &native] {
        for good in ["https://a.example/cb", "http://127.0.0.1/cb", "com.example.app:/cb"] {
            assert_eq!(of(good, kind), Ok(()), "{good}");
        }
        for bad in ["http://a.example/cb", "https://a.example/#f", "javascript:x", "app:/cb", ""] {
            assert_eq!(of(bad, kind), Err(RegistrationCode::InvalidRedirectUri), "{bad}");
        }
    }
    let implicit = json!({"response_types": ["id_token token"]});
    let of_native = json!({"response_types": ["id_token token"], "application_type": "native"});
    for bad in ["http://localhost/cb", "https://localhost/cb", "com.example.app:/cb"] {
        assert_eq!(of(bad, &implicit), Err(RegistrationCode::InvalidRedirectUri), "{bad}");
        assert_eq!(of(bad, &of_native), Ok(()), "{bad}");
    }
    assert_eq!(of("https://a.example/cb", &implicit), Ok(()));
}

#[test]
fn a_scope_is_what_was_asked_for_but_never_admin() {
    let scope = |text: &str| register(&json!({ "scope": text })).unwrap().scopes.to_string();
    assert_eq!(scope("openid all"), "openid all");
    assert_eq!(scope("openid admin"), "openid");
    for nothing in ["", "admin"] {
        assert!(scope(nothing).starts_with("openid profile") && !scope(nothing).contains("admin"));
    }
}

#[test]
fn a_client_without_a_name_goes_by_the_place_where_its_answers_go() {
    assert_eq!(register(&json!({ "client_name": null })).unwrap().app_name, "a.example");
}

#[test]
fn a_change_replaces_what_the_app_says_and_nothing_else() {
    let first = json!({"client_uri": "https://a.example/", "scope": "openid email"});
    let decided = Client {
        skip_authorization: true,
        is_resource_server: true,
        is_frappe_site: true,
        allowed_roles: vec!["Wiki".to_owned()],
        service_user: Some("bob@example.com".to_owned()),
        resources: vec!["https://api.example/".to_owned()],
        client_secret: StoredSecret::Hashed(SecretHash::of("secret")),
        ..register(&first).unwrap()
    };
    let change = |more: &Value| changed(&decided, Metadata::read(&sent(more)).unwrap(), NOW);
    let after = change(&json!({"client_name": "Other"})).unwrap();
    let expected = Client {
        app_name: "Other".to_owned(),
        client_uri: None,
        modified: after.modified,
        ..decided.clone()
    };
    assert_eq!(after, expected);
    assert!(after.modified > decided.modified);
    // It may ask for less, and never for more than it has for its user, who is not asked.
    assert_eq!(change(&json!({"scope": "email"})).unwrap().scopes, Scope::parse("email"));
    let words = change(&json!({"scope": "openid all"})).unwrap_err().words;
    assert!(words.starts_with("scope may not grow"), "{words}");
    let (unbound, more) =
        (Client { service_user: None, ..decided.clone() }, sent(&json!({"scope": "all"})));
    assert!(changed(&unbound, Metadata::read(&more).unwrap(), NOW).is_ok());
    // Whoever knows the id of a client without a secret would act for its user.
    assert!(change(&json!({"token_endpoint_auth_method": "none"})).is_err());
    // A hash signs nothing.
    let signing = change(&json!({"id_token_signed_response_alg": "HS256"})).unwrap();
    assert_eq!(signing.client_secret, StoredSecret::None);
}
