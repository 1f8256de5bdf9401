//! The apps that a user has allowed: his live grants, put together by client.

use super::{claims_request::ClaimsRequest, grant::Grant, scope::Scope};
use crate::clock::Timestamp;

/// An app that a user has allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedApp {
    /// The client.
    pub client_id: String,
    /// All that it may do, by one grant or another.
    pub scope: Scope,
    /// All that it may be told besides.
    pub claims: ClaimsRequest,
    /// When it was first allowed.
    pub since: Timestamp,
    /// When it last got tokens.
    pub last_used: Timestamp,
}

impl Grant {
    /// Whether it has tokens that are good for something.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.refresh().is_some_and(|refresh| now < refresh.ends_at())
            || self.access().iter().any(|token| now < token.expires_at)
    }

    /// When it last gave tokens, as far as it knows. A code is redeemed within a minute, so the
    /// redemption goes by the time of the authorization.
    pub fn last_used(&self) -> Timestamp {
        let rotation = self.refresh().and_then(|refresh| refresh.previous.as_ref());
        rotation.map_or(self.created_at, |rotation| rotation.rotated_at.max(self.created_at))
    }
}

/// Puts grants together by client, the one that was used last first.
pub fn apps<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Vec<AllowedApp> {
    let mut apps: Vec<AllowedApp> = Vec::new();
    for grant in grants {
        match apps.iter_mut().find(|app| app.client_id == grant.client_id) {
            Some(app) => app.add(grant),
            None => apps.push(AllowedApp {
                client_id: grant.client_id.clone(),
                scope: grant.scope.clone(),
                claims: grant.claims.clone(),
                since: grant.created_at,
                last_used: grant.last_used(),
            }),
        }
    }
    apps.sort_by(|a, b| b.last_used.cmp(&a.last_used).then_with(|| a.client_id.cmp(&b.client_id)));
    apps
}

impl AllowedApp {
    fn add(&mut self, grant: &Grant) {
        if !self.scope.covers(&grant.scope) {
            self.scope = Scope::parse(&format!("{} {}", self.scope, grant.scope));
        }
        self.claims = std::mem::take(&mut self.claims).and(&grant.claims);
        self.since = self.since.min(grant.created_at);
        self.last_used = self.last_used.max(grant.last_used());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        protocol::{
            client::AccessTokenFormat,
            grant::{AccessToken, Stage, Tokens},
            redemption_fixture::{NOW, grant},
            resource::Resources,
        },
        secret::SecretHash,
    };

    fn given(client_id: &str, scope: &str, hours: u64) -> Grant {
        let created_at = NOW + Duration::from_hours(hours);
        let scope = Scope::parse(scope);
        let expires_at = created_at + Duration::from_hours(1);
        let access = AccessToken {
            hash: SecretHash::of("a"),
            format: AccessTokenFormat::Opaque,
            scope: scope.clone(),
            resources: Resources::default(),
            expires_at,
        };
        let stage = Stage::Active(Tokens { refresh: None, access: vec![access] });
        Grant { client_id: client_id.to_owned(), scope, created_at, ..grant(stage) }
    }

    #[test]
    fn an_app_stands_there_once_with_all_that_it_may_do() {
        let grants = [given("a", "all", 1), given("b", "all", 3), given("a", "openid all", 2)];
        let apps = apps(&grants);
        let told: Vec<String> =
            apps.iter().map(|app| format!("{} {}", app.client_id, app.scope)).collect();
        assert_eq!(told, ["b all", "a all openid"]);
        let last = apps.last().unwrap();
        assert_eq!((last.since, last.last_used), (grants[0].created_at, grants[2].created_at));
    }

    #[test]
    fn a_grant_lives_as_long_as_one_of_its_tokens() {
        let grant = given("a", "all", 0);
        assert!(grant.is_live(NOW));
        assert!(!grant.is_live(NOW + Duration::from_hours(1)));
        assert!(!grant.at(Stage::Revoked).is_live(NOW));
    }
}
