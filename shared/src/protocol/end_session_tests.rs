//! Tests of the rules of a logout that an app begins.

use super::*;
use crate::{
    clock::Timestamp,
    protocol::{
        session::{Origin, SessionToken},
        user::User,
    },
    secret::Random,
};

const HOME: &str = "https://wiki.example/bye?x=1";

fn wiki() -> Client {
    Client {
        client_id: "wiki".into(),
        post_logout_redirect_uris: vec![HOME.into()],
        ..Client::default()
    }
}

fn request(pairs: &[(&str, &str)]) -> EndSessionRequest {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    EndSessionRequest::read(&Params::from_pairs(pairs.collect()).unwrap()).unwrap()
}

fn session(sub: &str) -> Session {
    let user = User { sub: sub.into(), ..User::default() };
    let token = SessionToken::draw(Random);
    Session::start(&token, &user, Origin::default(), Timestamp::from_millis(0))
}

#[test]
fn only_a_hint_of_this_very_session_spares_the_question() {
    let alices = session("alice");
    let hint = |sub: &str, sid: Option<&str>| Hint { sub: sub.into(), sid: sid.map(str::to_owned) };
    let decided = |hint: Option<Hint>, session| decide(hint.as_ref(), session);
    let here = Some(&alices);
    assert_eq!(decided(Some(hint("alice", Some(&alices.sid))), here), EndSession::End);
    assert_eq!(decided(Some(hint("alice", None)), here), EndSession::End);
    assert_eq!(decided(Some(hint("alice", Some("another"))), here), EndSession::Ask);
    assert_eq!(decided(Some(hint("bob", Some(&alices.sid))), here), EndSession::Ask);
    assert_eq!(decided(None, here), EndSession::Ask);
    assert_eq!(decided(None, None), EndSession::End);
}

#[test]
fn rp_initiated_logout_section_3_only_the_exact_uri_is_gone_to_and_the_state_with_it() {
    let wiki = wiki();
    let sent = |uri: &str| {
        let request = request(&[("client_id", "wiki"), ("post_logout_redirect_uri", uri)]);
        request.target(Some(&wiki), false)
    };
    assert_eq!(sent(HOME), Ok(Some(HOME.to_owned())));
    for other in
        ["https://wiki.example/bye", "https://wiki.example/bye?x=1&y", "https://evil.example"]
    {
        assert!(sent(other).is_err(), "{other}");
    }
    let whole = [("client_id", "wiki"), ("post_logout_redirect_uri", HOME), ("state", "a b&c")];
    let target = request(&whole).target(Some(&wiki), false);
    assert_eq!(target, Ok(Some(format!("{HOME}&state=a%20b%26c"))));
    assert_eq!(request(&[("client_id", "wiki")]).target(Some(&wiki), false), Ok(None));
}

#[test]
fn without_a_client_there_is_nowhere_to_go() {
    let uri = [("post_logout_redirect_uri", HOME)];
    assert_eq!(request(&uri).target(None, false), Ok(None));
    // For whom an unread hint is, it only says itself.
    assert_eq!(request(&uri).target(Some(&wiki()), false), Ok(None));
    assert_eq!(request(&uri).target(Some(&wiki()), true), Ok(Some(HOME.to_owned())));
    assert!(request(&[("client_id", "nobody")]).target(None, false).is_err());
}
