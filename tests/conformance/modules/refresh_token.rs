//! Refresh tokens (RFC 6749 section 6, OpenID Connect Core section 12), of two clients.

use serde_json::Value;

use crate::suite::{
    client::Reply,
    entropy,
    id_token::{IdToken, signed},
    run::{Grant, Run},
};

/// The first client also names its scope again; neither can use the other's token.
pub(crate) fn oidcc_refresh_token(run: &Run<'_>) {
    let offered = run.provider.list("grant_types_supported");
    assert!(offered.contains(&"refresh_token"), "{offered:?}");
    let first = refreshes(run, &[("scope", "openid")]);
    let second = refreshes(&run.by("client2"), &[]);
    assert_ne!(first, second);
    assert_eq!(refresh(run, &second, &[]).refused(400), "invalid_grant");
}

/// A login and a refresh; gives the refresh token that is good now.
fn refreshes(run: &Run<'_>, more: &[(&str, &str)]) -> String {
    // A provider that offers it wants it asked for, and the user to agree each time.
    let mut request = run.request();
    if run.provider.list("scopes_supported").contains(&"offline_access") {
        request = request.with("scope", "openid offline_access").with("prompt", "consent");
    }
    let grant = run.sign_in(&run.browser(), &request);
    let token =
        grant.refresh_token.clone().unwrap_or_else(|| panic!("no refresh_token: {grant:?}"));
    demand_charset(&token);
    let reply = refresh(run, &token, more);
    let body = reply.success();
    assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
    assert_eq!(body["token_type"].as_str().unwrap().to_lowercase(), "bearer");
    let access_token = body["access_token"].as_str().unwrap();
    entropy::demand("the access token", access_token);
    demand_charset(access_token);
    run.profile(access_token).success();
    judge_id_token(run, &grant, &body);
    let next = body["refresh_token"].as_str().unwrap_or(&token);
    demand_charset(next);
    next.to_owned()
}

fn refresh(run: &Run<'_>, token: &str, more: &[(&str, &str)]) -> Reply {
    let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    fields.extend(more);
    run.client.post(&run.provider.endpoint("token_endpoint"), &fields)
}

/// Of the same login, newly signed. A nonce need not come again; if it does it is the old one.
fn judge_id_token(run: &Run<'_>, grant: &Grant, body: &Value) {
    let Some(text) = body["id_token"].as_str() else { return };
    let old = grant.id_token();
    let claims = signed(&run.provider, text, &run.client.id);
    let nonce = claims.get("nonce").and_then(Value::as_str);
    let new = IdToken::judge(&run.provider, text, &run.client.id, nonce);
    for claim in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(new.claim(claim), old.claim(claim), "{claim}");
    }
    assert!(new.claim("iat").as_u64() >= old.claim("iat").as_u64());
    assert!(nonce.is_none() || new.claim("nonce") == old.claim("nonce"));
}

/// RFC 6749 appendix A.12 and A.17.
fn demand_charset(token: &str) {
    assert!(token.chars().all(|c| (' '..='~').contains(&c)), "{token}");
}
