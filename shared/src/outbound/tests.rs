//! Tests of the way out, against a server on this machine.

use std::{net::IpAddr, sync::Arc};

use axum::{Router, routing::any};
use http::header::LOCATION;
use tokio::net::TcpListener;

use super::*;

/// Serves a few answers; gives where.
async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let redirect = (StatusCode::FOUND, [(LOCATION, "https://app.example/")]);
    let router = Router::new()
        .route("/short", any(|| async { "short" }))
        .route("/gone", any(|| async { (StatusCode::GONE, "gone") }))
        .route("/long", any(|| async { "x".repeat(101) }))
        .route("/elsewhere", any(move || async move { redirect }))
        .route(
            "/echo",
            any(|headers: HeaderMap, body: String| async move {
                let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
                let is_form = kind == Some("application/x-www-form-urlencoded") && body == "a=b";
                if is_form { StatusCode::NO_CONTENT } else { StatusCode::BAD_REQUEST }
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn an_answer_is_read_to_its_limit_and_a_redirect_is_none() {
    let (here, url) = (Outbound::new(Reach::ThisMachine), serve().await);
    let get = async |path: &str| here.get(&format!("{url}{path}"), 100).await;
    let short = get("/short").await.unwrap();
    assert_eq!((short.status, &short.body[..]), (StatusCode::OK, &b"short"[..]));
    assert_eq!(get("/gone").await.unwrap().status, StatusCode::GONE);
    assert_eq!(get("/long").await.unwrap_err(), OutboundError::TooLong);
    assert_eq!(get("/elsewhere").await.unwrap_err(), OutboundError::Redirect);
    let posted = here.post_form(&format!("{url}/echo"), "a=b".into()).await;
    assert_eq!(posted, Ok(StatusCode::NO_CONTENT));
}

#[tokio::test]
async fn a_deployment_never_asks_this_machine_by_whatever_name() {
    let url = serve().await;
    let out = Outbound::new(Reach::Internet);
    assert_eq!(out.get(&format!("{url}/short"), 100).await.unwrap_err(), OutboundError::NotHttps);
    // The system's own name for this machine, and one of a stranger's.
    let local = url.replace("http://127.0.0.1", "https://localhost");
    assert_eq!(out.get(&local, 100).await.unwrap_err(), OutboundError::Forbidden);
    let here = |_: &str| vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([169, 254, 169, 254])];
    let names = Names::Given(Arc::new(here));
    let out = Outbound { guard: Guard { reach: Reach::Internet, names }, client: OnceLock::new() };
    let rebound = url.replace("http://127.0.0.1", "https://app.example");
    assert_eq!(out.get(&rebound, 100).await.unwrap_err(), OutboundError::Forbidden);
}

#[tokio::test]
async fn who_does_not_answer_is_unreachable() {
    let here = Outbound::new(Reach::ThisMachine);
    // Nobody listens at port 9.
    let error = here.get("http://127.0.0.1:9/", 100).await.unwrap_err();
    assert!(matches!(error, OutboundError::Unreachable(_)), "{error}");
}
