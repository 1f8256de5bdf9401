//! Which scopes a client may have.

use super::{
    client::Client,
    grant::Grant,
    scope::{ADMIN, Scope},
};

impl Client {
    /// Whether it may have all of a scope: what is on its record.
    ///
    /// One that nobody vouches for may ask for what it likes: the names are those of APIs that it has
    /// found since, and its user is always asked. But nobody hands such a one this server.
    pub fn may_have(&self, scope: &Scope) -> bool {
        let is_open = self.is_self_registered && !scope.contains(ADMIN);
        self.scopes.covers(scope) || is_open && scope.is_well_formed()
    }

    /// Whether it may go on having what a grant gave it. For its service user, who is not asked, that is
    /// what is on its record.
    pub fn may_keep(&self, grant: &Grant) -> bool {
        if grant.is_by_consent() {
            self.may_have(&grant.scope)
        } else {
            self.scopes.covers(&grant.scope)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_have_what_is_on_its_record() {
        let client = Client { scopes: Scope::parse("all openid"), ..Client::default() };
        assert!(client.may_have(&Scope::parse("openid")));
        assert!(!client.may_have(&Scope::parse("openid notes:read")));
    }

    #[test]
    fn one_that_nobody_vouches_for_may_ask_for_any_scope_but_that_of_managers() {
        let client = Client { is_self_registered: true, ..Client::default() };
        assert!(client.may_have(&Scope::parse("notes:read offline_access")));
        for scope in ["admin", "notes:read admin", "ä"] {
            assert!(!client.may_have(&Scope::parse(scope)), "{scope}");
        }
    }
}
