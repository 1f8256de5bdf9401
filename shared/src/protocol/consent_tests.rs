//! The question: who is spared it, and what an earlier answer is worth.

use super::*;
use crate::protocol::{
    grant::{Stage, Step},
    params::Params,
    redemption::{Redemption, decide},
    redemption_fixture::{CALLBACK, NOW, draw, grant},
    resource::Resources,
    scope::Scope,
};

fn client() -> Client {
    Client {
        client_id: "web".into(),
        scopes: Scope::parse("all openid"),
        redirect_uris: vec![CALLBACK.into()],
        default_redirect_uri: Some(CALLBACK.into()),
        ..Client::default()
    }
}

fn user() -> User {
    User {
        name: "alice@example.com".into(),
        sub: "alice".into(),
        enabled: true,
        roles: vec!["Blogger".into()],
        ..User::default()
    }
}

fn request(more: &str) -> AuthorizationRequest {
    let query = format!("response_type=code{more}");
    let params = Params::from_urlencoded(query.as_bytes()).unwrap();
    AuthorizationRequest::read(&params, &client()).unwrap()
}

/// Alice's grant of `all openid` to `web`, redeemed.
fn active() -> Grant {
    let code = Stage::Code {
        expires_at: NOW + std::time::Duration::from_secs(60),
        wrong_verifiers: 0,
        access: vec![],
    };
    let (client, secret) = (client(), crate::secret::Secret::new("code"));
    let redemption = Redemption {
        client: &client,
        code: &secret,
        redirect_uri: Some(CALLBACK),
        verifier: None,
        resources: &Resources::default(),
    };
    match decide(&grant(code), &redemption, &draw(), NOW) {
        Step::Commit(next, Ok(_)) => *next,
        refused @ (Step::Commit(..) | Step::Answer(_)) => panic!("{refused:?}"),
    }
}

#[test]
fn only_a_client_that_an_administrator_trusts_is_spared_the_question() {
    use SkipAuthorization::{Auto, Force};
    let trusted = Client { skip_authorization: true, ..client() };
    let stranger = Client { is_self_registered: true, ..trusted.clone() };
    let insistent = request("&prompt=consent");
    let table: Vec<String> = [
        ("a client", request(""), client()),
        ("a trusted client", request(""), trusted.clone()),
        ("a client that registered itself", request(""), stranger),
        ("a trusted client, prompt=consent", insistent.clone(), trusted),
        ("a client, prompt=consent", insistent, client()),
    ]
    .into_iter()
    .map(|(name, request, client)| {
        let [force, auto] = [Force, Auto].map(|settings| question(&request, &client, settings));
        format!("{name}: {force:?}, {auto:?}")
    })
    .collect();
    insta::assert_snapshot!(table.join("\n"), @"
    a client: Due, UnlessAnswered
    a trusted client: Spared, Spared
    a client that registered itself: Due, Due
    a trusted client, prompt=consent: Due, Due
    a client, prompt=consent: Due, Due
    ");
}

#[test]
fn an_answer_is_good_for_its_user_its_client_and_its_scope_alone() {
    let is_answered = |grant: &Grant, user: &User, client: &Client, more: &str| {
        is_answered_by(grant, &request(more), (user, client), NOW)
    };
    let (grant, user, client) = (active(), user(), client());
    assert!(is_answered(&grant, &user, &client, ""));
    assert!(is_answered(&grant, &user, &client, "&scope=openid"));

    let narrow = Grant { scope: Scope::parse("openid"), ..grant.clone() };
    assert!(!is_answered(&narrow, &user, &client, "&scope=all"));
    assert!(!is_answered(&narrow, &user, &client, ""));
    let other = Client { client_id: "other".into(), ..client.clone() };
    assert!(!is_answered(&grant, &user, &other, ""));
    let bob = User { name: "bob@example.com".into(), ..user.clone() };
    assert!(!is_answered(&grant, &bob, &client, ""));
    let another_alice = User { sub: "another alice".into(), ..user };
    assert!(!is_answered(&grant, &another_alice, &client, ""));
}

#[test]
fn an_answer_that_was_taken_back_or_has_run_out_is_none() {
    let is_answered = |grant: &Grant, user: &User, client: &Client, now: Timestamp| {
        is_answered_by(grant, &request(""), (user, client), now)
    };
    let (grant, user, client) = (active(), user(), client());
    assert!(!is_answered(&grant.at(Stage::Revoked), &user, &client, NOW));
    let months_later = NOW + std::time::Duration::from_hours(31 * 24);
    assert!(!is_answered(&grant, &user, &client, months_later));
    let cut_off = User { valid_from: grant.created_at, ..user.clone() };
    assert!(!is_answered(&grant, &cut_off, &client, NOW));
    let cut_off = Client { valid_from: grant.created_at, ..client };
    assert!(!is_answered(&grant, &user, &cut_off, NOW));
}
