//! Tests of the way out, against a server on this machine.

use std::{net::IpAddr, sync::Arc};

use axum::{Router, routing::any};
use http::header::LOCATION;
use tokio::net::TcpListener;

use super::*;

const DIRECT: Wanted = Wanted { longest: 100, most_redirects: 0 };

/// Serves a few answers; gives where.
async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let to = |location: &'static str| {
        any(move || async move { (StatusCode::FOUND, [(LOCATION, location)]) })
    };
    let router = Router::new()
        .route("/short", any(|| async { "short" }))
        .route("/gone", any(|| async { (StatusCode::GONE, "gone") }))
        .route("/long", any(|| async { "x".repeat(101) }))
        .route("/on", to("/short"))
        .route("/twice", to("/on"))
        .route("/around", to("around"))
        .route("/inside", to("http://10.0.0.1/"))
        .route("/plain", to("http://app.example/"))
        .route("/nowhere", any(|| async { StatusCode::FOUND }))
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
async fn an_answer_is_read_to_its_limit() {
    let (here, url) = (Outbound::new(Reach::ThisMachine), serve().await);
    let get = async |path: &str| here.get(&format!("{url}{path}"), DIRECT).await;
    let short = get("/short").await.unwrap();
    assert_eq!((short.status, &short.body[..]), (StatusCode::OK, &b"short"[..]));
    assert_eq!(get("/gone").await.unwrap().status, StatusCode::GONE);
    assert_eq!(get("/long").await.unwrap_err(), OutboundError::TooLong);
    let posted = here.post_form(&format!("{url}/echo"), "a=b".into()).await;
    assert_eq!(posted, Ok(StatusCode::NO_CONTENT));
    let posted = here.post_form(&format!("{url}/on"), "a=b".into()).await;
    assert_eq!(posted, Err(OutboundError::Redirect));
}

#[tokio::test]
async fn a_redirect_is_followed_so_often_as_is_wanted_and_each_is_checked() {
    let (here, url) = (Outbound::new(Reach::ThisMachine), serve().await);
    let get = async |path: &str, most_redirects| {
        here.get(&format!("{url}{path}"), Wanted { longest: 100, most_redirects }).await
    };
    assert_eq!(&get("/twice", 2).await.unwrap().body[..], b"short");
    for (path, most, error) in [
        ("/on", 0, OutboundError::Redirect),
        ("/twice", 1, OutboundError::Redirect),
        ("/around", 3, OutboundError::Redirect),
        ("/nowhere", 3, OutboundError::Redirect),
        ("/inside", 3, OutboundError::NotHttps),
        ("/plain", 3, OutboundError::NotHttps),
    ] {
        assert_eq!(get(path, most).await.unwrap_err(), error, "{path}");
    }
}

#[tokio::test]
async fn a_deployment_never_asks_this_machine_by_whatever_name() {
    let url = serve().await;
    let out = Outbound::new(Reach::Internet);
    assert_eq!(
        out.get(&format!("{url}/short"), DIRECT).await.unwrap_err(),
        OutboundError::NotHttps
    );
    // The system's own name for this machine, and one of a stranger's.
    let local = url.replace("http://127.0.0.1", "https://localhost");
    assert_eq!(out.get(&local, DIRECT).await.unwrap_err(), OutboundError::Forbidden);
    let here = |_: &str| vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([169, 254, 169, 254])];
    let names = Names::Given(Arc::new(here));
    let out = Outbound { guard: Guard { reach: Reach::Internet, names }, client: OnceLock::new() };
    let rebound = url.replace("http://127.0.0.1", "https://app.example");
    assert_eq!(out.get(&rebound, DIRECT).await.unwrap_err(), OutboundError::Forbidden);
}

#[tokio::test]
async fn who_does_not_answer_is_unreachable() {
    let here = Outbound::new(Reach::ThisMachine);
    // Nobody listens at port 9.
    let error = here.get("http://127.0.0.1:9/", DIRECT).await.unwrap_err();
    assert!(matches!(error, OutboundError::Unreachable(_)), "{error}");
}
