//! `client_credentials`: a program that acts by itself, for its service user.

use serde_json::{Value, json};

use crate::{
    harness::{
        World,
        app::OAuthApp,
        fixtures::{documents, secret_of},
        person::Answer,
    },
    resource::Program,
};

const ROBOT: &str = "robot@example.com";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A client with a service user, and with these fields.
fn client(id: &str, fields: &Value) -> Value {
    let mut client = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": id,
        "client_secret": secret_of(id), "scopes": "all openid offline_access crm",
        "allowed_roles": [{ "role": "All" }], "service_user": ROBOT,
    });
    client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    client
}

async fn world() -> World {
    world_of(&[]).await
}

async fn world_of(more: &[Value]) -> World {
    let robot = json!({
        "doctype": "User", "name": ROBOT, "email": ROBOT, "enabled": 1, "first_name": "Robot",
        "roles": [{ "role": "Blogger" }],
        "social_logins": [{ "provider": "frappe", "userid": "robot-sub" }],
    });
    let clients = vec![
        robot,
        client("job", &json!({})),
        client("orphan", &json!({ "service_user": "nobody@example.com" })),
        client("idle", &json!({ "service_user": "dave@example.com" })),
        client("clerks", &json!({ "allowed_roles": [{ "role": "Clerk" }] })),
    ];
    let world = World::of(&[documents(), clients, more.to_vec()].concat(), |_| {}).await;
    world.pass(1);
    world
}

async fn ask(world: &World, client: &str, more: &[(&str, &str)]) -> Answer {
    world.oauth_app(client).ask(&[&[GRANT], more].concat()).await
}

async fn token(world: &World) -> String {
    let answer = ask(world, "job", &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

fn job(world: &World) -> OAuthApp {
    world.oauth_app("job")
}

#[tokio::test]
async fn a_program_gets_an_access_token_alone_for_its_service_user() {
    let world = world().await;
    let answer = ask(&world, "job", &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.header("cache-control").contains("no-store"), "{answer:?}");
    let mut body = answer.json();
    let token = body["access_token"].take().as_str().unwrap().to_owned();
    assert_eq!(
        body,
        json!({ "access_token": null, "expires_in": 3600, "token_type": "Bearer", "scope": "all openid crm" })
    );
    let told = job(&world).introspect(&token).await;
    assert_eq!(
        [&told["active"], &told["client_id"], &told["sub"], &told["scope"]],
        [&json!(true), &json!("job"), &json!("robot-sub"), &json!("all openid crm")]
    );
    let profile = job(&world).profile(&token).await;
    assert_eq!(profile.json()["email"], ROBOT, "{profile:?}");
    world.pass(3600);
    assert!(!job(&world).is_active(&token).await);
}

#[tokio::test]
async fn a_program_may_ask_for_less_and_never_for_more() {
    let world = world().await;
    let scope = async |scope| {
        let answer = ask(&world, "job", &[("scope", scope)]).await;
        if answer.status == 200 {
            return answer.json()["scope"].as_str().unwrap().to_owned();
        }
        answer.refusal()
    };
    assert_eq!(scope("crm").await, "crm");
    assert_eq!(scope("openid crm offline_access").await, "openid crm");
    assert_eq!(scope("admin").await, "400 invalid_scope The scope is not one of the client's.");
    let nothing = "400 invalid_scope There is no scope that the client could have by itself.";
    assert_eq!(scope("offline_access").await, nothing);
    let twice = format!(
        "grant_type=client_credentials&scope=crm&scope=all&client_id=job&client_secret={}",
        secret_of("job")
    );
    let form = "application/x-www-form-urlencoded";
    let request = job(&world).post("get_token").header("content-type", form).body(twice);
    assert_eq!(Answer::to(request).await.json()["error"], "invalid_request");
}

#[tokio::test]
async fn a_client_that_is_bound_to_nobody_who_can_act_is_refused_and_nothing_is_written() {
    let world = world().await;
    let before = world.stored().await;
    let unbound =
        "400 unauthorized_client The client has no service user, for whom it could act by itself.";
    for client in ["trusted", "public"] {
        assert_eq!(ask(&world, client, &[]).await.refusal(), unbound, "{client}");
    }
    let no_user = "400 unauthorized_client The client's service user is not there, is disabled, or may not \
                   use the client.";
    for client in ["orphan", "idle", "clerks"] {
        assert_eq!(ask(&world, client, &[]).await.refusal(), no_user, "{client}");
    }
    for wrong in ["wrong", ""] {
        let answer = ask(&world, "job", &[("client_secret", wrong)]).await;
        assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")));
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_service_users_token_ends_with_the_user_the_client_and_the_bond() {
    let world = world().await;
    let store = world.app.store();
    let is_alive = async |token: &str| job(&world).is_active(token).await;

    let first = token(&world).await;
    assert!(is_alive(&first).await);
    let mut user = store.user(ROBOT).await.unwrap().unwrap();
    user.enabled = false;
    store.put_user(&user).await.unwrap();
    assert!(!is_alive(&first).await);
    user.enabled = true;
    store.put_user(&user).await.unwrap();
    assert!(is_alive(&first).await);

    let bound = store.client("job").await.unwrap().unwrap();
    for service_user in [None, Some("alice@example.com".to_owned())] {
        let other = shared::protocol::client::Client { service_user, ..bound.clone() };
        store.put_client(&other).await.unwrap();
        assert!(!is_alive(&first).await);
    }
    store.put_client(&bound).await.unwrap();
    assert!(is_alive(&first).await);
    world.pass(1);
    store.put_client(&bound.cut_off(world.clock.now())).await.unwrap();
    assert!(!is_alive(&first).await);
    world.pass(1);
    let second = token(&world).await;
    assert!(is_alive(&second).await);
    job(&world).revoke(&second).await;
    assert!(!is_alive(&second).await);
}

#[tokio::test]
async fn what_nobody_consented_to_is_no_app_of_the_users_list_and_spares_no_question() {
    let auto = json!({
        "doctype": "OAuth Provider Settings", "name": "OAuth Provider Settings",
        "skip_authorization": "Auto",
    });
    let world = world_of(&[auto]).await;
    let store = world.app.store();
    let mut bound = store.client("web").await.unwrap().unwrap();
    bound.service_user = Some("alice@example.com".into());
    store.put_client(&bound).await.unwrap();
    assert_eq!(ask(&world, "web", &[]).await.status, 200);
    let alice = world.logged_in("alice@example.com").await;
    let page = alice.open("/third_party_apps").await;
    assert!(page.text.contains("You have not allowed any app"), "{page:?}");
    let question = alice.open(&world.oauth_app("web").authorize_path(&[("scope", "all")])).await;
    assert!(question.text.contains("btn-allow"), "{question:?}");
}

#[tokio::test]
async fn a_client_without_redirect_uris_has_nowhere_to_be_answered_at() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for redirect_uri in ["", "https://evil.example/cb"] {
        let path = job(&world).authorize_path(&[("redirect_uri", redirect_uri)]);
        let path = if redirect_uri.is_empty() { path.replace("redirect_uri=", "x=") } else { path };
        let answer = alice.open(&path).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text.contains("invalid_request"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_service_user_who_is_not_there_is_refused_when_the_client_is_saved() {
    let world = world().await;
    let program = Program::of_a_manager(&world).await;
    let fields = json!({ "app_name": "Job", "service_user": "nobody@example.com" });
    let refused = program.post("/api/resource/OAuth Client", &fields).await;
    assert_eq!(refused.status, 417, "{refused:?}");
    assert!(refused.text.contains("there is no user of this name"), "{refused:?}");
    let made = program
        .post("/api/resource/OAuth Client", &json!({ "app_name": "Job", "service_user": ROBOT }))
        .await;
    assert_eq!(made.status, 200, "{made:?}");
    let path = "/api/resource/OAuth Client/job";
    assert_eq!(program.put(path, &fields).await.status, 417);
    // What was there before somebody deleted the user does not keep other fields from being changed.
    let kept =
        program.put("/api/resource/OAuth Client/orphan", &json!({ "app_name": "Orphan" })).await;
    assert_eq!(kept.status, 200, "{kept:?}");
}

#[tokio::test]
async fn a_token_for_itself_costs_two_reads_and_one_write() {
    let world = world().await;
    world.warm_up().await;
    token(&world).await;
    let calls: Vec<String> =
        world.proxy.calls().iter().map(|call| call.operation.clone()).collect();
    assert_eq!(calls, ["GetItem", "GetItem", "PutItem"], "client, user; grant");
}
