//! The parameter `claims` (OpenID Connect Core section 5.5).

use crate::suite::run::Run;

/// `name` is told where it is asked for, and nowhere else.
pub(crate) fn oidcc_claims_essential(run: &Run<'_>) {
    let is_front_only = run.variant.response_type == "id_token";
    let place = if is_front_only { "id_token" } else { "userinfo" };
    let claims = format!(r#"{{"{place}":{{"name":{{"essential":true}}}}}}"#);
    let grant = run.sign_in(&run.browser(), &run.request().with("claims", &claims));
    assert_eq!(grant.id_token().claim("name").is_string(), is_front_only);
    if let Some(token) = &grant.access_token {
        assert!(run.profile(token).success()["name"].is_string());
    }
}
