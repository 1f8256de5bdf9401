//! Scopes that stand for claims (OpenID Connect Core section 5.4).

use serde_json::Value;

use crate::suite::{run::Run, standard_claims};

pub(crate) fn oidcc_scope_profile(run: &Run<'_>) {
    told_for(run, &["profile"]);
}

/// Its claims alone: neither the e-mail in an ID Token beside a token, nor the name at userinfo.
pub(crate) fn oidcc_scope_email(run: &Run<'_>) {
    let told = told_for(run, &["email"]);
    assert!(told.get("name").is_none(), "{told}");
}

pub(crate) fn oidcc_scope_address(run: &Run<'_>) {
    told_for(run, &["address"]);
}

pub(crate) fn oidcc_scope_phone(run: &Run<'_>) {
    told_for(run, &["phone"]);
}

pub(crate) fn oidcc_scope_all(run: &Run<'_>) {
    told_for(run, &["profile", "email", "address", "phone"]);
}

/// Fails unless every claim of the scopes is told where it belongs: in the ID Token if there is no
/// access token to ask with, else at userinfo alone. Gives what is told.
fn told_for(run: &Run<'_>, scopes: &[&str]) -> Value {
    for scope in scopes {
        let is_offered = run.provider.list("scopes_supported").contains(scope);
        assert!(is_offered, "the plan would skip it: {scope} is not in scopes_supported");
    }
    let request = run.request().with("scope", &format!("openid {}", scopes.join(" ")));
    let grant = run.sign_in(&run.browser(), &request);
    let told = match &grant.access_token {
        None => grant.id_token().claims.clone(),
        Some(token) => {
            assert_eq!(grant.id_token().about_the_user(), Vec::<&str>::new());
            run.profile(token).success()
        }
    };
    for claim in scopes.iter().flat_map(|scope| standard_claims::of(scope)) {
        assert!(told.get(*claim).is_some(), "no {claim}: {told}");
    }
    standard_claims::judge_types(&told);
    told
}
