//! Claims: what a client is told of a user, by Frappe's rule and by OpenID Connect's.

use serde_json::{Value, json};

use crate::{
    harness::{
        PASSWORD, World,
        app::{OAuthApp, Tokens},
        fixtures::{self, secret_of},
        person::{Answer, Person},
    },
    token::claims,
};

/// Everything that a client of OpenID Connect can ask for here by a scope.
const SCOPES: &str = "openid profile email phone address roles offline_access";
/// A world, besides, in which nobody is asked twice.
const AUTO: &str = "OAuth Provider Settings";

/// A world with a user of whom everything is known, and with clients of OpenID Connect's policy:
/// `connect`, `front`, which gets `id_token`s at the front, and `asking`, which is not trusted.
async fn world() -> World {
    let mut documents = fixtures::documents();
    documents.push(json!({
        "doctype": "User", "name": "ada@example.com", "email": "ada@example.com", "enabled": 1,
        "first_name": "Ada", "last_name": "Lovelace", "user_image": "/files/ada.png",
        "language": "en-GB", "roles": [{"role": "Blogger"}], "new_password": PASSWORD,
        "social_logins": [{"provider": "frappe", "userid": "ada-sub"}],
        "username": "ada", "middle_name": "King", "nickname": "Enchantress",
        "profile": "https://people.example/ada", "website": "https://ada.example/",
        "gender": "Female", "birth_date": "1815-12-10", "time_zone": "Europe/London",
        "mobile_no": "+44 20 1234567", "phone_number_verified": 1, "email_verified": 1,
        "address": "12 St James's Sq.\nLondon", "street_address": "12 St James's Sq.",
        "locality": "London", "region": "Middlesex", "postal_code": "SW1Y", "country": "UK",
    }));
    documents.push(client("connect", &json!({"skip_authorization": 1})));
    let front = json!({"skip_authorization": 1, "allows_id_token_response_types": 1});
    documents.push(client("front", &front));
    documents.push(client("asking", &json!({})));
    documents.push(json!({"doctype": AUTO, "name": AUTO, "skip_authorization": "Auto"}));
    World::of(&documents, |_| {}).await
}

fn client(id: &str, fields: &Value) -> Value {
    let mut document = fixtures::documents().into_iter().find(|d| d["client_id"] == "web").unwrap();
    for (name, value) in [
        ("name", json!(id)),
        ("client_id", json!(id)),
        ("client_secret", json!(secret_of(id))),
        ("claims_policy", json!("OpenID Connect")),
        ("scopes", json!(SCOPES)),
    ] {
        document[name] = value;
    }
    document.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    document
}

/// What `openid_profile` and the `id_token` of a code tell, as they stand.
async fn told(app: &OAuthApp, person: &Person, more: &[(&str, &str)]) -> (String, Value) {
    let body = app.redeem(&app.code_with(person, more).await).await.json();
    let profile = app.profile(body["access_token"].as_str().unwrap()).await;
    assert_eq!(profile.status, 200, "{}", profile.text);
    (profile.text, claims(body["id_token"].as_str().unwrap()))
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// What every `id_token` of a code has.
const PROTOCOL: [&str; 5] = ["aud", "iat", "exp", "iss", "sub"];

/// What an `id_token` tells of its user beside his `sub`.
fn about_the_user(id_token: &Value) -> Vec<&str> {
    let others = ["nonce", "at_hash", "c_hash", "auth_time", "acr", "amr", "azp", "sid"];
    let is_about = |name: &&str| !PROTOCOL.contains(name) && !others.contains(name);
    names(id_token).into_iter().filter(is_about).collect()
}

#[tokio::test]
async fn by_frappes_policy_everything_is_as_it_was_whatever_is_asked() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("trusted");
    let expected = format!(
        r#"{{"sub":"ada-sub","name":"Ada Lovelace","given_name":"Ada","family_name":"Lovelace","email":"ada@example.com","picture":"{0}/files/ada.png","roles":["Blogger","All","Guest","Desk User"],"iss":"{0}"}}"#,
        world.url
    );
    let frappes = ["name", "given_name", "family_name", "email", "picture", "roles"];
    for claims in ["", r#"{"userinfo": {"nickname": null}}"#, "{", r#"{"id_token": {"sub": 1}}"#] {
        let (profile, id_token) = told(&app, &ada, &[("claims", claims)]).await;
        assert_eq!(profile, expected);
        assert_eq!(about_the_user(&id_token), frappes, "{claims}");
        assert!(id_token["family_name"] == "Lovelace" && id_token["iss"] == world.url.as_str());
    }
}

#[tokio::test]
async fn a_scope_gives_its_claims_and_no_other() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("connect");
    let mut table = Vec::new();
    for scope in ["", "profile", "email", "phone", "address", "roles", "offline_access"] {
        let scope = format!("openid {scope}");
        let (profile, id_token) = told(&app, &ada, &[("scope", &scope)]).await;
        table.push(format!("{scope}: {}", profile.replace(&world.url, "https://id")));
        // There is an access token, so the scopes are for `openid_profile`.
        assert!(about_the_user(&id_token).is_empty(), "{id_token}");
        assert!(PROTOCOL.iter().all(|name| id_token.get(name).is_some()), "{id_token}");
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    openid : {"sub":"ada-sub"}
    openid profile: {"sub":"ada-sub","name":"Ada Lovelace","given_name":"Ada","family_name":"Lovelace","middle_name":"King","nickname":"Enchantress","preferred_username":"ada","profile":"https://people.example/ada","picture":"https://id/files/ada.png","website":"https://ada.example/","gender":"female","birthdate":"1815-12-10","zoneinfo":"Europe/London","locale":"en-GB","updated_at":1800000000}
    openid email: {"sub":"ada-sub","email":"ada@example.com","email_verified":true}
    openid phone: {"sub":"ada-sub","phone_number":"+44 20 1234567","phone_number_verified":true}
    openid address: {"sub":"ada-sub","address":{"formatted":"12 St James's Sq.\nLondon","street_address":"12 St James's Sq.","locality":"London","region":"Middlesex","postal_code":"SW1Y","country":"UK"}}
    openid roles: {"sub":"ada-sub","roles":["Blogger","All","Guest","Desk User"]}
    openid offline_access: {"sub":"ada-sub"}
    "#);
}

#[tokio::test]
async fn twenty_claims_of_an_imported_user_come_back() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("connect");
    let scope = "openid profile email phone address";
    let (profile, _) = told(&app, &ada, &[("scope", scope)]).await;
    let profile: Value = serde_json::from_str(&profile).unwrap();
    assert_eq!(names(&profile).len(), 20, "{profile}");
    assert_eq!(profile["email_verified"], true);
    assert_eq!(profile["updated_at"], 1_800_000_000);
    let address = json!({
        "formatted": "12 St James's Sq.\nLondon", "street_address": "12 St James's Sq.",
        "locality": "London", "region": "Middlesex", "postal_code": "SW1Y", "country": "UK",
    });
    assert_eq!(profile["address"], address);
    // Of whom nothing is known nothing is told, and nothing is `null`.
    let erin = world.logged_in("erin@example.com").await;
    let (profile, _) = told(&app, &erin, &[("scope", scope)]).await;
    let profile: Value = serde_json::from_str(&profile).unwrap();
    assert_eq!(
        names(&profile),
        ["sub", "name", "given_name", "family_name", "updated_at", "email", "email_verified"]
    );
    assert_eq!(profile["email_verified"], false);
}

#[tokio::test]
async fn a_claim_that_is_asked_for_comes_where_it_was_asked_for_now_and_after_a_refresh() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("connect");
    let claims_parameter = r#"{
        "userinfo": {"name": {"essential": true}, "roles": null, "no_such_claim": null},
        "id_token": {"email": null, "middle_name": {"essential": true}}
    }"#;
    let more = [("scope", "openid"), ("claims", claims_parameter)];
    let code = app.code_with(&ada, &more).await;
    let first = app.redeem(&code).await;
    let again = app.refresh(&Tokens::of(&first).refresh).await;
    for answer in [first, again] {
        let body = answer.json();
        let profile = app.profile(body["access_token"].as_str().unwrap()).await;
        assert_eq!(profile.text, r#"{"sub":"ada-sub","name":"Ada Lovelace"}"#);
        let id_token = claims(body["id_token"].as_str().unwrap());
        assert_eq!(about_the_user(&id_token), ["middle_name", "email"]);
    }
}

#[tokio::test]
async fn introspection_tells_no_more_than_openid_profile() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("connect");
    let code = app.code_with(&ada, &[("scope", "openid email")]).await;
    let tokens = Tokens::of(&app.redeem(&code).await);
    for caller in [app, world.oauth_app("api")] {
        let body = caller.introspect(&tokens.access).await;
        let about = names(&body).split_off(5);
        assert_eq!(about, ["sub", "email", "email_verified"], "{body}");
    }
}

#[tokio::test]
async fn an_id_token_alone_tells_of_the_scopes_and_beside_a_code_or_token_it_does_not() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("front");
    for (response_type, expected) in [
        ("id_token", &["gender", "email", "email_verified"][..]),
        ("id_token token", &["gender"]),
        ("code id_token", &["gender"]),
    ] {
        let more = [
            ("response_type", response_type),
            ("nonce", "n"),
            ("scope", "openid email"),
            ("claims", r#"{"id_token": {"gender": null}}"#),
        ];
        let answer = ada.open(&app.authorize_path(&more)).await;
        let id_token = answer.in_fragment("id_token").unwrap();
        assert_eq!(about_the_user(&claims(&id_token)), expected, "{response_type}");
    }
}

#[tokio::test]
async fn malformed_claims_are_refused_and_so_is_another_user_than_the_one_that_is_asked_for() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("connect");
    let mut table = Vec::new();
    for claims in [
        "name",
        "[]",
        r#"{"userinfo": {"name": true}}"#,
        r#"{"userinfo": "name"}"#,
        r#"{"userinfo": {}, "userinfo": {}}"#,
        r#"{"id_token": {"sub": {"value": "alice-sub"}}}"#,
        r#"{"id_token": {"sub": {"value": "ada-sub"}}}"#,
    ] {
        let more = [("scope", "openid"), ("claims", claims)];
        let answer = ada.open(&app.authorize_path(&more)).await;
        let outcome = answer.parameter("code").map_or_else(|| answer.refusal(), |_| "code".into());
        table.push(format!("{claims}: {outcome}"));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    name: 302 invalid_request The claims parameter is not a JSON object.
    []: 302 invalid_request The claims parameter is not a JSON object.
    {"userinfo": {"name": true}}: 302 invalid_request A claim that is asked for is null or an object, essential is true or false, and values is a list.
    {"userinfo": "name"}: 302 invalid_request The members userinfo and id_token of the claims parameter are JSON objects.
    {"userinfo": {}, "userinfo": {}}: 302 invalid_request The claims parameter is not a JSON object.
    {"id_token": {"sub": {"value": "alice-sub"}}}: 302 login_required Session user does not match client supplied user.
    {"id_token": {"sub": {"value": "ada-sub"}}}: code
    "#);
}

#[tokio::test]
async fn the_question_names_what_is_asked_for_and_an_earlier_answer_does_not_cover_more() {
    let world = world().await;
    let ada = world.logged_in("ada@example.com").await;
    let app = world.oauth_app("asking");
    let gender = r#"{"userinfo": {"gender": null}}"#;
    let ask = async |claims: &str| {
        let more = [("scope", "openid email"), ("claims", claims)];
        ada.open(&app.authorize_path(&more)).await
    };
    let page = ask(gender).await;
    for words in ["Who you are", "Email", "Gender"] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    for words in ["Full Name", "Roles", "Birth Date", "claim "] {
        assert!(!page.text.contains(words), "{words} in {}", page.text);
    }
    let allowed = ada.decide(&page, "allow").await;
    assert_eq!(app.redeem(&allowed.parameter("code").unwrap()).await.status, 200);
    let is_asked = |answer: &Answer| answer.text.contains("btn-allow");
    assert!(!is_asked(&ask(gender).await));
    assert!(!is_asked(&ask(r#"{"id_token": {"email": null}}"#).await));
    assert!(is_asked(&ask(r#"{"userinfo": {"birthdate": null}}"#).await));
    let apps = ada.open("/third_party_apps").await;
    assert!(apps.text.contains("Gender") && !apps.text.contains("Full Name"), "{}", apps.text);
}
