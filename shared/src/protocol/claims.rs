//! Which claims about a user a client is told
//! ([OpenID Connect Core sections 5.1 and 5.4](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    claims_request::{ClaimsRequest, Wanted},
    client::Client,
    roles,
    scope::{OPENID, Scope},
    user::User,
};

/// By whose rule a client is told of its users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimsPolicy {
    /// Name, e-mail, picture and roles, whatever the scopes, in both places.
    #[default]
    Frappe,
    /// What the scopes stand for and what the parameter `claims` asks for.
    #[serde(rename = "OpenID Connect")]
    OpenIdConnect,
}

impl ClaimsPolicy {
    /// Whether it is Frappe's.
    pub fn is_frappes(&self) -> bool {
        *self == Self::Frappe
    }
}

/// What is told in one place: in the answer of `openid_profile`, or in an `id_token`.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// What Frappe tells.
    Frappes,
    /// The claims of the scopes, and those that were asked for one by one.
    Asked {
        /// The scopes, where they count.
        scope: Option<&'a Scope>,
        /// What this place was asked for.
        wanted: &'a Wanted,
    },
}

/// A claim beside `sub`.
struct Claim {
    name: &'static str,
    /// The scope that stands for it.
    scope: &'static str,
    /// Its value for a user at an issuer; a claim without one is left out.
    value: fn(&User, &str) -> Option<Value>,
}

/// The scope of Frappe's own claim, which `claims` cannot ask for.
const ROLES: &str = "roles";

/// All of them, in the order of the specification, and Frappe's own behind them.
const CLAIMS: &[Claim] = &[
    claim("name", "profile", |user, _| {
        // The e-mail, which stands in for a name elsewhere, has a scope of its own.
        let has_name = !format!("{}{}", user.first_name, user.last_name).trim().is_empty();
        has_name.then(|| user.full_name().into())
    }),
    claim("given_name", "profile", |user, _| text(&user.first_name)),
    claim("family_name", "profile", |user, _| text(&user.last_name)),
    claim("middle_name", "profile", |user, _| some(user.claims.middle_name.as_deref())),
    claim("nickname", "profile", |user, _| some(user.claims.nickname.as_deref())),
    claim("preferred_username", "profile", |user, _| some(user.claims.username.as_deref())),
    claim("profile", "profile", |user, _| some(user.claims.profile.as_deref())),
    claim("picture", "profile", picture),
    claim("website", "profile", |user, _| some(user.claims.website.as_deref())),
    claim("gender", "profile", |user, _| some(user.claims.told_gender().as_deref())),
    claim("birthdate", "profile", |user, _| some(user.claims.birthdate.as_deref())),
    claim("zoneinfo", "profile", |user, _| some(user.claims.zoneinfo.as_deref())),
    claim("locale", "profile", |user, _| some(user.language.as_deref())),
    claim("updated_at", "profile", |user, _| Some(user.modified.seconds().into())),
    claim("email", "email", |user, _| email(user).map(Value::from)),
    claim("email_verified", "email", |user, _| {
        email(user).map(|_| user.claims.email_verified.into())
    }),
    claim("phone_number", "phone", |user, _| some(user.claims.phone_number())),
    claim("phone_number_verified", "phone", |user, _| {
        user.claims.phone_number().map(|_| user.claims.phone_number_verified.into())
    }),
    claim("address", "address", |user, _| user.claims.address.told()),
    claim(ROLES, ROLES, |user, _| Some(json!(roles::of(user)))),
];

impl<'a> Told<'a> {
    /// What `openid_profile` tells a client whose token has this scope.
    pub fn by_userinfo(client: &Client, scope: &'a Scope, request: &'a ClaimsRequest) -> Self {
        Self::new(client, Some(scope), &request.userinfo)
    }

    /// What an `id_token` tells. The scopes count only for one that comes without an access token,
    /// now or later: else the client asks `openid_profile` (section 5.4).
    pub fn by_id_token(
        client: &Client,
        alone_with: Option<&'a Scope>,
        request: &'a ClaimsRequest,
    ) -> Self {
        Self::new(client, alone_with, &request.id_token)
    }

    fn new(client: &Client, scope: Option<&'a Scope>, wanted: &'a Wanted) -> Self {
        match client.claims_policy {
            ClaimsPolicy::Frappe => Self::Frappes,
            ClaimsPolicy::OpenIdConnect => Self::Asked { scope, wanted },
        }
    }

    /// The claims about a user with their values, but for `sub` and `iss`.
    pub fn about(self, user: &User, issuer: &str) -> Map<String, Value> {
        let (scope, wanted) = match self {
            Self::Frappes => return frappes(user, issuer),
            Self::Asked { scope, wanted } => (scope, wanted),
        };
        let is_told = |claim: &&Claim| {
            scope.is_some_and(|scope| scope.contains(claim.scope))
                || (can_be_asked_for(claim.name) && wanted.contains_key(claim.name))
        };
        let told = CLAIMS.iter().filter(is_told);
        let told = told.filter_map(|claim| Some((claim.name, (claim.value)(user, issuer)?)));
        told.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Whether the parameter `claims` may ask for this: for what the specification knows.
pub fn can_be_asked_for(name: &str) -> bool {
    name != ROLES && CLAIMS.iter().any(|claim| claim.name == name)
}

/// The names of all of them.
pub fn names() -> impl Iterator<Item = &'static str> {
    CLAIMS.iter().map(|claim| claim.name)
}

/// The claims that a scope stands for.
pub fn of_scope(word: &str) -> impl Iterator<Item = &'static str> {
    CLAIMS.iter().filter(move |claim| claim.scope == word).map(|claim| claim.name)
}

/// Whether who has allowed the one has allowed the other too, claim by claim.
pub fn covers(
    (scope, allowed): (&Scope, &ClaimsRequest),
    client: &Client,
    asked: &ClaimsRequest,
) -> bool {
    match client.claims_policy {
        ClaimsPolicy::Frappe => true,
        ClaimsPolicy::OpenIdConnect => asked.names().all(|name| {
            allowed.names().any(|known| known == name)
                || scope.words().flat_map(of_scope).any(|known| known == name)
        }),
    }
}

/// What a user is asked to allow, or has allowed: the words of the scope, but for those that stand
/// for claims.
///
/// Each of these is `claim` and its name, which no scope's word can look like. Of a client that is
/// gone the words are all there is.
pub fn words(client: Option<&Client>, scope: &Scope, request: &ClaimsRequest) -> Vec<String> {
    let claim = |name: &str| format!("{CLAIM}{name}");
    match client.map(|client| client.claims_policy).unwrap_or_default() {
        ClaimsPolicy::Frappe => scope.words().map(str::to_owned).collect(),
        ClaimsPolicy::OpenIdConnect => {
            let of_word = |word: &str| match (word, of_scope(word).map(claim).collect()) {
                (OPENID, _) => vec![claim("sub")],
                (_, names) if !Vec::is_empty(&names) => names,
                (_, _) => vec![word.to_owned()],
            };
            scope.words().flat_map(of_word).chain(request.names().map(claim)).collect()
        }
    }
}

/// What stands before a claim's name among the words of a scope.
pub const CLAIM: &str = "claim ";

/// What Frappe tells, in its order.
fn frappes(user: &User, issuer: &str) -> Map<String, Value> {
    let members = [
        ("name", user.full_name().into()),
        ("given_name", user.first_name.clone().into()),
        ("family_name", text(&user.last_name).unwrap_or_default()),
        ("email", user.name.clone().into()),
        ("picture", picture(user, issuer).unwrap_or_default()),
        ("roles", json!(roles::of(user))),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

const fn claim(
    name: &'static str,
    scope: &'static str,
    value: fn(&User, &str) -> Option<Value>,
) -> Claim {
    Claim { name, scope, value }
}

fn some(text: Option<&str>) -> Option<Value> {
    text.map(Value::from)
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| text.into())
}

/// Frappe's own accounts go by a name that is no address.
fn email(user: &User) -> Option<&str> {
    Some(user.name.as_str()).filter(|name| name.contains('@'))
}

fn picture(user: &User, issuer: &str) -> Option<Value> {
    user.user_image.as_deref().map(|image| absolute(image, issuer).into())
}

fn absolute(image: &str, issuer: &str) -> String {
    if image.starts_with("https://") || image.starts_with("http://") {
        image.to_owned()
    } else {
        // As text, as Frappe does: `//x` is not another host.
        let separator = if image.starts_with('/') { "" } else { "/" };
        format!("{issuer}{separator}{image}")
    }
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
