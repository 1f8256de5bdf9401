//! The authorizer: its built binary behind a gateway that keeps answers as API Gateway does.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};
use shared::clock::Timestamp;

use crate::{
    harness::{World, app::Tokens, proxy::Mood},
    lambda::process::Process,
};

const SCOPES: &str =
    r#"{"GET /orders": "openid", "GET /files/{proxy+}": "openid", "ANY /admin": "all"}"#;
/// A REST API's stage.
const STAGE: &str = "arn:aws:execute-api:eu-central-1:1:api/prod";
/// A call of it.
const ARN: &str = "arn:aws:execute-api:eu-central-1:1:api/prod/GET/orders";

async fn authorizer(world: &World) -> Process {
    let mut environment = world.environment();
    environment.insert("REQUIRED_SCOPES", SCOPES.to_owned());
    Process::start("authorizer", &environment).await
}

/// An HTTP API in front of the authorizer.
struct Gateway<'a> {
    authorizer: &'a Process,
    /// `ReauthorizeEvery`.
    keeps_for: Duration,
    /// Whether `$context.routeKey` is an identity source, beside the header.
    knows_routes: bool,
    kept: HashMap<(String, String), (Timestamp, Value)>,
}

impl<'a> Gateway<'a> {
    fn new(authorizer: &'a Process, keeps_for: u64, knows_routes: bool) -> Self {
        let keeps_for = Duration::from_secs(keeps_for);
        Self { authorizer, keeps_for, knows_routes, kept: HashMap::new() }
    }

    /// The gateway that infra/example-api/template.yaml describes.
    fn of_the_example(authorizer: &'a Process) -> Self {
        let template = include_str!("../../infra/example-api/template.yaml");
        let line = |name: &str| {
            let mut lines = template.lines().map(str::trim);
            lines.find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned()
        };
        assert_eq!(line("Headers:"), "[Authorization]");
        let keeps_for = line("ReauthorizeEvery:").parse().unwrap();
        Self::new(authorizer, keeps_for, line("Context:") == "[routeKey]")
    }

    /// Whether a call passes.
    async fn passes(&mut self, route: &str, token: &str, now: Timestamp) -> bool {
        let identity = (token.to_owned(), if self.knows_routes { route } else { "" }.to_owned());
        if let Some((until, kept)) = self.kept.get(&identity)
            && now < *until
        {
            return kept["isAuthorized"] == true;
        }
        let answer = self.authorizer.invoke(simple(route, token)).await.unwrap();
        self.kept.insert(identity, (now + self.keeps_for, answer.clone()));
        answer["isAuthorized"] == true
    }
}

fn simple(route: &str, token: &str) -> Value {
    let authorization = format!("Bearer {token}");
    json!({
        "version": "2.0", "type": "REQUEST", "routeKey": route,
        "identitySource": [authorization], "headers": { "authorization": authorization },
    })
}

/// The event of a REST API's TOKEN authorizer.
fn token_event(arn: &str, authorization: &str) -> Value {
    json!({ "type": "TOKEN", "authorizationToken": authorization, "methodArn": arn })
}

/// A REST API in front of the authorizer. It keeps policies by token, whatever was called.
struct RestGateway<'a> {
    authorizer: &'a Process,
    kept: HashMap<String, Value>,
}

impl RestGateway<'_> {
    /// The status of a call's answer.
    async fn call(&mut self, call: &str, token: &str) -> u16 {
        let arn = format!("{STAGE}/{call}");
        let policy = if let Some(kept) = self.kept.get(token) {
            kept.clone()
        } else {
            let event = token_event(&arn, &format!("Bearer {token}"));
            match self.authorizer.invoke(event).await {
                Ok(answer) => answer,
                Err(error) if error.contains("\"errorMessage\":\"Unauthorized\"") => return 401,
                Err(_) => return 500,
            }
        };
        self.kept.insert(token.to_owned(), policy.clone());
        let statement = &policy["policyDocument"]["Statement"][0];
        let names = covers(statement["Resource"].as_str().unwrap(), &arn);
        if names && statement["Effect"] == "Allow" { 200 } else { 403 }
    }
}

/// Whether a policy's resource, in which `*` stands for anything, is about a call.
fn covers(resource: &str, arn: &str) -> bool {
    match resource.split_once('*') {
        None => resource == arn,
        Some((start, end)) => arn
            .strip_prefix(start)
            .is_some_and(|rest| (0..=rest.len()).any(|at| covers(end, &rest[at..]))),
    }
}

/// Tokens of Alice with a scope.
async fn tokens(world: &World, scope: &str) -> Tokens {
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("scope", scope)]).await;
    Tokens::of(&app.redeem(&code).await)
}

#[tokio::test]
async fn a_token_allowed_on_a_weak_route_is_not_let_through_a_strong_one() {
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let (weak, now) = (tokens(&world, "openid").await.access, world.clock.now());

    let mut example = Gateway::of_the_example(&authorizer);
    assert!(example.passes("GET /orders", &weak, now).await);
    assert!(!example.passes("POST /admin", &weak, now).await);
    // So does a gateway that keeps answers, if it knows them by their routes.
    let mut by_route = Gateway::new(&authorizer, 300, true);
    assert!(by_route.passes("GET /orders", &weak, now).await);
    assert!(!by_route.passes("POST /admin", &weak, now).await);
    // The stub does keep answers: by the header alone, the trap is open.
    let mut naive = Gateway::new(&authorizer, 300, false);
    assert!(naive.passes("GET /orders", &weak, now).await);
    assert!(naive.passes("POST /admin", &weak, now).await);
}

#[tokio::test]
async fn the_example_lets_a_revoked_token_through_no_more() {
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let (tokens, now) = (tokens(&world, "openid all").await, world.clock.now());
    let mut example = Gateway::of_the_example(&authorizer);
    for route in ["GET /orders", "POST /admin"] {
        assert!(example.passes(route, &tokens.access, now).await);
    }
    // A route without an entry is shut.
    assert!(!example.passes("DELETE /orders", &tokens.access, now).await);
    assert!(!example.passes("$default", &tokens.access, now).await);
    world.oauth_app("trusted").revoke(&tokens.refresh).await;
    assert!(!example.passes("GET /orders", &tokens.access, now).await);
}

#[tokio::test]
async fn the_api_behind_is_told_for_whom() {
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let token = tokens(&world, "openid").await.access;
    let context = json!({
        "user": "alice@example.com", "sub": "alice-sub", "client_id": "trusted", "scope": "openid",
        "roles": "System Manager,Blogger,All,Guest,Desk User",
    });
    let answer = authorizer.invoke(simple("GET /orders", &token)).await.unwrap();
    assert_eq!(answer, json!({ "isAuthorized": true, "context": context }));
    // For that it reads a grant, then a user and a client, and writes nothing.
    world.proxy.forget();
    authorizer.invoke(simple("GET /orders", &token)).await.unwrap();
    let calls: Vec<String> = world.proxy.calls().into_iter().map(|call| call.operation).collect();
    assert_eq!(calls, ["GetItem"; 3]);

    let event = token_event(ARN, &format!("Bearer {token}"));
    let answer = authorizer.invoke(event).await.unwrap();
    let statement = json!({ "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN });
    assert_eq!(answer["policyDocument"]["Statement"], json!([statement]));
    assert_eq!(
        (&answer["principalId"], &answer["context"]),
        (&json!("alice@example.com"), &context)
    );
    // A REST API answers 401 to this word, and to no other.
    let refused = authorizer.invoke(token_event(ARN, "Bearer junk")).await.unwrap_err();
    let refused: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(refused["errorMessage"], "Unauthorized");
}

#[tokio::test]
async fn whoever_proves_nothing_stays_outside() {
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let tokens = tokens(&world, "openid").await;
    let with =
        |headers: Value| json!({ "version": "2.0", "routeKey": "GET /orders", "headers": headers });
    for event in [
        with(json!({})),
        with(json!({ "authorization": "Bearer junk" })),
        with(json!({ "authorization": format!("Bearer {}", tokens.refresh) })),
        with(json!({ "authorization": format!("Basic {}", tokens.access) })),
        with(json!({ "authorization": format!("Bearer {0},Bearer {0}", tokens.access) })),
        with(json!({ "x-authorization": format!("Bearer {}", tokens.access) })),
        json!({ "version": "2.0" }),
        // Kept under what the caller chose, the answer would be everybody's.
        json!({
            "version": "2.0", "routeKey": "GET /orders", "identitySource": ["chosen"],
            "headers": { "authorization": format!("Bearer {}", tokens.access) },
        }),
    ] {
        let answer = authorizer.invoke(event.clone()).await.unwrap();
        assert_eq!(answer, json!({ "isAuthorized": false }), "{event}");
    }
}

#[tokio::test]
async fn a_rest_api_keeps_no_policy_for_more_than_was_called() {
    assert!(
        covers("a/*", "a/b/c") && covers("*", "a") && !covers("a/*", "b") && !covers("a", "ab")
    );
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let (weak, strong) = (tokens(&world, "openid").await, tokens(&world, "openid all").await);
    let gateway = || RestGateway { authorizer: &authorizer, kept: HashMap::new() };

    let mut first = gateway();
    assert_eq!(first.call("GET/orders", &weak.access).await, 200);
    assert_eq!(first.call("GET/orders", &weak.access).await, 200);
    assert_eq!(first.call("POST/admin", &weak.access).await, 403);
    assert_eq!(first.call("POST/admin", &strong.access).await, 200);
    for call in ["POST/admin", "DELETE/orders", "GET/%61dmin", "GET/files/%2E%2E/admin"] {
        assert_eq!(gateway().call(call, &weak.access).await, 403, "{call}");
    }
    // A path is the caller's to choose, and in a policy these are wildcards.
    for call in ["GET/files/*", "GET/files/?", "GET/*"] {
        assert_eq!(gateway().call(call, &strong.access).await, 401, "{call}");
    }
    assert_eq!(gateway().call("GET/files/a/b", &weak.access).await, 200);
}

/// The status of a REST API, and whether an HTTP API lets pass.
async fn seen(authorizer: &Process, token: &str) -> (u16, bool) {
    let mut rest = RestGateway { authorizer, kept: HashMap::new() };
    let simple = authorizer.invoke(simple("GET /orders", token)).await.unwrap();
    (rest.call("GET/orders", token).await, simple["isAuthorized"] == true)
}

#[tokio::test]
async fn a_token_dies_with_its_hour_its_grant_and_its_client() {
    let past = World::of_the_past(3601).await;
    let token = tokens(&past, "openid").await.access;
    assert_eq!(past.oauth_app("trusted").profile(&token).await.status, 200);
    assert_eq!(seen(&authorizer(&past).await, &token).await, (401, false));

    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let (first, second) = (tokens(&world, "openid").await, tokens(&world, "openid").await);
    assert_eq!(seen(&authorizer, &first.access).await, (200, true));
    world.oauth_app("trusted").revoke(&first.access).await;
    assert_eq!(seen(&authorizer, &first.access).await, (401, false));
    assert_eq!(seen(&authorizer, &second.access).await, (200, true));
    let mut client = world.app.store().client("trusted").await.unwrap().unwrap();
    client.valid_from = world.clock.now();
    world.app.store().put_client(&client).await.unwrap();
    assert_eq!(seen(&authorizer, &second.access).await, (401, false));
}

#[tokio::test]
async fn who_was_disabled_is_out_at_once_and_a_silent_store_lets_nobody_in() {
    let world = World::of_today().await;
    let authorizer = authorizer(&world).await;
    let token = tokens(&world, "openid").await.access;
    world.proxy.set(Mood::Breaks);
    let failed = authorizer.invoke(simple("GET /orders", &token)).await.unwrap_err();
    assert!(failed.contains("the token could not be checked"), "{failed}");
    world.proxy.set(Mood::Well);
    let answer = authorizer.invoke(simple("GET /orders", &token)).await.unwrap();
    assert_eq!(answer["isAuthorized"], true);

    let store = world.app.store();
    let mut alice = store.user("alice@example.com").await.unwrap().unwrap();
    alice.enabled = false;
    store.put_user(&alice).await.unwrap();
    let answer = authorizer.invoke(simple("GET /orders", &token)).await.unwrap();
    assert_eq!(answer["isAuthorized"], false);
}
