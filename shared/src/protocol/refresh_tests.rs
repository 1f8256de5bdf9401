//! Refresh: rotation, its repetition, and theft.

use std::time::Duration;

use super::*;
use crate::protocol::{
    redemption::{self, Redemption},
    redemption_fixture::{CALLBACK, NOW, client, draw, grant},
};

type Outcome = (Option<Grant>, Result<Issued, RefreshError>);

fn redeemed() -> (Grant, Secret) {
    let expires_at = NOW + Duration::from_secs(60);
    let code = Stage::Code { expires_at, wrong_verifiers: 0, access: vec![] };
    let secret = Secret::new("code");
    let request = Redemption {
        client: &client(),
        code: &secret,
        redirect_uri: Some(CALLBACK),
        verifier: None,
        resources: &Resources::default(),
    };
    match redemption::decide(&grant(code), &request, &draw(), NOW) {
        Step::Commit(grant, Ok(issued)) => (*grant, issued.refresh_token.unwrap()),
        other @ (Step::Commit(..) | Step::Answer(_)) => panic!("{other:?}"),
    }
}

fn refresh(grant: &Grant, token: &Secret, scope: Option<&str>, after: u64) -> Outcome {
    let token = Presented::parse(token.expose()).unwrap();
    let request = Refresh {
        client: &client(),
        token: &token,
        scope: scope.map(Scope::parse),
        resources: &Resources::default(),
    };
    match decide(grant, &request, &draw(), NOW + Duration::from_secs(after)) {
        Step::Commit(grant, result) => (Some(*grant), result),
        Step::Answer(result) => (None, result),
    }
}

fn rotated(grant: &Grant, token: &Secret, after: u64) -> (Grant, Issued) {
    let (grant, issued) = refresh(grant, token, None, after);
    (grant.unwrap(), issued.unwrap())
}

fn access_lives(grant: &Grant, issued: &Issued, after: u64) -> bool {
    let kind = &issued.access.token.kind;
    grant.access_token(kind, NOW + Duration::from_secs(after)).is_some()
}

#[test]
fn rotation_gives_another_pair_and_the_same_pair_again_within_the_grace() {
    let (grant, first) = redeemed();
    let (grant, one) = rotated(&grant, &first, 10);
    assert!(!one.refresh_token.clone().unwrap().equals(&first));
    for (after, left) in [(10, 3600), (69, 3541)] {
        let (written, again) = refresh(&grant, &first, None, after);
        let again = again.unwrap();
        assert!(written.is_none());
        assert!(again.access.token.to_secret().equals(&one.access.token.to_secret()));
        assert!(again.refresh_token.clone().unwrap().equals(&one.refresh_token.clone().unwrap()));
        let now = NOW + Duration::from_secs(after);
        assert_eq!(now.until(again.access.expires_at).as_secs(), left);
    }
}

#[test]
fn after_the_grace_or_once_the_successor_is_used_reuse_ends_the_grant() {
    let (grant, first) = redeemed();
    let (grant, second) = rotated(&grant, &first, 0);
    let (late, result) = refresh(&grant, &first, None, 60);
    assert_eq!(result.unwrap_err(), RefreshError::Reused);
    assert_eq!(late.unwrap().stage, Stage::Revoked);

    let (grant, third) = rotated(&grant, &second.refresh_token.unwrap(), 5);
    let (early, result) = refresh(&grant, &first, None, 6);
    assert_eq!(result.unwrap_err(), RefreshError::Reused);
    let dead = early.unwrap();
    assert!(!access_lives(&dead, &third, 6));
    let (written, result) = refresh(&dead, &third.refresh_token.unwrap(), None, 7);
    assert_eq!((written, result.unwrap_err()), (None, RefreshError::Revoked));
}

#[test]
fn the_access_token_before_lives_through_the_grace_and_no_longer() {
    let (grant, first) = redeemed();
    let (grant, one) = rotated(&grant, &first, 0);
    let (grant, two) = rotated(&grant, &one.refresh_token.clone().unwrap(), 100);
    assert!(access_lives(&grant, &one, 159) && !access_lives(&grant, &one, 160));
    assert!(access_lives(&grant, &two, 3699) && !access_lives(&grant, &two, 3700));
}

#[test]
fn imperfect_requests_change_nothing() {
    let (grant, first) = redeemed();
    let (grant, _) = rotated(&grant, &first, 0);
    let token = Presented::parse(first.expose()).unwrap();
    let other = Client { client_id: "other".into(), ..client() };
    let stolen =
        Refresh { client: &other, token: &token, scope: None, resources: &Resources::default() };
    let late = NOW + Duration::from_secs(600);
    let step = decide(&grant, &stolen, &draw(), late);
    assert!(matches!(step, Step::Answer(Err(RefreshError::Unknown))));

    let (written, result) = refresh(&grant, &first, Some("all email"), 600);
    assert_eq!((written, result.unwrap_err()), (None, RefreshError::ScopeExceeded));

    let family = Secret::new("x".repeat(32));
    let junk = refresh_token(&grant.id, family.clone(), family);
    let (written, result) = refresh(&grant, &junk, None, 600);
    assert_eq!((written, result.unwrap_err()), (None, RefreshError::Unknown));
}

#[test]
fn a_scope_may_narrow_for_one_access_token_and_come_back() {
    let (grant, first) = redeemed();
    let (narrowed, issued) = refresh(&grant, &first, Some("openid"), 0);
    let issued = issued.unwrap();
    assert_eq!(issued.access.scope.to_string(), "openid");
    let (_, wide) = rotated(&narrowed.unwrap(), &issued.refresh_token.unwrap(), 1);
    assert_eq!(wide.access.scope.to_string(), "all openid");
}

#[test]
fn a_refresh_token_dies_of_idleness_and_of_age() {
    const DAY: u64 = 86_400;
    let (grant, first) = redeemed();
    let (_, result) = refresh(&grant, &first, None, 30 * DAY);
    assert_eq!(result.unwrap_err(), RefreshError::Expired);

    let (mut grant, mut token, mut day) = (grant, first, 0);
    while day < 174 {
        day += 29;
        let (next, issued) = rotated(&grant, &token, day * DAY);
        (grant, token) = (next, issued.refresh_token.clone().unwrap());
    }
    let (_, result) = refresh(&grant, &token, None, 180 * DAY);
    assert_eq!(result.unwrap_err(), RefreshError::Expired);
}
