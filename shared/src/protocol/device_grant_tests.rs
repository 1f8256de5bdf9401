//! Tests of the device grant's steps.

use super::*;
use crate::{
    protocol::{
        redemption_fixture::{NOW, client as web, draw},
        scope::Scope,
    },
    secret::Random,
};

fn client() -> Client {
    Client { allows_device_grant: true, scopes: Scope::parse("all openid"), ..web() }
}

fn code() -> Secret {
    Secret::new("device")
}

fn started() -> Grant {
    start(&client(), (None, Resources::default()), (GrantId::draw(Random), &code()), None, NOW)
        .unwrap()
}

fn at(seconds_later: u64) -> Timestamp {
    NOW + seconds(seconds_later)
}

/// What becomes of a grant by a poll, and what is said.
fn poll(grant: &Grant, later: u64) -> (Grant, Result<Issued, DeviceError>) {
    match decide(grant, (&client(), &Resources::default()), &code(), &draw(), at(later)) {
        Step::Commit(next, result) => (*next, result),
        Step::Answer(result) => (grant.clone(), result),
    }
}

fn answered(grant: &Grant, allows: bool, later: u64) -> (Grant, Result<(), DeviceError>) {
    let (name, sub) = ("alice@example.com".to_owned(), "alice".to_owned());
    let user = User { name, sub, ..User::default() };
    let answering = Answering { user: &user, auth_time: NOW, allows };
    match answer(grant, &client(), &answering, at(later)) {
        Step::Commit(next, result) => (*next, result),
        Step::Answer(result) => (grant.clone(), result),
    }
}

fn interval(grant: &Grant) -> u64 {
    let Stage::Device(request) = &grant.stage else { panic!("{grant:?}") };
    request.interval
}

#[test]
fn every_poll_that_comes_too_early_makes_the_device_wait_five_seconds_more() {
    let (grant, said) = poll(&started(), 0);
    assert_eq!((said.unwrap_err(), interval(&grant)), (DeviceError::Pending, 5));
    let (grant, said) = poll(&grant, 4);
    assert_eq!(
        (said.unwrap_err(), interval(&grant)),
        (DeviceError::Pending, 5),
        "a second is given"
    );
    let (grant, said) = poll(&grant, 7);
    assert_eq!((said.unwrap_err(), interval(&grant)), (DeviceError::SlowDown, 10));
    let (grant, said) = poll(&grant, 12);
    assert_eq!((said.unwrap_err(), interval(&grant)), (DeviceError::SlowDown, 15));
    let (grant, said) = poll(&grant, 27);
    assert_eq!((said.unwrap_err(), interval(&grant)), (DeviceError::Pending, 15));
}

#[test]
fn the_first_answer_counts_and_a_poll_does_not_undo_it() {
    let (waiting, _) = poll(&started(), 0);
    let (allowed, said) = answered(&waiting, true, 10);
    assert_eq!(
        (said, allowed.user.as_str(), allowed.created_at),
        (Ok(()), "alice@example.com", at(10))
    );
    assert_eq!(answered(&allowed, false, 11).1, Err(DeviceError::Unknown));
    assert_eq!(answered(&allowed, true, 11), (allowed.clone(), Ok(())));
    // Whatever a poll wrote a moment ago: it is told the answer at once.
    let (active, tokens) = poll(&allowed, 11);
    assert!(tokens.unwrap().refresh_token.is_some() && active.tokens().is_some());
    let (denied, _) = answered(&waiting, false, 10);
    assert_eq!(denied.user, "");
    assert_eq!(poll(&denied, 11).1.unwrap_err(), DeviceError::Denied);
    assert_eq!(answered(&denied, true, 12).1, Err(DeviceError::Unknown));
}

#[test]
fn a_code_is_good_for_ten_minutes_whatever_was_answered() {
    assert_eq!(poll(&started(), 599).1.unwrap_err(), DeviceError::Pending);
    assert_eq!(poll(&started(), 600).1.unwrap_err(), DeviceError::Expired);
    let (allowed, _) = answered(&started(), true, 599);
    assert_eq!(poll(&allowed, 600).1.unwrap_err(), DeviceError::Expired);
    assert_eq!(answered(&started(), true, 600).1, Err(DeviceError::Unknown));
}

#[test]
fn a_code_that_comes_again_ends_what_it_gave() {
    let (allowed, _) = answered(&started(), true, 1);
    let (active, _) = poll(&allowed, 2);
    let (revoked, said) = poll(&active, 3);
    assert_eq!((said.unwrap_err(), &revoked.stage), (DeviceError::Reused, &Stage::Revoked));
    assert_eq!(poll(&revoked, 4).1.unwrap_err(), DeviceError::Revoked);
}

#[test]
fn a_code_is_its_clients_and_changes_nothing_in_another_hand() {
    let (allowed, _) = answered(&started(), true, 1);
    let (active, _) = poll(&allowed, 2);
    let other = Client { client_id: "other".into(), ..client() };
    let wrong = Secret::new("wrong");
    for grant in [&allowed, &active] {
        for (client, code) in [(&other, &code()), (&client(), &wrong)] {
            let step = decide(grant, (client, &Resources::default()), code, &draw(), at(3));
            assert!(matches!(step, Step::Answer(Err(DeviceError::Unknown))), "{step:?}");
        }
        let lost = Client { allows_device_grant: false, ..client() };
        let step = decide(grant, (&lost, &Resources::default()), &code(), &draw(), at(3));
        assert!(matches!(step, Step::Answer(Err(DeviceError::NotAllowed))), "{step:?}");
    }
}

#[test]
fn only_a_client_for_devices_may_start_and_within_its_scopes() {
    let start = |client: &Client, scope: &str| {
        let ids = (GrantId::draw(Random), &code());
        start(client, (Some(scope), Resources::default()), ids, None, NOW)
            .map(|grant| grant.scope.to_string())
    };
    assert_eq!(start(&client(), " ").unwrap(), "all openid");
    assert_eq!(start(&client(), "openid").unwrap(), "openid");
    assert_eq!(start(&client(), "admin"), Err(DeviceError::ScopeExceeded));
    assert_eq!(start(&web(), ""), Err(DeviceError::NotAllowed));
}

#[test]
fn what_was_asked_before_the_client_was_cut_off_is_not_answered_after_it() {
    let grant = started();
    assert!(waiting(&grant, &client(), at(1)).is_some());
    assert!(waiting(&grant, &client().cut_off(NOW), at(1)).is_none());
    let lost = Client { allows_device_grant: false, ..client() };
    assert!(waiting(&grant, &lost, at(1)).is_none());
}
