//! Token introspection ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)) with Frappe's members.

use serde::Serialize;

use super::{
    client::Client,
    grant::Grant,
    resource::{self, Resources},
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
    /// For which APIs it is meant, if it is for some.
    #[serde(
        rename = "aud",
        serialize_with = "resource::audience",
        skip_serializing_if = "Resources::is_empty"
    )]
    pub resources: Resources,
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

/// A token that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alive {
    /// What it is good for.
    pub scope: Scope,
    /// For which APIs; none is any. A refresh token is for none but this server.
    pub resources: Resources,
    /// Until when.
    pub until: Timestamp,
}

/// Whether `caller` may learn about a token of `grant`: it is its own, or the caller serves an API
/// that the token is meant for (section 4).
///
/// An API that has names takes no token without one, which
/// could have been given for another, and no refresh token.
pub fn may_see(caller: &Client, grant: &Grant, token: &Alive) -> bool {
    let is_meant =
        || caller.resources.is_empty() || token.resources.include_one_of(&caller.resources);
    caller.client_id == grant.client_id || (caller.is_resource_server && is_meant())
}

/// What a presented token is, if it is alive.
///
/// `token_type_hint` is not needed: a token says itself what it is.
pub fn find(grant: &Grant, token: &Presented, now: Timestamp) -> Option<Alive> {
    match &token.kind {
        Kind::Code(_) | Kind::Device(_) => None,
        Kind::Access(_) | Kind::Jwt(_) => {
            let token = grant.access_token(&token.kind, now)?;
            let (scope, resources) = (token.scope.clone(), token.resources.clone());
            Some(Alive { scope, resources, until: token.expires_at })
        }
        Kind::Refresh { family, generation } => {
            let tokens = grant.refresh()?;
            let is_current = tokens.family.matches(family.expose())
                && tokens.generation.matches(generation.expose());
            let until = tokens.ends_at();
            let (scope, resources) = (grant.scope.clone(), Resources::default());
            (is_current && now < until).then_some(Alive { scope, resources, until })
        }
    }
}

impl Active {
    /// The answer about a token that [`find`] found alive.
    pub fn new(client: &Client, token: Alive, user: UserInfo) -> Self {
        Self {
            client_id: client.client_id.clone(),
            trusted_client: u8::from(client.skip_authorization),
            active: true,
            exp: token.until.seconds(),
            user: token.scope.contains(OPENID).then_some(user),
            scope: token.scope,
            resources: token.resources,
        }
    }
}
