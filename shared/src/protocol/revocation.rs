//! Token revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): either token ends the
//! whole grant, as both are columns of one row in Frappe. And by the user, who takes it back.

use std::convert::Infallible;

use super::{
    client::Client,
    grant::{Grant, Stage, Step},
    token::{Kind, Presented},
    user::User,
};
use crate::clock::Timestamp;

/// Decides what the revocation of a token does to its grant.
///
/// Nothing, unless the token is the authenticated client's own. The answer is the same in every
/// case (section 2.2), so that nobody learns whether a token exists.
pub fn decide(
    grant: &Grant,
    client: &Client,
    token: &Presented,
    now: Timestamp,
) -> Step<(), Infallible> {
    if grant.client_id != client.client_id || !is_one_of(grant, token, now) {
        return Step::Answer(Ok(()));
    }
    Step::Commit(Box::new(grant.at(Stage::Revoked)), Ok(()))
}

/// Decides what becomes of a grant that its user takes back.
///
/// Nobody takes back what another gave, not even under the same e-mail; what is dead stays so.
pub fn by_user(grant: &Grant, user: &User) -> Step<(), Infallible> {
    let is_his = grant.user == user.name && grant.sub == user.sub;
    if is_his { by_administrator(grant) } else { Step::Answer(Ok(())) }
}

/// Decides what becomes of a grant that an administrator takes back: what is dead stays so.
pub fn by_administrator(grant: &Grant) -> Step<(), Infallible> {
    if grant.stage == Stage::Revoked {
        return Step::Answer(Ok(()));
    }
    Step::Commit(Box::new(grant.at(Stage::Revoked)), Ok(()))
}

/// Decides what becomes of a grant when the session in which it was given is logged out.
///
/// Its tokens end with it, unless the user has allowed `offline_access`
/// ([OpenID Connect Back-Channel Logout section 2.7](https://openid.net/specs/openid-connect-backchannel-1_0.html#BCActions)).
pub fn by_logout(grant: &Grant, sid: &str) -> Step<(), Infallible> {
    match &grant.session {
        Some(session) if session.ends_tokens && session.sid == sid => by_administrator(grant),
        Some(_) | None => Step::Answer(Ok(())),
    }
}

/// Whether the grant has handed this token out and still has it. A refresh token of an earlier
/// generation counts: a client that revokes what it was given last week means the same grant.
fn is_one_of(grant: &Grant, token: &Presented, now: Timestamp) -> bool {
    match &token.kind {
        Kind::Code(_) | Kind::Device(_) => false,
        Kind::Access(_) | Kind::Jwt(_) => grant.access_token(&token.kind, now).is_some(),
        Kind::Refresh { family, .. } => {
            grant.refresh().is_some_and(|tokens| tokens.family.matches(family.expose()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{grant::Tokens, redemption_fixture::grant};

    #[test]
    fn a_user_takes_back_what_he_gave_himself() {
        let grant = grant(Stage::Active(Tokens { refresh: None, access: vec![] }));
        let revokes =
            |grant: &Grant, user: &User| matches!(by_user(grant, user), Step::Commit(_, Ok(())));
        let (name, sub) = (grant.user.clone(), grant.sub.clone());
        let alice = User { name, sub, ..User::default() };
        assert!(revokes(&grant, &alice));
        assert!(!revokes(&grant.at(Stage::Revoked), &alice));
        assert!(!revokes(&grant, &User { sub: "another alice".into(), ..alice.clone() }));
        assert!(!revokes(&grant, &User { name: "mallory@example.com".into(), ..alice }));
    }
}
