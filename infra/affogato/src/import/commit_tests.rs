//! What an import writes, against a real DynamoDB API.

use serde_json::{Value, json};
use shared::{
    admin::users,
    clock::Clock,
    config::{Config, DataKeySource},
    protocol::{
        password::{Hash, Verdict},
        user::User,
    },
    secret::{Random, Secret},
};

use super::*;
use crate::{engine::Engine, import::import, tables};

struct Site {
    app: App,
    clock: Clock,
    _engine: Engine,
}

impl Site {
    async fn new() -> Self {
        let clock = Clock::fixed(Timestamp::from_millis(1_800_000_000_000));
        let engine = Engine::in_memory(&clock).unwrap();
        let data_key = DataKeySource::Given(Secret::new("ab".repeat(32)));
        let config = Config::new("http://127.0.0.1:8000", tables::local_names(), data_key);
        tables::create(&engine.client(), &config.tables).await.unwrap();
        let app = App::new(config, engine.client(), clock.clone());
        Self { app, clock, _engine: engine }
    }

    async fn import(&self, documents: Value) -> Result<String, String> {
        self.clock.advance(std::time::Duration::from_secs(1));
        let report = import(&self.app, documents.as_array().unwrap()).await;
        report.map(|report| report.to_string()).map_err(|error| error.to_string())
    }

    async fn user(&self) -> User {
        self.app.store().user("a@x").await.unwrap().unwrap()
    }

    async fn accepts(&self, password: &str) -> bool {
        let hash = self.app.store().password("a@x").await.unwrap().unwrap();
        matches!(hash.verify(&Secret::new(password)), Ok(Verdict::Right { .. }))
    }
}

fn user(change: &Value) -> Value {
    let mut user = json!({"doctype": "User", "name": "a@x", "new_password": "one"});
    for (field, value) in change.as_object().unwrap() {
        user[field] = value.clone();
    }
    user
}

fn client() -> Value {
    json!({"doctype": "OAuth Client", "name": "c", "client_secret": "s", "redirect_uris": "app:/"})
}

#[tokio::test]
async fn importing_again_changes_nothing() {
    let site = Site::new().await;
    let key =
        json!({"doctype": "Social Login Key", "name": "frappe", "base_url": "https://i.example"});
    let documents = json!([user(&json!({})), client(), key, {"doctype": "Note"}]);
    let first = site.import(documents.clone()).await.unwrap();
    assert_eq!(first, "1 user, 1 client, 1 setting; left out: 1 Note");
    let (before, stored) = (site.user().await, site.app.store().client("c").await.unwrap());
    assert_eq!(before.sub.len(), 39);

    let again = site.import(documents).await.unwrap();
    assert_eq!(again, "1 user, 1 client, 1 setting (nothing new); left out: 1 Note");
    assert_eq!(site.user().await, before);
    assert_eq!(site.app.store().client("c").await.unwrap(), stored);
    let secret = site.app.open_client_secrets(&stored.unwrap()).await.unwrap().current.unwrap();
    assert_eq!(secret.expose(), "s");
}

#[tokio::test]
async fn another_password_or_a_disabled_user_is_a_cut() {
    let site = Site::new().await;
    site.import(json!([user(&json!({}))])).await.unwrap();
    let made = site.user().await;

    site.import(json!([user(&json!({"first_name": "A"}))])).await.unwrap();
    assert_eq!(site.user().await.valid_from, made.valid_from);

    site.import(json!([user(&json!({"new_password": "two"}))])).await.unwrap();
    let changed = site.user().await;
    assert!(changed.valid_from > made.valid_from && changed.sub == made.sub);
    assert!(site.accepts("two").await && !site.accepts("one").await);

    site.import(json!([user(&json!({"new_password": "", "enabled": 0}))])).await.unwrap();
    let disabled = site.user().await;
    assert!(disabled.valid_from > changed.valid_from);
    site.import(json!([user(&json!({"new_password": ""}))])).await.unwrap();
    assert_eq!(site.user().await.valid_from, disabled.valid_from);
    assert!(site.accepts("two").await);
}

#[tokio::test]
async fn a_hash_finds_its_user_in_the_files_or_in_the_store() {
    let site = Site::new().await;
    let hash = Hash::of(&Secret::new("hello"), Random).unwrap();
    let row =
        json!({"doctype": "__Auth", "name": "A@x", "fieldname": "password", "password": hash});
    let refusal = site.import(json!([row, client()])).await.unwrap_err();
    assert_eq!(refusal, "__Auth a@x: name: there is no such user");
    assert!(site.app.store().client("c").await.unwrap().is_none());

    site.import(json!([row, user(&json!({"new_password": ""}))])).await.unwrap();
    assert!(site.accepts("hello").await);
    assert_eq!(site.import(json!([row])).await.unwrap(), "1 password hash (nothing new)");
}

#[tokio::test]
async fn nothing_is_written_when_one_document_is_bad() {
    let site = Site::new().await;
    let bad = json!({"doctype": "OAuth Client", "name": "d"});
    let refusal = site.import(json!([user(&json!({})), client(), bad])).await.unwrap_err();
    assert_eq!(refusal, "OAuth Client d: redirect_uris: missing");
    assert!(site.app.store().user("a@x").await.unwrap().is_none());
}

#[tokio::test]
async fn whether_people_are_asked_again_is_kept_and_force_is_how_it_begins() {
    let site = Site::new().await;
    let import = async |value: &str| {
        let settings = json!({"doctype": "OAuth Provider Settings", "skip_authorization": value});
        let told = site.import(json!([settings])).await.unwrap();
        let kept = site.app.store().provider_settings().await.unwrap().unwrap_or_default();
        format!("{told}: {:?}", kept.oauth.skip_authorization)
    };
    assert_eq!(import("Force").await, "1 setting (nothing new): Force");
    assert_eq!(import("Auto").await, "1 setting: Auto");
    assert_eq!(import("Auto").await, "1 setting (nothing new): Auto");
    assert_eq!(import("Force").await, "1 setting: Force");
}

#[tokio::test]
async fn a_rehearsal_says_what_would_be_done_and_writes_nothing() {
    let site = Site::new().await;
    let documents = [user(&json!({})), client(), json!({"doctype": "Note"})];
    let rehearse = async || {
        let mut plan = Plan::default();
        plan.add(&documents).unwrap();
        write(&site.app, true, plan, &mut |_| {}).await.unwrap().to_string()
    };
    assert_eq!(rehearse().await, "1 user, 1 client; left out: 1 Note");
    assert!(site.app.store().user("a@x").await.unwrap().is_none());
    assert!(site.app.store().password("a@x").await.unwrap().is_none());
    assert!(site.app.store().client("c").await.unwrap().is_none());
    site.import(json!(documents)).await.unwrap();
    assert_eq!(rehearse().await, "1 user, 1 client (nothing new); left out: 1 Note");
    let other = [user(&json!({"new_password": "two", "enabled": 0}))];
    let mut plan = Plan::default();
    plan.add(&other).unwrap();
    assert_eq!(write(&site.app, true, plan, &mut |_| {}).await.unwrap().to_string(), "1 user");
    assert!(site.user().await.enabled && site.accepts("one").await);
}

#[tokio::test]
async fn a_user_is_added_once_and_a_second_changes_nothing() {
    let site = Site::new().await;
    let add = async |roles: Value, password: &str| {
        let fields = user(&json!({"roles": roles, "new_password": password}));
        let added = users::create(&site.app, fields.as_object().unwrap()).await;
        added.map(|user| user.sub).map_err(|error| error.to_string())
    };
    let sub = add(json!([]), "first one").await.unwrap();
    assert!(site.accepts("first one").await && !site.accepts("one").await);
    let refused = add(json!([{"role": "System Manager"}]), "second one").await.unwrap_err();
    assert!(refused.starts_with("User a@x already exists"), "{refused}");
    let user = site.user().await;
    assert_eq!((user.sub, user.roles), (sub, vec![]));
    assert!(site.accepts("first one").await);
}

#[tokio::test]
async fn of_two_who_are_added_at_once_one_wins_with_his_own_password() {
    let site = Site::new().await;
    let add = async |password: &str| {
        let fields = user(&json!({"new_password": password}));
        users::create(&site.app, fields.as_object().unwrap()).await.is_ok()
    };
    let (first, second) = tokio::join!(add("first one"), add("second one"));
    assert!(first != second, "{first} {second}");
    assert!(site.accepts(if first { "first one" } else { "second one" }).await);
}

#[tokio::test]
async fn changes_at_the_same_time_are_all_kept() {
    let site = Site::new().await;
    site.import(json!([user(&json!({}))])).await.unwrap();
    let add = |role: &'static str| {
        site.app.store().change_user("a@x", move |user| {
            let mut user = user?.clone();
            user.roles.push(role.to_owned());
            Some(user)
        })
    };
    let (a, b, c) = tokio::join!(add("a"), add("b"), add("c"));
    assert!([a, b, c].into_iter().all(|change| change.unwrap().after.is_some()));
    let mut roles = site.user().await.roles;
    roles.sort();
    assert_eq!(roles, ["a", "b", "c"]);
}

#[tokio::test]
async fn of_two_documents_of_one_name_the_later_one_holds() {
    let site = Site::new().await;
    let named = |n: usize| user(&json!({"first_name": n.to_string(), "new_password": null}));
    let documents: Vec<Value> = (0..100).map(named).collect();
    site.import(json!(documents)).await.unwrap();
    assert_eq!(site.user().await.first_name, "99");
}

#[tokio::test]
async fn a_password_in_the_clear_goes_before_a_hash() {
    let site = Site::new().await;
    let hash = Hash::of(&Secret::new("hash"), Random).unwrap();
    let row = json!({"doctype": "__Auth", "name": "a@x", "password": hash});
    site.import(json!([row, user(&json!({})), row])).await.unwrap();
    assert!(site.accepts("one").await);
}

#[tokio::test]
async fn a_weak_secret_is_named_and_one_of_which_only_the_hash_is_known_is_kept() {
    let site = Site::new().await;
    let client = |name: &str, field: &str, secret: &str| json!({"doctype": "OAuth Client", "name": name, "redirect_uris": "app:/", field: secret});
    let hash = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
    let documents = [
        client("frappe", "client_secret", "0123456789"),
        client("ours", "client_secret", &"x".repeat(16)),
        client("hashed", "client_secret_hash", hash),
    ];
    let mut plan = Plan::default();
    plan.add(&documents).unwrap();
    assert_eq!(plan.weak_secrets(), ["frappe"]);
    site.import(json!(documents)).await.unwrap();
    let kept = site.app.store().client("hashed").await.unwrap().unwrap().client_secret;
    assert_eq!(serde_json::to_value(kept).unwrap(), json!({ "Hashed": hash }));

    let bad = client("bad", "client_secret_hash", "test");
    let refusal = site.import(json!([bad])).await.unwrap_err();
    assert_eq!(refusal, "OAuth Client bad: client_secret_hash: not a SHA-256 in base64url");
}
