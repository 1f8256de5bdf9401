//! Standing: every way in which a grant in order is dead all the same.

use super::*;
use crate::{
    clock::Timestamp,
    protocol::{grant::Stage, redemption_fixture::grant, scope::Scope},
};

#[test]
fn a_grant_stands_only_with_its_user_and_its_client() {
    let at = Timestamp::from_millis;
    let grant = grant(Stage::Revoked);
    let user = User {
        name: "alice@example.com".into(),
        sub: "alice".into(),
        enabled: true,
        roles: vec!["Blogger".into()],
        ..User::default()
    };
    let scopes = Scope::parse("openid all more");
    let client = Client { client_id: "web".into(), scopes, ..Client::default() };
    let check = |user: User, client: Client| check(&grant, Some(&user), Some(&client)).map(|_| ());
    assert_eq!(check(user.clone(), client.clone()), Ok(()));

    for dead in [
        User { enabled: false, ..user.clone() },
        User { sub: "another alice".into(), ..user.clone() },
        User { valid_from: grant.created_at, ..user.clone() },
    ] {
        assert_eq!(check(dead, client.clone()), Err(StandingError::User));
    }
    for dead in [
        Client { client_id: "other".into(), ..client.clone() },
        Client { valid_from: at(i64::MAX), ..client.clone() },
        Client { scopes: Scope::parse("openid more"), ..client.clone() },
    ] {
        assert_eq!(check(user.clone(), dead), Err(StandingError::Client));
    }
    let website_user = User { roles: vec![], ..user.clone() };
    assert_eq!(check(website_user, client.clone()), Err(StandingError::Roles));
    assert_eq!(super::check(&grant, None, Some(&client)), Err(StandingError::User));
    assert_eq!(super::check(&grant, Some(&user), None), Err(StandingError::Client));
}
