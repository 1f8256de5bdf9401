//! The authorizer: its built binary behind a gateway that keeps answers as API Gateway does.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};
use shared::clock::Timestamp;

use crate::{
    harness::{World, app::Tokens, proxy::Mood},
    lambda::process::Process,
};

const SCOPES: &str = r#"{"GET /orders": "openid", "ANY /admin": "all"}"#;
/// A REST API's call.
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

    let rest = |authorization: String| json!({ "type": "TOKEN", "authorizationToken": authorization, "methodArn": ARN });
    let answer = authorizer.invoke(rest(format!("Bearer {token}"))).await.unwrap();
    let statement = json!({ "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": ARN });
    assert_eq!(answer["policyDocument"]["Statement"], json!([statement]));
    assert_eq!(
        (&answer["principalId"], &answer["context"]),
        (&json!("alice@example.com"), &context)
    );
    // A REST API answers 401 to this word, and to no other.
    let refused = authorizer.invoke(rest("Bearer junk".to_owned())).await.unwrap_err();
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
    ] {
        let answer = authorizer.invoke(event.clone()).await.unwrap();
        assert_eq!(answer, json!({ "isAuthorized": false }), "{event}");
    }
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
