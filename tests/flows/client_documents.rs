//! Clients that are known by a document of their own (Client ID Metadata Documents).

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use affogato::import;
use axum::{
    Router,
    extract::State,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION},
    },
    response::IntoResponse,
    routing::get,
};
use serde_json::{Value, json};
use shared::config::Reach;
use tokio::net::TcpListener;

use crate::harness::{
    World,
    app::{OAuthApp, Tokens},
    fixtures,
    person::{Answer, Person, unescape},
};

const HOUR: u64 = 3_600;
const CALLBACK: &str = "http://127.0.0.1/cb";
/// Appendix B of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What an app's own server answers.
#[derive(Clone)]
struct Answers {
    status: u16,
    kind: &'static str,
    location: &'static str,
    body: String,
}

/// An app's own server, with its document.
#[derive(Clone)]
struct Publisher {
    url: String,
    answers: Arc<Mutex<Answers>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/client.json", listener.local_addr().unwrap());
        let answers =
            Answers { status: 200, kind: "application/json", location: "", body: String::new() };
        let answers = Arc::new(Mutex::new(answers));
        let publisher = Self { url, answers, asked: Arc::default() };
        publisher.publishes(&json!({}));
        let router = Router::new().route("/client.json", get(serve)).with_state(publisher.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        publisher
    }

    /// Puts the document there, with these members beside the usual ones.
    fn publishes(&self, more: &Value) {
        let mut document = json!({
            "client_id": self.url, "client_name": "Notebook", "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "none",
        });
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.answers(|answers| answers.body = document.to_string());
    }

    fn answers(&self, change: impl FnOnce(&mut Answers)) {
        change(&mut self.answers.lock().unwrap());
    }

    fn was_asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }
}

async fn serve(State(publisher): State<Publisher>) -> impl IntoResponse {
    publisher.asked.fetch_add(1, Ordering::SeqCst);
    let answers = publisher.answers.lock().unwrap().clone();
    let headers = [
        (CONTENT_TYPE, answers.kind),
        (CACHE_CONTROL, "max-age=600"),
        (LOCATION, answers.location),
    ];
    (StatusCode::from_u16(answers.status).unwrap(), headers, answers.body)
}

/// What a page of refusal says to whoever runs the app.
fn assert_refused(answer: &Answer, words: &str) {
    let text = unescape(&answer.text);
    assert!(answer.status == 400 && text.contains(words), "{words} in {} {text}", answer.status);
}

/// The question, or why there is none.
async fn ask(app: &OAuthApp, person: &Person, redirect_uri: &str) -> Answer {
    let asked = [
        ("redirect_uri", redirect_uri),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    person.open(&app.authorize_path(&asked)).await
}

async fn redeem(app: &OAuthApp, answer: &Answer, redirect_uri: &str) -> Answer {
    let code = answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &app.id),
        ("code", &code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", VERIFIER),
    ];
    Answer::to(app.post("get_token").form(&form)).await
}

#[tokio::test]
async fn an_app_is_known_by_its_document_alone_and_its_user_is_always_asked() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, alice) =
        (world.oauth_app(&publisher.url), world.logged_in("alice@example.com").await);
    let here = "http://127.0.0.1:49321/cb";
    let question = ask(&app, &alice, here).await;
    assert_eq!(question.status, 200, "{}", question.text);
    for words in ["Notebook", "Nobody vouches for this app.", "Published at", "on this device"] {
        assert!(question.text.contains(words), "{words}");
    }
    let given = redeem(&app, &alice.decide(&question, "allow").await, here).await;
    let tokens = Tokens::of(&given);
    let again = ask(&app, &alice, here).await;
    assert_eq!((again.status, publisher.was_asked()), (200, 1));

    let refreshed = [
        ("grant_type", "refresh_token"),
        ("client_id", &app.id),
        ("refresh_token", &tokens.refresh),
    ];
    publisher.answers(|answers| answers.status = 500);
    world.pass(HOUR);
    let refreshed = Answer::to(app.post("get_token").form(&refreshed)).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.text);
    assert_eq!(publisher.was_asked(), 0);
}

#[tokio::test]
async fn a_document_is_read_again_once_it_is_not_believed_any_more() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, alice) =
        (world.oauth_app(&publisher.url), world.logged_in("alice@example.com").await);
    assert_eq!(ask(&app, &alice, CALLBACK).await.status, 200);
    publisher
        .publishes(&json!({"client_name": "Journal", "redirect_uris": ["https://a.example/cb"]}));
    world.pass(599);
    assert!(ask(&app, &alice, CALLBACK).await.text.contains("Notebook"));
    world.pass(1);
    assert_refused(&ask(&app, &alice, CALLBACK).await, "Mismatching redirect URI.");
    assert!(ask(&app, &alice, "https://a.example/cb").await.text.contains("Journal"));
    assert_eq!(publisher.was_asked(), 2);
}

#[tokio::test]
async fn who_takes_his_document_away_takes_his_app_away() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, alice) =
        (world.oauth_app(&publisher.url), world.logged_in("alice@example.com").await);
    let question = ask(&app, &alice, CALLBACK).await;
    publisher.answers(|answers| answers.status = 410);
    world.pass(600);
    let refused = alice.decide(&question, "allow").await;
    let words = "The app's document cannot be used: its address answered 410.";
    assert_refused(&refused, words);
    // For some seconds nobody asks there again.
    assert_refused(&ask(&app, &alice, CALLBACK).await, words);
    assert_eq!(publisher.was_asked(), 2);
}

#[tokio::test]
async fn a_document_that_is_not_the_apps_own_makes_no_client() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, alice) =
        (world.oauth_app(&publisher.url), world.logged_in("alice@example.com").await);
    let refused = async |words: &str| {
        let expected = format!("The app's document cannot be used: {words}.");
        assert_refused(&ask(&app, &alice, CALLBACK).await, &expected);
        world.pass(10);
    };
    publisher.publishes(&json!({"client_id": "https://a.example/client"}));
    refused("its client_id is not its own address").await;
    publisher.publishes(&json!({"client_secret": "s"}));
    refused("it speaks of a client secret, and can have none").await;
    publisher.publishes(&json!({"client_name": "x".repeat(6000)}));
    refused("its answer is too long").await;
    publisher.publishes(&json!({}));
    publisher.answers(|answers| answers.kind = "text/html");
    refused("it is not sent as application/json").await;
    publisher.answers(|answers| {
        (answers.kind, answers.status, answers.location) =
            ("application/json", 302, "/client.json");
    });
    refused("it leads to another address").await;
}

#[tokio::test]
async fn no_document_is_read_or_believed_where_the_settings_say_so() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, alice) =
        (world.oauth_app(&publisher.url), world.logged_in("alice@example.com").await);
    let discovery = async || {
        let document = alice.open("/.well-known/openid-configuration").await.json();
        document["client_id_metadata_document_supported"].clone()
    };
    assert_eq!((ask(&app, &alice, CALLBACK).await.status, discovery().await), (200, json!(true)));
    let off = json!({"doctype": "OAuth Settings", "allow_client_id_metadata_documents": 0});
    import::import(&world.app, &[off]).await.unwrap();
    world.pass(60);
    assert_refused(&ask(&app, &alice, CALLBACK).await, "Invalid client_id parameter value.");
    assert_eq!((publisher.was_asked(), discovery().await), (1, json!(false)));
}

#[tokio::test]
async fn nobody_is_asked_for_a_stranger_who_is_not_logged_in() {
    let (world, publisher) = (World::new().await, Publisher::start().await);
    let (app, stranger) = (world.oauth_app(&publisher.url), world.person());
    let sent = ask(&app, &stranger, CALLBACK).await;
    assert_eq!(sent.location().path(), "/login");
    assert_eq!(publisher.was_asked(), 0);
}

#[tokio::test]
async fn a_deployment_reads_no_document_of_its_own_machine() {
    let world = World::of(&fixtures::documents(), |config| config.reach = Reach::Internet).await;
    let publisher = Publisher::start().await;
    let alice = world.logged_in("alice@example.com").await;
    let unknown = "Invalid client_id parameter value.";
    let inside = "The app's document cannot be used: its address is not one of the internet's.";
    for (id, words) in [
        (publisher.url.as_str(), unknown),
        ("https://127.0.0.1/client", inside),
        ("https://169.254.169.254/latest/meta-data", inside),
        ("https://localhost/client", inside),
        ("https://[::ffff:a00:1]/client", inside),
        ("https://app.example/../client", unknown),
    ] {
        assert_refused(&ask(&world.oauth_app(id), &alice, CALLBACK).await, words);
    }
    assert_eq!(publisher.was_asked(), 0);
}
