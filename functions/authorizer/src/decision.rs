//! Whether a call may pass: pure.

use std::collections::BTreeMap;

use serde::Serialize;
use shared::{
    protocol::{roles, scope::Scope},
    web::bearer::Bearer,
};

use crate::Call;

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It passes, and the API behind is told for whom.
    Allow(Context),
    /// There is no token, or none that lives.
    Unauthorized,
    /// The token lives, but not for this route.
    Forbidden,
}

/// What the API behind is told; texts, because a REST API takes nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Context {
    /// The user's e-mail.
    pub user: String,
    /// The user's subject, which never changes.
    pub sub: String,
    /// The client that calls.
    pub client_id: String,
    /// The token's scopes, separated by spaces.
    pub scope: String,
    /// The user's roles, separated by commas: they have spaces inside.
    pub roles: String,
}

/// Decides.
///
/// `required` names a route's scopes: by `GET /orders`, else by `ANY /orders`, else by `*`. A route
/// that none of them names is shut: who adds a route and forgets its scope has not opened it.
pub fn decide(
    call: &Call,
    bearer: Option<&Bearer>,
    required: &BTreeMap<String, String>,
) -> Decision {
    let Some(bearer) = bearer else { return Decision::Unauthorized };
    let Call { method, path, .. } = call;
    let route = if path.is_empty() { method.clone() } else { format!("{method} {path}") };
    let names = [route, format!("ANY {path}"), "*".to_owned()];
    let scope = names.iter().find_map(|name| required.get(name)).map(|text| Scope::parse(text));
    if !scope.is_some_and(|scope| bearer.token.scope.covers(&scope)) {
        return Decision::Forbidden;
    }
    Decision::Allow(Context {
        user: bearer.user.name.clone(),
        sub: bearer.user.sub.clone(),
        client_id: bearer.grant.client_id.clone(),
        scope: bearer.token.scope.to_string(),
        roles: roles::of(&bearer.user).join(","),
    })
}
