//! Whether a call may pass: pure.

use serde::Serialize;
use shared::{
    config::Config,
    protocol::{roles, user::User},
    web::bearer::Bearer,
};

use crate::{Route, routes::required};

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
    /// The APIs that the token is meant for, separated by spaces; left out if it names none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub aud: String,
    /// The user's roles, separated by commas: they have spaces inside.
    pub roles: String,
}

/// Decides, by the scopes that routes ask for and the APIs that tokens have to be meant for.
pub fn decide(route: &Route, bearer: Option<&Bearer>, config: &Config) -> Decision {
    let (entries, apis) = (&config.required_scopes, &config.audience);
    let is_meant =
        |bearer: &&Bearer| apis.is_empty() || bearer.token.resources.include_one_of(apis);
    // A token for another API, which that one may have handed on, is none here (RFC 9068 section 4).
    let Some(bearer) = bearer.filter(is_meant) else { return Decision::Unauthorized };
    let scope = &bearer.token.scope;
    if !required(route, entries).is_some_and(|required| scope.covers(&required)) {
        return Decision::Forbidden;
    }
    Decision::Allow(Context {
        user: bearer.user.name.clone(),
        sub: bearer.user.sub.clone(),
        client_id: bearer.grant.client_id.clone(),
        scope: scope.to_string(),
        aud: bearer.token.resources.uris().join(" "),
        roles: roles_of(&bearer.user),
    })
}

/// A role with a comma in its name is not told: it would be read as two others.
fn roles_of(user: &User) -> String {
    let mut roles = roles::of(user);
    roles.retain(|role| !role.contains(','));
    roles.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_is_read_as_two() {
        let roles = ["Blogger".to_owned(), "A,System Manager".to_owned()].into();
        let user = User { roles, ..User::default() };
        assert_eq!(roles_of(&user), "Blogger,All,Guest,Desk User");
    }
}
