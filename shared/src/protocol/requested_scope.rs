//! Which scope is asked for
//! ([RFC 6749 section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)), and which one is meant
//! where none is named.

use super::{
    authorization::Cause,
    client::Client,
    error::ErrorCode,
    params::Params,
    scope::{OFFLINE_ACCESS, OPENID, Scope},
};

/// What Frappe gives a client that says nothing of scopes when it registers.
const ALL: &str = "all";

/// Reads `scope`; where it is absent or empty, what is meant is [`default_scope`].
///
/// # Errors
///
/// When it is repeated, or asks for more than the client may have.
pub fn requested_scope(params: &Params, client: &Client) -> Result<Scope, Cause> {
    // Frappe's documentation has curl encode `openid%20all` once more; no scope has a `%20`.
    let text = params.get("scope")?.map(|text| text.replace("%20", " "));
    let words = "The scope is not one of the client's.";
    meant_by(text.as_deref(), client).ok_or_else(|| Cause::new(ErrorCode::InvalidScope, words))
}

/// What a client means by a text, or by none; nothing if that is more than it may have.
pub fn meant_by(text: Option<&str>, client: &Client) -> Option<Scope> {
    let requested = text.map(Scope::parse).filter(|scope| !scope.is_empty());
    let Some(scope) = requested else { return Some(default_scope(client)) };
    let scope = without_idle_wish(scope, client);
    (!scope.is_empty() && client.may_have(&scope)).then_some(scope)
}

/// OpenID Connect Core section 11: who may not ask for access while nobody is there is not refused for
/// asking. Clients ask whenever discovery advertises the scope.
fn without_idle_wish(scope: Scope, client: &Client) -> Scope {
    let wish = Scope::parse(OFFLINE_ACCESS);
    if client.may_have(&wish) {
        return scope;
    }
    let others: Vec<&str> = scope.words().filter(|word| *word != OFFLINE_ACCESS).collect();
    Scope::parse(&others.join(" "))
}

/// What a client means that names no scope: all that it may have, as in Frappe.
///
/// One that registered itself chose its scopes alone, and may have `admin` among them: it means `all openid` of them, if it
/// has any of these.
pub fn default_scope(client: &Client) -> Scope {
    if client.is_self_registered {
        let usual = client.scopes.only(&[ALL, OPENID]);
        if !usual.is_empty() {
            return usual;
        }
    }
    client.scopes.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offline_access_is_no_fault_of_who_may_not_have_it() {
        let asked = |scope: &str| {
            let params = Params::from_pairs(vec![("scope".to_owned(), scope.to_owned())]).unwrap();
            let client = Client { scopes: Scope::parse("all openid"), ..Client::default() };
            requested_scope(&params, &client).map(|scope| scope.to_string()).map_err(|e| e.code)
        };
        assert_eq!(asked("openid offline_access all"), Ok("openid all".to_owned()));
        assert_eq!(asked("offline_access"), Err(ErrorCode::InvalidScope));
        assert_eq!(asked("openid email"), Err(ErrorCode::InvalidScope));
    }

    #[test]
    fn who_registered_himself_means_less_than_he_may_have() {
        let meant = |scopes: &str, is_self_registered| {
            let scopes = Scope::parse(scopes);
            default_scope(&Client { scopes, is_self_registered, ..Client::default() }).to_string()
        };
        assert_eq!(meant("openid admin all email", false), "openid admin all email");
        assert_eq!(meant("openid admin all email", true), "openid all");
        assert_eq!(meant("openid email", true), "openid");
        assert_eq!(meant("crm:read", true), "crm:read");
    }

    #[test]
    fn a_scope_that_is_empty_is_none() {
        let client = Client { scopes: Scope::parse("all openid"), ..Client::default() };
        for query in ["", "scope=", "scope=%20"] {
            let params = Params::from_urlencoded(query.as_bytes()).unwrap();
            assert_eq!(requested_scope(&params, &client), Ok(client.scopes.clone()), "{query}");
        }
    }
}
