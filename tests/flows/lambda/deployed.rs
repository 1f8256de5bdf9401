//! The gateway of the tests does what API Gateway does: only then flows through it prove something.

use std::sync::Arc;

use affogato::gateway::serve;
use axum::{
    body::Body,
    http::{Request, Response},
};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::{
    Deployment, binaries,
    event::Event,
    fleet::{self, CONCURRENCY, Fleet},
    gateway,
};
use crate::harness::{World, person::Answer};

const PING: &str = "/api/method/ping";
const SESSION: &str = "SessionFunction";

/// A deployment behind a port, with its processes.
async fn served() -> (Deployment, Arc<Fleet>, String) {
    let deployment = Deployment::new().await;
    let fleet = Arc::new(Fleet::new(|_| deployment.environment()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, gateway::router(fleet.clone()), std::future::pending()));
    (deployment, fleet, url)
}

/// The event of a request, without what is the same in all.
fn event(request: Request<&[u8]>) -> Value {
    let (head, body) = request.into_parts();
    let peer = "192.0.2.9".parse().unwrap();
    let mut event = Event::of(&head, body, peer, "/a b", "ANY /a b").into_json();
    for name in ["accept", "x-forwarded-port", "x-forwarded-proto"] {
        event["headers"].as_object_mut().unwrap().remove(name).unwrap();
    }
    event
}

#[test]
fn of_a_request_comes_the_event_that_api_gateway_makes() {
    let request = Request::post("/a%20b?x=1&x=%C3%A4&y=")
        .header("Host", "id.example.org")
        .header("User-Agent", "Mozilla")
        .header("Accept-Language", "de")
        .header("accept-language", "en")
        .header("Cookie", "a=1; b=2;")
        .header("cookie", "c=3")
        .header("X-Forwarded-For", "203.0.113.1")
        .header("content-type", "application/x-www-form-urlencoded");
    let event = event(request.body(b"k=v".as_slice()).unwrap());
    let headers = json!({
        "accept-language": "de,en", "content-type": "application/x-www-form-urlencoded",
        "host": "id.example.org", "user-agent": "Mozilla",
        "x-forwarded-for": "203.0.113.1, 192.0.2.9",
    });
    assert_eq!(event["headers"], headers);
    assert_eq!(event["cookies"], json!(["a=1", "b=2", "c=3"]));
    assert_eq!((&event["rawPath"], &event["routeKey"]), (&json!("/a b"), &json!("ANY /a b")));
    assert_eq!(event["rawQueryString"], "x=1&x=%C3%A4&y=");
    assert_eq!(event["queryStringParameters"], json!({ "x": "1,ä", "y": "" }));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("az12"), &json!(true)));
    let context = &event["requestContext"];
    let http = json!({
        "method": "POST", "path": "/a b", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.9",
        "userAgent": "Mozilla",
    });
    assert_eq!((&context["http"], &context["routeKey"]), (&http, &json!("ANY /a b")));
    assert_eq!(context["domainName"], "id.example.org");
}

#[test]
fn text_and_json_come_as_they_are_and_all_else_in_base64() {
    let told = |kind: &str, body: &'static [u8]| {
        let event = event(Request::post("/").header("content-type", kind).body(body).unwrap());
        (event["body"].clone(), event["isBase64Encoded"].clone())
    };
    for kind in ["text/plain", "Application/JSON; charset=utf-8", "application/xml"] {
        assert_eq!(told(kind, b"{}"), (json!("{}"), json!(false)), "{kind}");
    }
    for kind in ["", "multipart/form-data; boundary=x", "application/octet-stream"] {
        assert_eq!(told(kind, b"\xff{}"), (json!("/3t9"), json!(true)), "{kind}");
    }
    // Nothing is no text.
    assert_eq!(told("text/plain", b""), (Value::Null, json!(false)));
}

#[test]
fn a_path_finds_its_route_or_the_one_for_all_others() {
    for path in ["/login", PING, "/.well-known/openid-configuration", "/"] {
        assert_eq!(fleet::route(path), format!("ANY {path}"));
    }
    for path in ["/login/", "/Login", "/nothing", "//login", "$default", ""] {
        assert_eq!(fleet::route(path), "$default", "{path}");
    }
    let register = "/api/v2/method/frappe.integrations.oauth2.register_client";
    assert_eq!(fleet::route(register), format!("ANY {register}"));
    assert_eq!(fleet::route(&format!("{register}/id")), format!("ANY {register}/{{client_id}}"));
    for path in [format!("{register}/"), format!("{register}/id/more")] {
        assert_eq!(fleet::route(&path), "$default", "{path}");
    }
}

#[test]
fn a_challenge_survives_only_where_the_template_makes_it_again() {
    let told = |integration: &str, status: u16| {
        let answer = Response::builder().status(status).header("www-authenticate", "Basic");
        let answer = answer.header("x-affogato-challenge", "Basic").body(Body::empty());
        let mut answer = answer.unwrap();
        gateway::remap(integration, &mut answer);
        assert_eq!(answer.headers()["x-amzn-remapped-www-authenticate"], "Basic");
        answer.headers().get_all("www-authenticate").iter().count()
    };
    assert_eq!([401, 403, 400].map(|status| told("GetTokenIntegration", status)), [1, 1, 0]);
    assert_eq!(told("AuthorizeIntegration", 401), 0);
}

#[tokio::test]
async fn who_comes_at_once_gets_a_process_of_his_own_up_to_the_limit() {
    let (_deployment, fleet, url) = served().await;
    let ping = |client: &Client| Answer::to(client.get(format!("{url}{PING}")));
    let client = Client::new();
    for _ in 0..3 {
        assert_eq!(ping(&client).await.json()["message"], "pong");
        assert_eq!(fleet.idle(SESSION), 1, "one after the other needs one");
    }
    let mut requests = JoinSet::new();
    for _ in 0..5 * CONCURRENCY {
        requests.spawn(ping(&client));
    }
    for answer in requests.join_all().await {
        assert_eq!(answer.json()["message"], "pong");
    }
    assert_eq!(fleet.idle(SESSION), CONCURRENCY);
    assert_eq!(fleet.idle("DiscoveryFunction"), 0, "nobody has asked for it");
    fleet.kill_idle();
}

#[tokio::test]
async fn what_is_beyond_the_limits_reaches_no_function() {
    let (_deployment, fleet, url) = served().await;
    let long = "x".repeat(11_000);
    let answer = Answer::to(Client::new().get(format!("{url}{PING}?{long}"))).await;
    assert_eq!(answer.status, 431, "{}", answer.text);
    assert_eq!(fleet.idle(SESSION), 0);
}

#[tokio::test]
async fn the_flows_run_through_what_sam_has_built_when_they_are_told_to() {
    let world = World::new().await;
    assert_eq!(world.person().open(PING).await.json()["message"], "pong");
    let idle = world.bootstraps().map(|bootstraps| bootstraps.idle(SESSION));
    assert_eq!(idle, binaries::of_sam().map(|_| 1));
}
