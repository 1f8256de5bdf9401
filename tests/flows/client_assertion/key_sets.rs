//! Where clients' keys are: asked, believed for a while, and asked anew.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
    routing::get,
};
use serde_json::json;
use shared::protocol::signing_key::SigningAlgorithm;
use tokio::net::TcpListener;

use super::{BELIEVED, Key, knock, world};

/// Where a client's keys are.
#[derive(Clone)]
struct KeyServer {
    url: String,
    answer: Arc<Mutex<(u16, String)>>,
    asked: Arc<AtomicUsize>,
}

impl KeyServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let server = Self { url, answer: Arc::default(), asked: Arc::default() };
        let router = Router::new().route("/keys", get(serve)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    fn answers(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }
}

async fn serve(State(server): State<KeyServer>) -> impl IntoResponse {
    server.asked.fetch_add(1, Ordering::SeqCst);
    let (status, body) = server.answer.lock().unwrap().clone();
    (StatusCode::from_u16(status).unwrap(), [(CACHE_CONTROL, "max-age=600")], body)
}

#[tokio::test]
async fn keys_are_read_where_the_record_says_and_anew_when_the_client_has_changed_over() {
    let (old, new) = (Key::new(SigningAlgorithm::RS256), Key::new(SigningAlgorithm::ES256));
    let server = KeyServer::start().await;
    server.answers(200, &old.set());
    let world = world(&json!({ "jwks_uri": server.url })).await;
    let app = world.oauth_app("signer");
    let knock = async |key: &Key| knock(&app, &key.sign(&world, &json!({})), &[]).await;
    let unknown = "401 invalid_client The client has no such key for its client_assertion.";
    assert_eq!(knock(&old).await, BELIEVED);
    assert_eq!(knock(&old).await, BELIEVED);
    server.answers(200, &new.set());
    // A stranger cannot have us ask all the time.
    assert_eq!(knock(&new).await, unknown);
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
    world.pass(60);
    assert_eq!(knock(&new).await, BELIEVED);
    assert_eq!(knock(&old).await, unknown);
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
    // While its server is down, a stranger's unknown key takes none of its own from it.
    server.answers(500, "");
    world.pass(60);
    assert_eq!(knock(&old).await, "401 invalid_client The client's key set cannot be read.");
    assert_eq!(knock(&new).await, BELIEVED);
    assert_eq!(knock(&old).await, unknown);
    assert_eq!(server.asked.load(Ordering::SeqCst), 3);
    // Believed for as long as it said, and not a moment longer.
    world.pass(539);
    assert_eq!(knock(&new).await, BELIEVED);
    world.pass(1);
    let unreadable = "401 invalid_client The client's key set cannot be read.";
    for (status, body) in [
        (500, new.set()),
        (302, new.set()),
        (200, String::new()),
        (200, "{\"keys\":[]}".to_owned()),
        (200, format!("{}{}", new.set(), " ".repeat(64 * 1024))),
        (200, new.set().replace("\"kty\"", "\"d\":\"ZA\",\"kty\"")),
    ] {
        server.answers(status, &body);
        assert_eq!(knock(&new).await, unreadable, "{status} {body:.100}");
        // For some seconds nobody asks there again.
        server.asked.store(0, Ordering::SeqCst);
        world.pass(9);
        assert_eq!(knock(&new).await, unreadable);
        assert_eq!(server.asked.load(Ordering::SeqCst), 0);
        world.pass(1);
    }
    server.answers(200, &new.set());
    assert_eq!(knock(&new).await, BELIEVED);
}

#[tokio::test]
async fn who_nobody_answers_for_is_not_believed() {
    let key = Key::new(SigningAlgorithm::ES256);
    // Nobody listens at port 9; a private address is not asked at all.
    for uri in ["http://127.0.0.1:9/keys", "https://10.0.0.1/keys", "https://169.254.169.254/"] {
        let world = world(&json!({ "jwks_uri": uri })).await;
        let refusal = knock(&world.oauth_app("signer"), &key.sign(&world, &json!({})), &[]).await;
        assert_eq!(refusal, "401 invalid_client The client's key set cannot be read.", "{uri}");
    }
}
