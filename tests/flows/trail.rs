//! The trail: every login, authorization, token and revocation is one line, and no line has a secret.

use std::{
    cell::RefCell,
    io,
    sync::{Arc, Mutex, Once},
};

use reqwest::Method;
use serde_json::{Value, json};
use shared::log;
use tracing::{level_filters::LevelFilter, subscriber::set_global_default};
use tracing_subscriber::{filter::dynamic_filter_fn, layer::SubscriberExt};

use crate::harness::{
    PASSWORD, World,
    app::{Tokens, method},
    fixtures::secret_of,
    person::{Answer, Person},
};

thread_local! {
    /// Where this thread's lines go, if somebody wants them.
    static LISTENER: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// What was logged by this test, whose servers share its thread.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to this thread. One log for the whole process, which is silent on other threads: a
    /// log of one thread's own misses lines while others meet an event for the first time.
    pub(crate) fn begin() -> Self {
        static BEGUN: Once = Once::new();
        BEGUN.call_once(|| {
            let writer = || LISTENER.with_borrow(|log| log.clone().unwrap_or_default());
            // Asked at every event: what one thread does not want another may.
            let filter = dynamic_filter_fn(|_, _| LISTENER.with_borrow(Option::is_some));
            set_global_default(log::json(LevelFilter::DEBUG, writer).with(filter)).unwrap();
        });
        let log = Self::default();
        LISTENER.set(Some(log.clone()));
        log
    }

    /// Listens no more.
    pub(crate) fn end() {
        LISTENER.set(None);
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The trail: event, outcome, cause, actor, client, address.
    fn trail(&self) -> String {
        self.columns(["event", "outcome", "cause", "actor", "client", "address"])
    }

    /// The same in other columns.
    pub(crate) fn columns<const N: usize>(&self, names: [&str; N]) -> String {
        let lines = self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let lines: Vec<Value> = lines;
        let trail = lines.iter().map(|line| &line["fields"]).filter(|f| f["event"].is_string());
        let words = |fields: &Value| {
            names.map(|name| fields[name].as_str().unwrap_or("-").to_owned()).join(" | ")
        };
        trail.map(words).collect::<Vec<_>>().join("\n")
    }
}

/// A whole life, with every secret in it.
async fn live(world: &World) -> Vec<String> {
    // At an address of her own choice: it stands in the lines.
    let alice = Person::sitting_at(&world.url, [127, 0, 0, 2]);
    alice.log_in("alice@example.com", "Tr0ub4dor&3").await;
    alice.log_in("alice@example.com", PASSWORD).await;
    let app = world.oauth_app("trusted");
    alice.open(&app.authorize_path(&[("scope", "nonsense")])).await;
    let code = app.code(&alice).await;
    let tokens = Tokens::of(&app.redeem(&code).await);
    let new = Tokens::of(&app.refresh(&tokens.refresh).await);
    app.profile(&new.access).await;
    app.introspect(&new.access).await;
    // After the grace, with the successor used: a theft.
    let newest = Tokens::of(&app.refresh(&new.refresh).await);
    app.refresh(&tokens.refresh).await;
    app.redeem_with(&code, &[("client_secret", "not the secret")]).await;
    app.revoke(&newest.access).await;
    let last = app.tokens(&alice).await;
    let page = alice.open("/third_party_apps").await;
    let form = [("csrf_token", page.field("csrf_token")), ("all", "1".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    alice.send("/third_party_apps", &form).await;
    let cookies = cookies(&alice).await;
    alice.send("/api/method/logout", &[]).await;
    let account = live_on(world, &alice).await;
    [
        vec![PASSWORD.to_owned(), "Tr0ub4dor&3".to_owned(), "alice@".to_owned(), code],
        vec![secret_of("trusted"), "not the secret".to_owned(), page.field("csrf_token")],
        [tokens, new, newest, last].into_iter().flat_map(|t| [t.access, t.refresh]).collect(),
        cookies,
        account,
    ]
    .concat()
}

/// What a user does with his account, and what is refused him.
async fn live_on(world: &World, alice: &Person) -> Vec<String> {
    let (old, new) = (PASSWORD, "N0thing-like-it");
    alice.log_in("alice@example.com", old).await;
    let elsewhere = Person::sitting_at(&world.url, [127, 0, 0, 3]);
    elsewhere.log_in("alice@example.com", old).await;
    let page = alice.open("/me/sessions").await;
    let (token, other) = (page.field("csrf_token"), page.field("session"));
    let send = async |path: &str, token: &str, fields: &[(&str, &str)]| {
        alice.send(path, &[&[("csrf_token", token)], fields].concat()).await
    };
    let password =
        |old, new| [("old_password", old), ("new_password", new), ("confirm_password", new)];
    send("/me/sessions", "not the token", &[("session", &other)]).await;
    send("/me/sessions", &token, &[("session", &other)]).await;
    send("/me/sessions", &token, &[("session", &other)]).await;
    send("/update-profile", "not the token", &[]).await;
    send("/update-profile", &token, &[("first_name", "")]).await;
    send("/update-profile", &token, &[("first_name", "Augusta")]).await;
    send("/update-password", "not the token", &[]).await;
    send("/update-password", &token, &password(old, "2 short")).await;
    send("/update-password", &token, &password("Tr0ub4dor&4", new)).await;
    send("/update-password", &token, &password(old, new)).await;
    let token = alice.open("/me/sessions").await.field("csrf_token");
    send("/me/sessions", "not the token", &[("all", "1")]).await;
    send("/me/sessions", &token, &[("all", "1")]).await;
    let said = ["2 short", "Tr0ub4dor&4", new, "Augusta"].map(str::to_owned);
    [said.to_vec(), vec![token, other]].concat()
}

/// The secrets in the cookies of a new login.
async fn cookies(person: &Person) -> Vec<String> {
    let form = [("usr", "alice@example.com"), ("pwd", PASSWORD)];
    let answer = Answer::to(person.post("/api/method/login").form(&form)).await;
    let cookies = answer.headers.get_all("set-cookie").iter();
    let pair = |text: &str| text.split(';').next().unwrap().split_once('=').unwrap().1.to_owned();
    cookies.map(|cookie| pair(cookie.to_str().unwrap())).filter(|value| value.len() > 15).collect()
}

#[tokio::test]
async fn every_act_leaves_one_line_and_no_line_a_secret() {
    let world = World::new().await;
    if world.is_left_out("the lines are caught in this thread; a process writes them elsewhere") {
        return;
    }
    let log = Log::begin();
    let secrets = live(&world).await;
    Log::end();
    let text = log.text();
    assert!(secrets.len() > 10);
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} stands in the log:\n{text}");
    }
    let user = world.app.store().user("alice@example.com").await.unwrap().unwrap();
    let trail = log.trail().replace(&user.sub, "<sub>");
    insta::assert_snapshot!(trail, @r"
    login | refused | wrong password or user | - | - | 127.0.0.2
    login | done | - | <sub> | - | 127.0.0.2
    authorization | refused | The scope is not one of the client's. | <sub> | trusted | 127.0.0.2
    authorization | done | - | <sub> | trusted | 127.0.0.2
    token | done | - | <sub> | trusted | 127.0.0.1
    token | done | - | <sub> | trusted | 127.0.0.1
    token | done | - | <sub> | trusted | 127.0.0.1
    token | refused | The refresh token has been used already. | <sub> | trusted | 127.0.0.1
    token | refused | Client authentication failed. | - | trusted | 127.0.0.1
    revocation | done | - | - | trusted | 127.0.0.1
    authorization | done | - | <sub> | trusted | 127.0.0.2
    token | done | - | <sub> | trusted | 127.0.0.1
    revocation | done | - | <sub> | - | 127.0.0.2
    login | done | - | <sub> | - | 127.0.0.2
    logout | done | - | - | - | 127.0.0.2
    login | done | - | <sub> | - | 127.0.0.2
    login | done | - | <sub> | - | 127.0.0.3
    session_end | refused | not a form of this session | <sub> | - | 127.0.0.2
    session_end | done | - | <sub> | - | 127.0.0.2
    session_end | refused | no live session of this user | <sub> | - | 127.0.0.2
    profile_change | refused | not a form of this session | <sub> | - | 127.0.0.2
    profile_change | refused | Please enter your first name. | <sub> | - | 127.0.0.2
    profile_change | done | - | <sub> | - | 127.0.0.2
    password_change | refused | not a form of this session | <sub> | - | 127.0.0.2
    password_change | refused | a password has at least 8 characters | <sub> | - | 127.0.0.2
    password_change | refused | wrong password | <sub> | - | 127.0.0.2
    password_change | done | - | <sub> | - | 127.0.0.2
    sign_out_everywhere | refused | not a form of this session | <sub> | - | 127.0.0.2
    sign_out_everywhere | done | - | <sub> | - | 127.0.0.2
    ");
}

#[tokio::test]
async fn what_a_program_of_a_manager_does_and_is_refused_is_a_line_without_an_e_mail() {
    let world = World::new().await;
    if world.is_left_out("the lines are caught in this thread; a process writes them elsewhere") {
        return;
    }
    let keys = |email| shared::admin::users::make_api_key(&world.app, email);
    let (_, key) = keys("alice@example.com").await.unwrap();
    let (_, mallorys) = keys("mallory@example.com").await.unwrap();
    let client = reqwest::Client::new();
    let log = Log::begin();
    for (key, method, path, body) in [
        (&key, Method::PUT, "User/bob@example.com", json!({ "new_password": "Tr0ub4dor&3" })),
        (&key, Method::PUT, "OAuth Client/web", json!({ "app_name": "Web" })),
        (&key, Method::PUT, "OAuth Client/web", json!({ "modified": "2020-01-01 00:00:00" })),
        (&key, Method::DELETE, "User/nobody@example.com", json!({})),
        (&key, Method::DELETE, "User/bob@example.com", json!({})),
        (&key, Method::DELETE, "OAuth Client/web", json!({})),
        (&mallorys, Method::GET, "User", json!({})),
    ] {
        let request = client.request(method, format!("{}/api/resource/{path}", world.url));
        let request = request.basic_auth(&key.api_key, Some(key.api_secret.expose()));
        Answer::to(request.json(&body)).await;
    }
    Log::end();
    let names = ["outcome", "act", "cause", "actor", "client", "subject"];
    insta::assert_snapshot!(log.columns(names), @r"
    done | user changed | - | alice-sub | - | bob-sub
    done | client changed | - | alice-sub | web | -
    refused | save | TimestampMismatchError | alice-sub | web | -
    refused | delete | DoesNotExistError | alice-sub | - | -
    done | user deleted | - | alice-sub | - | bob-sub
    done | client deleted | - | alice-sub | web | -
    refused | - | not a System Manager | mallory-sub | - | -
    ");
    // The local server's own lines have paths, and so the names of users; the trail has none.
    assert!(!log.columns(["event", "act", "cause", "subject", "client"]).contains('@'));
    for secret in ["Tr0ub4dor&3", key.api_secret.expose()] {
        assert!(!log.text().contains(secret), "{secret} stands in the log");
    }
}

#[tokio::test]
async fn an_app_that_registers_changes_and_deletes_its_client_leaves_a_line_with_its_address() {
    let world = World::new().await;
    if world.is_left_out("the lines are caught in this thread; a process writes them elsewhere") {
        return;
    }
    let person = Person::sitting_at(&world.url, [127, 9, 9, 9]);
    let log = Log::begin();
    let mut sent = json!({ "redirect_uris": ["https://a.example/cb"] });
    Answer::to(person.post(&method("register_client")).json(&json!({}))).await;
    let made = Answer::to(person.post(&method("register_client")).json(&sent)).await.json();
    sent["client_id"] = made["client_id"].clone();
    let token = made["registration_access_token"].as_str().unwrap();
    let own = format!("{}/{}", method("register_client"), made["client_id"].as_str().unwrap());
    for token in ["wrong", token] {
        for request in [person.get(&own), person.put(&own).json(&sent), person.delete(&own)] {
            Answer::to(request.bearer_auth(token)).await;
        }
    }
    Log::end();
    let names = ["event", "outcome", "act", "cause", "client", "address"];
    let trail = log.columns(names).replace(made["client_id"].as_str().unwrap(), "<id>");
    insta::assert_snapshot!(trail, @r"
    registration | refused | client registered | redirect_uris is required | - | 127.9.9.9
    registration | done | client registered | - | <id> | 127.9.9.9
    registration | refused | client read | The registration access token is wrong, or its client is gone. | <id> | 127.9.9.9
    registration | refused | client changed | The registration access token is wrong, or its client is gone. | <id> | 127.9.9.9
    registration | refused | client deleted | The registration access token is wrong, or its client is gone. | <id> | 127.9.9.9
    registration | done | client changed | - | <id> | 127.9.9.9
    registration | done | client deleted | - | <id> | 127.9.9.9
    ");
    for secret in [token, made["client_secret"].as_str().unwrap()] {
        assert!(!log.text().contains(secret), "{secret} stands in the log");
    }
}
