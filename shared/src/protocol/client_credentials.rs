//! The client credentials grant
//! ([RFC 6749 section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)): a client acts by itself,
//! for the service user to whom an administrator has bound it.

use thiserror::Error;

use super::{
    authentication::AuthenticationClaims,
    claims_request::ClaimsRequest,
    client::Client,
    error::ErrorCode,
    grant::{AccessToken, Grant, Stage, Tokens},
    issued::{Draw, Issued, NewAccessToken},
    origin::Origin,
    requested_scope::meant_by,
    resource::Resources,
    roles,
    scope::{OFFLINE_ACCESS, Scope},
    token::GrantId,
    user::User,
};
use crate::clock::Timestamp;

/// Why a client gets no token for itself.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ClientCredentialsError {
    /// It is not bound to a user, or cannot prove that it is itself.
    #[error("The client has no service user, for whom it could act by itself.")]
    NotAllowed,
    /// Its user cannot act, so that it cannot act for him.
    #[error("The client's service user is not there, is disabled, or may not use the client.")]
    NoUser,
    /// More than the client may have.
    #[error("The scope is not one of the client's.")]
    ScopeExceeded,
    /// Nothing is left of the scope.
    #[error("There is no scope that the client could have by itself.")]
    NothingLeft,
}

impl ClientCredentialsError {
    /// The word for it on the wire.
    pub fn code(self) -> ErrorCode {
        match self {
            Self::NotAllowed | Self::NoUser => ErrorCode::UnauthorizedClient,
            Self::ScopeExceeded | Self::NothingLeft => ErrorCode::InvalidScope,
        }
    }
}

/// For whom a client acts by itself, if it may. A public client has nothing to show that it is itself.
pub fn service_user(client: &Client) -> Option<&str> {
    client.service_user.as_deref().filter(|_| !client.is_public())
}

/// Decides what a client gets that asks for itself: a whole grant, with one access token.
///
/// There is no refresh token (section 4.4.3): the client's own credentials are one.
///
/// # Errors
///
/// See [`ClientCredentialsError`].
pub fn decide(
    client: &Client,
    user: Option<&User>,
    (scope, resources): (Option<&str>, Resources),
    (id, draw): (GrantId, &Draw),
    now: Timestamp,
) -> Result<(Grant, Issued), ClientCredentialsError> {
    use ClientCredentialsError as E;
    service_user(client).ok_or(E::NotAllowed)?;
    let user = user
        .filter(|user| user.vouches_for(&user.sub, now))
        .filter(|user| roles::may_use(user, &client.allowed_roles))
        .ok_or(E::NoUser)?;
    let scope = granted(client, scope)?;
    let access = AccessToken::new(client, (&scope, resources.clone()), &draw.access, now);
    let new = NewAccessToken::of(&id, draw.access.clone(), &access, now);
    let grant = Grant {
        id,
        client_id: client.client_id.clone(),
        origin: Origin::ServiceUser,
        user: user.name.clone(),
        sub: user.sub.clone(),
        scope,
        resources,
        nonce: None,
        claims: ClaimsRequest::default(),
        authentication_claims: AuthenticationClaims::default(),
        auth_time: now,
        session: None,
        created_at: now,
        code: None,
        stage: Stage::Active(Tokens { refresh: None, access: vec![access] }),
    };
    Ok((grant, Issued { access: new, refresh_token: None }))
}

/// What of a scope a client can have by itself.
///
/// `openid` is kept: by it `openid_profile` and introspection tell an API for whom the token acts. What it
/// does not bring is an `id_token`, for nobody has logged in. `offline_access` is dropped and not refused:
/// there is nobody who could be away, but a program has one list of scopes for all that it does, and the
/// answer says what it got (section 5.1).
fn granted(client: &Client, asked: Option<&str>) -> Result<Scope, ClientCredentialsError> {
    let asked = meant_by(asked, client);
    // What a client may ask its users for beyond its record, nobody is asked for here.
    let asked = asked.filter(|asked| client.scopes.covers(asked));
    let asked = asked.ok_or(ClientCredentialsError::ScopeExceeded)?;
    let words: Vec<&str> = asked.words().filter(|word| *word != OFFLINE_ACCESS).collect();
    if words.is_empty() {
        return Err(ClientCredentialsError::NothingLeft);
    }
    Ok(Scope::parse(&words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::{
            client::AuthMethod,
            redemption_fixture::{NOW, draw},
            standing::{self, StandingError},
        },
        secret::Random,
    };

    fn client() -> Client {
        let scopes = Scope::parse("openid all offline_access crm");
        let allowed_roles = vec!["All".to_owned()];
        let service_user = Some("robot@example.com".to_owned());
        Client { client_id: "job".into(), scopes, allowed_roles, service_user, ..Client::default() }
    }

    fn robot() -> User {
        let (name, sub) = ("robot@example.com".to_owned(), "robot".to_owned());
        User { name, sub, enabled: true, ..User::default() }
    }

    fn ask(client: &Client, user: &User, scope: &str) -> Result<Grant, ClientCredentialsError> {
        let ids = (GrantId::draw(Random), &draw());
        let asked = (Some(scope), Resources::default());
        decide(client, Some(user), asked, ids, NOW).map(|(grant, _)| grant)
    }

    #[test]
    fn what_is_about_a_user_who_is_away_is_dropped_and_nothing_more_than_the_clients_is_given() {
        use ClientCredentialsError as E;
        let scope = |text| ask(&client(), &robot(), text).map(|grant| grant.scope.to_string());
        assert_eq!(scope("").unwrap(), "openid all crm");
        assert_eq!(scope("offline_access crm").unwrap(), "crm");
        assert_eq!(scope("offline_access"), Err(E::NothingLeft));
        assert_eq!(scope("crm admin"), Err(E::ScopeExceeded));
    }

    #[test]
    fn who_may_ask_its_users_for_any_scope_has_those_of_its_record_by_itself() {
        let client = Client { is_self_registered: true, ..client() };
        let ask = |scope| ask(&client, &robot(), scope).map(|grant| grant.scope.to_string());
        assert_eq!(ask("crm").unwrap(), "crm");
        assert_eq!(ask("crm notes:read"), Err(ClientCredentialsError::ScopeExceeded));
    }

    #[test]
    fn only_a_bound_client_that_can_prove_itself_acts_for_a_user_who_can_act() {
        use ClientCredentialsError as E;
        let of = |client: Client, user: User| ask(&client, &user, "").map(|_| ());
        assert_eq!(of(client(), robot()), Ok(()));
        assert_eq!(of(Client { service_user: None, ..client() }, robot()), Err(E::NotAllowed));
        let token_endpoint_auth_method = AuthMethod::None;
        let public = Client { token_endpoint_auth_method, ..client() };
        assert_eq!(of(public, robot()), Err(E::NotAllowed));
        assert_eq!(of(client(), User { enabled: false, ..robot() }), Err(E::NoUser));
        let allowed_roles = vec!["Clerk".to_owned()];
        assert_eq!(of(Client { allowed_roles, ..client() }, robot()), Err(E::NoUser));
    }

    #[test]
    fn a_token_for_a_service_user_dies_when_the_client_is_bound_to_another_or_none() {
        let (grant, robot) = (ask(&client(), &robot(), "").unwrap(), robot());
        let standing = |client: &Client| standing::check(&grant, Some(&robot), Some(client));
        assert_eq!(standing(&client()), Ok(&robot));
        for service_user in [None, Some("other@example.com".to_owned())] {
            let client = Client { service_user, ..client() };
            assert_eq!(standing(&client), Err(StandingError::Client));
        }
    }
}
