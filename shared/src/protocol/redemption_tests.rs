//! Redemption: who gets tokens, who is refused, and whose request ends the grant.

use std::time::Duration;

use super::*;
use crate::protocol::{
    client::AuthMethod,
    pkce::{ChallengeMethod, CodeChallenge},
    redemption_fixture::{CALLBACK, NOW, client, draw, grant},
};

/// What came out: the answer, and the stage that was written, if any.
fn play(grant: &Grant, code: &str, uri: Option<&str>, verifier: Option<&str>) -> String {
    play_as(&client(), grant, (code, uri, verifier), NOW)
}

fn play_as(
    client: &Client,
    grant: &Grant,
    (code, redirect_uri, verifier): (&str, Option<&str>, Option<&str>),
    now: Timestamp,
) -> String {
    let (code, verifier) = (Secret::new(code), verifier.map(Secret::new));
    let request = Redemption {
        client,
        code: &code,
        redirect_uri,
        verifier: verifier.as_ref(),
        resources: &Resources::default(),
    };
    let outcome = |result: &Result<Issued, RedemptionError>| match result {
        Ok(_) => "tokens".to_owned(),
        Err(error) => format!("{}: {error}", error.code().as_str()),
    };
    match decide(grant, &request, &draw(), now) {
        Step::Answer(result) => outcome(&result),
        Step::Commit(next, result) => {
            let stage = match next.stage {
                Stage::Device(_) => "device".to_owned(),
                Stage::Code { wrong_verifiers, .. } => format!("{wrong_verifiers} wrong"),
                Stage::Active(_) => "active".to_owned(),
                Stage::Revoked => "revoked".to_owned(),
            };
            format!("{} [{stage}]", outcome(&result))
        }
    }
}

fn code(wrong_verifiers: u8) -> Stage {
    Stage::Code { expires_at: NOW + Duration::from_secs(60), wrong_verifiers, access: vec![] }
}

fn active() -> Stage {
    let (code, draw) = (Secret::new("code"), draw());
    let request = Redemption {
        client: &client(),
        code: &code,
        redirect_uri: Some(CALLBACK),
        verifier: None,
        resources: &Resources::default(),
    };
    match decide(&grant(self::code(0)), &request, &draw, NOW) {
        Step::Commit(next, Ok(_)) => next.stage,
        other @ (Step::Commit(..) | Step::Answer(_)) => panic!("{other:?}"),
    }
}

fn with_challenge(stage: Stage) -> Grant {
    let mut grant = grant(stage);
    let challenge = CodeChallenge { value: "420".into(), method: ChallengeMethod::Plain };
    grant.code.as_mut().unwrap().challenge = Some(challenge);
    grant
}

#[test]
fn a_code_becomes_tokens() {
    assert_eq!(play(&grant(code(0)), "code", Some(CALLBACK), None), "tokens [active]");
    let proved = play(&with_challenge(code(2)), "code", Some(CALLBACK), Some("420"));
    assert_eq!(proved, "tokens [active]");
}

#[test]
fn a_code_that_was_redeemed_ends_the_grant_if_the_request_is_otherwise_perfect() {
    let used = grant(active());
    let reused = "invalid_grant: The code has been used already. [revoked]";
    assert_eq!(play(&used, "code", Some(CALLBACK), None), reused);
    for imperfect in [
        play(&used, "junk", Some(CALLBACK), None),
        play(&used, "code", Some("https://evil.example/"), None),
        play(&used, "code", None, None),
        play(&with_challenge(active()), "code", Some(CALLBACK), None),
        play(&with_challenge(active()), "code", Some(CALLBACK), Some("421")),
        play_as(
            &Client { client_id: "other".into(), ..client() },
            &used,
            ("code", Some(CALLBACK), None),
            NOW,
        ),
    ] {
        assert!(!imperfect.contains('['), "{imperfect}");
    }
}

#[test]
fn the_third_wrong_verifier_ends_the_code() {
    let wrong = |stage| play(&with_challenge(stage), "code", Some(CALLBACK), Some("421"));
    let words = "invalid_grant: The code_verifier does not match the code_challenge.";
    assert_eq!(wrong(code(0)), format!("{words} [1 wrong]"));
    assert_eq!(wrong(code(1)), format!("{words} [2 wrong]"));
    assert_eq!(wrong(code(2)), format!("{words} [revoked]"));
    let missing = play(&with_challenge(code(2)), "code", Some(CALLBACK), None);
    assert_eq!(missing, "invalid_grant: Missing code_verifier parameter.");
}

#[test]
fn a_code_is_good_for_a_minute() {
    let after = |seconds| {
        let request = ("code", Some(CALLBACK), None);
        play_as(&client(), &grant(code(0)), request, NOW + Duration::from_secs(seconds))
    };
    assert_eq!(after(59), "tokens [active]");
    assert_eq!(after(60), "invalid_grant: The code has expired.");
}

#[test]
fn the_redirect_uri_is_named_again_if_it_was_named_before() {
    let named = grant(code(0));
    assert_eq!(
        play(&named, "code", None, None),
        "invalid_request: Missing redirect_uri parameter."
    );
    let mut unnamed = grant(code(0));
    unnamed.code.as_mut().unwrap().redirect_uri_was_sent = false;
    assert_eq!(play(&unnamed, "code", None, None), "tokens [active]");
    assert_eq!(play(&unnamed, "code", Some(CALLBACK), None), "tokens [active]");
    let other = play(&unnamed, "code", Some("https://app.example/cb2"), None);
    assert_eq!(other, "invalid_grant: Mismatching redirect URI.");
}

#[test]
fn a_public_client_whose_challenge_was_stripped_gets_nothing() {
    let public = Client { token_endpoint_auth_method: AuthMethod::None, ..client() };
    let verifier = "v".repeat(43);
    let stripped = ("code", Some(CALLBACK), Some(verifier.as_str()));
    let outcome = play_as(&public, &grant(code(0)), stripped, NOW);
    assert_eq!(outcome, "invalid_grant: The code was issued without a code_challenge.");
}

#[test]
fn a_revoked_grant_stays_revoked() {
    let revoked = play(&grant(Stage::Revoked), "code", Some(CALLBACK), None);
    assert_eq!(revoked, "invalid_grant: The code has been revoked.");
}
