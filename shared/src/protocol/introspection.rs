//! Token introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)) with Frappe's members.

use serde::Serialize;

use super::{
    client::Client,
    grant::Grant,
    scope::{OPENID, Scope},
    token::{Kind, Presented},
    userinfo::UserInfo,
};
use crate::clock::Timestamp;

/// What a live token is, in Frappe's order.
#[derive(Clone, Debug, Serialize)]
pub struct Active {
    /// To whom it was given.
    pub client_id: String,
    /// 1 if an administrator trusts that client without asking the user.
    pub trusted_client: u8,
    /// Always true.
    pub active: bool,
    /// Seconds since 1970 at which it ends.
    pub exp: i64,
    /// What it is good for.
    pub scope: Scope,
    /// Of whom it speaks, with the scope `openid`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserInfo>,
}

/// The only thing said of any other token: whether it never was, has expired, is revoked or
/// belongs to another is nobody's business (section 2.2).
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Inactive {
    active: bool,
}

/// Whether `caller` may learn about a token of `grant`: it is its own, or the caller serves an API.
pub fn may_see(caller: &Client, grant: &Grant) -> bool {
    caller.client_id == grant.client_id || caller.is_resource_server
}

/// The scope and end of a presented token, if it is alive.
///
/// `token_type_hint` is not needed: a token says itself what it is.
pub fn find(grant: &Grant, token: &Presented, now: Timestamp) -> Option<(Scope, Timestamp)> {
    match &token.kind {
        Kind::Code(_) | Kind::Device(_) => None,
        Kind::Access(secret) => {
            let token = grant.access_token(secret.expose(), now)?;
            Some((token.scope.clone(), token.expires_at))
        }
        Kind::Refresh { family, generation } => {
            let tokens = grant.refresh()?;
            let is_current = tokens.family.matches(family.expose())
                && tokens.generation.matches(generation.expose());
            let until = tokens.ends_at();
            (is_current && now < until).then(|| (grant.scope.clone(), until))
        }
    }
}

impl Active {
    /// The answer about a token that [`find`] found alive.
    pub fn new(client: &Client, (scope, until): (Scope, Timestamp), user: UserInfo) -> Self {
        Self {
            client_id: client.client_id.clone(),
            trusted_client: u8::from(client.skip_authorization),
            active: true,
            exp: until.seconds(),
            user: scope.contains(OPENID).then_some(user),
            scope,
        }
    }
}
