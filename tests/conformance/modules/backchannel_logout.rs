//! A client is told of a logout
//! ([OpenID Connect Back-Channel Logout](https://openid.net/specs/openid-connect-backchannel-1_0.html)).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::rp_initiated_logout::{full, is_logged_out, log_out, logged_in};
use crate::suite::{id_token::signed, receiver::Received, run::Run};

/// The event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout by one client is told to the address of each that was logged in; here to its own.
pub(crate) fn oidcc_backchannel_rp_initiated_logout(run: &Run<'_>) {
    let run = &run.by("told");
    let (browser, hint) = logged_in(run);
    let sid = hint.claim("sid").as_str().unwrap_or_else(|| panic!("no sid: {}", hint.claims));
    let callback = log_out(run, &browser, &full(run, &hint.text).with("state", "s")).at_client();
    assert!(callback.url.as_str().ends_with("?state=s"), "{}", callback.url);
    let is_ours = |received: &Received| {
        claims(received).is_some_and(|c| c["sid"] == sid && c["aud"] == run.client.id)
    };
    let received = run.receiver.wait_for(is_ours).unwrap_or_else(|| panic!("nobody was told"));
    judge(run, &received, hint.claim("sub"));
    assert!(is_logged_out(run, &browser));
}

/// Section 2.5: a form with the token and nothing else; section 2.4: what is in the token.
fn judge(run: &Run<'_>, received: &Received, sub: &Value) {
    assert_eq!(received.method, "POST");
    assert_eq!(received.path, format!("/{}", run.folder));
    let is_form =
        |line: &String| line.starts_with("content-type: application/x-www-form-urlencoded");
    assert!(received.headers.iter().any(is_form), "{:?}", received.headers);
    let names: Vec<&str> = received.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["logout_token"]);
    let token = &received.fields[0].1;
    let claims = signed(&run.provider, token, &run.client.id);
    assert_eq!(&claims["sub"], sub);
    assert!(claims["iat"].is_u64() && claims["jti"].is_string(), "{claims}");
    assert_eq!(claims["events"], json!({ EVENT: {} }));
    assert!(claims.get("nonce").is_none(), "it could pass for an ID Token: {claims}");
}

/// What a token says, before anybody has checked it.
fn claims(received: &Received) -> Option<Value> {
    let (_, token) = received.fields.iter().find(|(name, _)| name == "logout_token")?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}
