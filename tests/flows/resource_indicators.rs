//! Resource indicators (RFC 8707): for which APIs tokens are meant, and who may see them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use shared::secret::sha256;

use crate::harness::{
    World,
    app::{OAuthApp, Tokens},
    fixtures,
    person::{Answer, Person},
};
use crate::lambda::process::Process;

const MCP: &str = "https://mcp.example/mcp";
const CRM: &str = "https://crm.example";

/// A world with an API of each name, and an app that registered itself.
async fn world() -> World {
    let mut documents = fixtures::documents();
    let like = documents.iter().find(|d| d["client_id"] == "trusted").unwrap().clone();
    for (id, fields) in [
        ("mcp", json!({ "is_resource_server": 1, "resources": MCP })),
        ("crm", json!({ "is_resource_server": 1, "resources": format!("{CRM}/\nurn:crm") })),
        ("no_api", json!({ "resources": MCP })),
        ("self", json!({ "is_self_registered": 1, "scopes": "openid admin all email" })),
        ("admin", json!({ "scopes": "all openid admin" })),
    ] {
        let mut client = like.clone();
        client["name"] = id.into();
        client["client_id"] = id.into();
        client["client_secret"] = fixtures::secret_of(id).into();
        client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        documents.push(client);
    }
    World::of(&documents, |_| {}).await
}

/// Tokens of an authorization that names these APIs.
async fn tokens(app: &OAuthApp, person: &Person, resources: &[&str]) -> Tokens {
    let more: Vec<_> = resources.iter().map(|uri| ("resource", *uri)).collect();
    Tokens::of(&app.redeem(&app.code_with(person, &more).await).await)
}

async fn refresh(app: &OAuthApp, token: &str, resources: &[&str]) -> Answer {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend(resources.iter().map(|uri| ("resource", *uri)));
    app.ask(&form).await
}

async fn audience(app: &OAuthApp, token: &str) -> Value {
    let told = app.introspect(token).await;
    assert_eq!(told["active"], true, "{told}");
    told["aud"].clone()
}

#[tokio::test]
async fn a_token_is_for_the_apis_that_the_authorization_named() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let one = tokens(&app, &alice, &[MCP]).await;
    assert_eq!(audience(&app, &one.access).await, MCP);
    let two = tokens(&app, &alice, &[MCP, CRM, MCP, ""]).await;
    assert_eq!(audience(&app, &two.access).await, json!([MCP, CRM]));
    let refreshed = Tokens::of(&app.refresh(&two.refresh).await);
    assert_eq!(audience(&app, &refreshed.access).await, json!([MCP, CRM]));
    // Who names none gets what Frappe gives, to the letter.
    let none = tokens(&app, &alice, &[]).await;
    assert!(app.introspect(&none.access).await.get("aud").is_none());
    // And a refresh token is for nobody but us.
    assert!(app.introspect(&one.refresh).await.get("aud").is_none());
}

#[tokio::test]
async fn a_token_request_narrows_and_never_widens() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("resource", MCP), ("resource", CRM)]).await;
    let exceeded = "400 invalid_target The resource exceeds what was granted.";
    let wide = app.redeem_with(&code, &[("resource", "https://other.example")]).await;
    assert_eq!(wide.refusal(), exceeded);
    // The refusal has cost nothing.
    let first = Tokens::of(&app.redeem_with(&code, &[("resource", MCP)]).await);
    assert_eq!(audience(&app, &first.access).await, MCP);
    let wide = refresh(&app, &first.refresh, &[MCP, "https://other.example"]).await;
    assert_eq!(wide.refusal(), exceeded);
    let second = Tokens::of(&refresh(&app, &first.refresh, &[CRM]).await);
    assert_eq!(audience(&app, &second.access).await, CRM);
    // The other API's token is not the one before this one: it lives its hour.
    world.pass(61);
    assert_eq!(audience(&app, &first.access).await, MCP);
    let third = Tokens::of(&refresh(&app, &second.refresh, &[]).await);
    assert_eq!(audience(&app, &third.access).await, json!([MCP, CRM]));
}

#[tokio::test]
async fn what_is_named_first_at_the_token_endpoint_binds_the_grant() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    let first = Tokens::of(&app.redeem_with(&code, &[("resource", MCP)]).await);
    assert_eq!(audience(&app, &first.access).await, MCP);
    let other = refresh(&app, &first.refresh, &[CRM]).await;
    assert_eq!(other.refusal(), "400 invalid_target The resource exceeds what was granted.");
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    assert_eq!(audience(&app, &second.access).await, MCP);
}

#[tokio::test]
async fn a_refresh_that_is_repeated_gives_the_same_token_for_the_same_api() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let first = tokens(&app, &alice, &[MCP, CRM]).await;
    let once = Tokens::of(&refresh(&app, &first.refresh, &[MCP]).await);
    world.pass(30);
    for resources in [&[MCP][..], &[], &[CRM]] {
        let again = Tokens::of(&refresh(&app, &first.refresh, resources).await);
        assert_eq!((&again.access, &again.refresh), (&once.access, &once.refresh));
    }
    assert_eq!(audience(&app, &once.access).await, MCP);
}

#[tokio::test]
async fn what_is_no_resource_is_refused_where_the_client_hears_of_it() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let many: Vec<String> = (0..9).map(|n| format!("{CRM}/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let code = app.code(&alice).await;
    let mut table = Vec::new();
    for bad in [&["mcp.example"][..], &["/mcp"], &["https://mcp.example/#x"], &[MCP, "x"], &many] {
        let more: Vec<_> = bad.iter().map(|uri| ("resource", *uri)).collect();
        let front = alice.open(&app.authorize_path(&more)).await;
        assert_eq!(front.parameter("iss").as_deref(), Some(&*world.url));
        let back = app.redeem_with(&code, &more).await;
        table.push(format!("{}\n{}", front.refusal(), back.refusal()));
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    302 invalid_target A resource is an absolute URI without a fragment.
    400 invalid_target A resource is an absolute URI without a fragment.
    302 invalid_target A resource is an absolute URI without a fragment.
    400 invalid_target A resource is an absolute URI without a fragment.
    302 invalid_target A resource is an absolute URI without a fragment.
    400 invalid_target A resource is an absolute URI without a fragment.
    302 invalid_target A resource is an absolute URI without a fragment.
    400 invalid_target A resource is an absolute URI without a fragment.
    302 invalid_target The request names too many resources.
    400 invalid_target The request names too many resources.
    ");
    assert_eq!(app.redeem(&code).await.status, 200, "no refusal has used the code up");
}

#[tokio::test]
async fn an_api_sees_the_tokens_that_are_meant_for_it() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let none = tokens(&app, &alice, &[]).await;
    let for_mcp = tokens(&app, &alice, &[MCP]).await;
    let for_both = tokens(&app, &alice, &["urn:crm", MCP]).await;
    let for_crm = tokens(&app, &alice, &[CRM]).await;
    let mut table = Vec::new();
    for api in ["api", "mcp", "crm", "no_api", "trusted"] {
        let api = world.oauth_app(api);
        let mut row = Vec::new();
        for token in
            [&none.access, &for_mcp.access, &for_both.access, &for_crm.access, &for_mcp.refresh]
        {
            let told = api.introspect(token).await;
            row.push(if told["active"] == true { "sees" } else { "-" });
            assert!(told["active"] == true || told == json!({ "active": false }));
        }
        table.push(format!("{}: {}", api.id, row.join(" ")));
    }
    // An API without names sees everything, as before; one with names not what is for anybody.
    insta::assert_snapshot!(table.join("\n"), @r"
    api: sees sees sees sees sees
    mcp: - sees sees - -
    crm: - - sees sees -
    no_api: - - - - -
    trusted: sees sees sees sees sees
    ");
}

#[tokio::test]
async fn a_token_of_another_api_tells_the_profile_and_administers_nothing() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("admin");
    let with = async |resource: &str| {
        let more = [("scope", "openid admin"), ("resource", resource)];
        Tokens::of(&app.redeem(&app.code_with(&alice, &more).await).await).access
    };
    let call = async |token: &str| {
        let request = world.person().get("/api/resource/OAuth%20Client").bearer_auth(token);
        Answer::to(request).await.status
    };
    let (ours, anybodys) = (with(&format!("{}/", world.url)).await, with("").await);
    let foreign = with(MCP).await;
    assert_eq!((call(&ours).await, call(&anybodys).await, call(&foreign).await), (200, 200, 401));
    assert_eq!(app.profile(&foreign).await.json()["sub"], "alice-sub");
}

#[tokio::test]
async fn the_authorizer_of_an_api_lets_through_what_is_meant_for_it() {
    let world = world().await;
    let start = async |audience: &str| {
        let mut environment = world.environment();
        environment.insert("REQUIRED_SCOPES", r#"{"*": "openid"}"#.to_owned());
        environment.insert("AUDIENCE", audience.to_owned());
        Process::start("authorizer", &environment).await
    };
    let of_any = start("").await;
    let of_crm = start(&format!("urn:x {CRM}/")).await;
    let of_another = start("https://other.example").await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let given = [tokens(&app, &alice, &[]).await, tokens(&app, &alice, &[MCP, CRM]).await];
    let call = async |authorizer: &Process| {
        let mut told = Vec::new();
        for token in &given {
            let authorization = format!("Bearer {}", token.access);
            let event = json!({
                "version": "2.0", "type": "REQUEST", "routeKey": "GET /orders",
                "identitySource": [authorization], "headers": { "authorization": authorization },
            });
            let answer = authorizer.invoke(event).await.unwrap();
            told.push((answer["isAuthorized"] == true, answer["context"]["aud"].clone()));
        }
        told
    };
    let both = json!(format!("{MCP} {CRM}"));
    assert_eq!(call(&of_any).await, [(true, Value::Null), (true, both.clone())]);
    assert_eq!(call(&of_crm).await, [(false, Value::Null), (true, both)]);
    assert!(call(&of_another).await.iter().all(|(passes, _)| !passes));
}

#[tokio::test]
async fn the_question_says_where_the_access_is_used_however_the_request_came() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let long = "s".repeat(3000);
    let path = app.authorize_path(&[("resource", MCP), ("resource", CRM), ("state", &long)]);
    let (endpoint, query) = path.split_once('?').unwrap();
    let form = alice.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
    let parked = Answer::to(form.body(query.to_owned())).await.leads_to();
    assert!(parked.contains("parked="), "{parked}");
    for path in [path, parked] {
        let page = alice.open(&path).await;
        for host in ["mcp.example", "crm.example"] {
            assert!(page.text.contains(&format!("<bdi class=\"host\">{host}</bdi>")), "{host}");
        }
        let answer = alice.decide(&page, "allow").await;
        let tokens = Tokens::of(&app.redeem(&answer.parameter("code").unwrap()).await);
        assert_eq!(audience(&app, &tokens.access).await, json!([MCP, CRM]));
    }
}

#[tokio::test]
async fn an_app_that_registered_itself_means_less_than_everything() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("self");
    let verifier = "v".repeat(43);
    let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
    for scope in ["", " "] {
        let more = [
            ("scope", scope),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        let page = alice.open(&app.authorize_path(&more)).await;
        let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
        let answer = app.redeem_with(&code, &[("code_verifier", &verifier)]).await;
        assert_eq!(answer.json()["scope"], "openid all", "{}", answer.text);
    }
    // One that an administrator made means all of them, as in Frappe.
    let app = world.oauth_app("admin");
    let answer = app.redeem(&app.code_with(&alice, &[("scope", "")]).await).await;
    assert_eq!(answer.json()["scope"], "all openid admin");
}
