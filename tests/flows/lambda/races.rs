//! Races through several processes on one store: nothing but the store keeps them apart.

use std::collections::BTreeSet;

use serde_json::Value;
use tokio::task::JoinSet;

use super::{
    Deployment, Process,
    event::{Event, Reply},
};
use crate::harness::{
    CALLBACK, PASSWORD,
    app::{Tokens, method},
    fixtures::secret_of,
};

const PROCESSES: usize = 4;
const REQUESTS: usize = 100;

/// Asks as the client that an administrator trusts.
fn ask(name: &str, form: &[(&str, &str)]) -> Event {
    Event::post(&method(name)).form(form).basic("trusted", &secret_of("trusted"))
}

fn redemption(code: &str) -> Event {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
    ask("get_token", &form)
}

fn refresh(token: &str) -> Event {
    ask("get_token", &[("grant_type", "refresh_token"), ("refresh_token", token)])
}

/// Sends the same event many times at once, in turn to each process.
pub(super) async fn race(processes: &[Process], event: &Event, count: usize) -> Vec<Reply> {
    let mut racers = JoinSet::new();
    for process in processes.iter().cycle().take(count) {
        let (inbox, event) = (process.inbox(), event.clone());
        racers.spawn(async move { inbox.answer(event).await });
    }
    racers.join_all().await
}

/// A code for Alice.
async fn code(deployment: &Deployment) -> String {
    let session = deployment.start("session").await;
    let login = [("usr", "alice@example.com"), ("pwd", PASSWORD)];
    let login = session.answer(Event::post("/api/method/login").form(&login)).await;
    let target = format!(
        "{}?client_id=trusted&response_type=code&redirect_uri={CALLBACK}",
        method("authorize")
    );
    let authorize = deployment.start("authorize").await;
    let reply = authorize.answer(Event::get(&target).cookies(&login.jar())).await;
    reply.answer.parameter("code").unwrap_or_else(|| panic!("no code: {reply:?}"))
}

async fn is_active(introspect: &Process, token: &str) -> bool {
    let reply = introspect.answer(ask("introspect_token", &[("token", token)])).await;
    assert_eq!(reply.answer.status, 200, "{reply:?}");
    reply.answer.json()["active"] == true
}

#[tokio::test]
async fn of_a_hundred_redemptions_one_wins_and_its_tokens_die() {
    let deployment = Deployment::new().await;
    let get_token = deployment.start_many("get_token", PROCESSES).await;
    let code = code(&deployment).await;
    let replies = race(&get_token, &redemption(&code), REQUESTS).await;
    let (won, lost): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| reply.answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, REQUESTS - 1));
    for reply in lost {
        let refusal = reply.answer.refusal();
        assert!(refusal.starts_with("400 invalid_grant The code has been "), "{refusal}");
    }
    // One of the hundred stole the code, and nobody knows which.
    let tokens = Tokens::of(&won[0].answer);
    let introspect = deployment.start("introspect").await;
    for token in [&tokens.access, &tokens.refresh] {
        assert!(!is_active(&introspect, token).await);
    }
    let refusal = get_token[0].answer(refresh(&tokens.refresh)).await.answer.refusal();
    assert_eq!(refusal, "400 invalid_grant The refresh token has been revoked.");
}

#[tokio::test]
async fn a_hundred_refreshes_get_one_pair() {
    let deployment = Deployment::new().await;
    let get_token = deployment.start_many("get_token", PROCESSES).await;
    let code = code(&deployment).await;
    let first = Tokens::of(&get_token[0].answer(redemption(&code)).await.answer);
    let replies = race(&get_token, &refresh(&first.refresh), REQUESTS).await;
    let pairs: BTreeSet<(String, String)> = replies
        .iter()
        .map(|reply| Tokens::of(&reply.answer))
        .map(|tokens| (tokens.access, tokens.refresh))
        .collect();
    assert_eq!(pairs.len(), 1, "one rotation");
    let scopes: BTreeSet<String> =
        replies.iter().map(|reply| text(&reply.answer.json()["scope"])).collect();
    assert_eq!(scopes.len(), 1, "{scopes:?}");

    let (access, next) = pairs.into_iter().next().unwrap();
    assert_ne!((&access, &next), (&first.access, &first.refresh));
    let introspect = deployment.start("introspect").await;
    assert!(is_active(&introspect, &access).await && is_active(&introspect, &next).await);
    // The pair is a good one: it rotates in its turn.
    let after = Tokens::of(&get_token[1].answer(refresh(&next)).await.answer);
    assert_ne!(after.refresh, next);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
