//! The userinfo endpoint (OpenID Connect Core section 5.3), by each of the three ways.

use crate::suite::{
    client::{Reply, http},
    run::{Grant, Run},
    standard_claims,
};

/// A bearer token in the header of a `GET`.
pub(crate) fn oidcc_userinfo_get(run: &Run<'_>) {
    judge(&run.happy_flow(), |grant| run.profile(grant.access_token()));
}

/// In the header of a `POST` without a body.
pub(crate) fn oidcc_userinfo_post_header(run: &Run<'_>) {
    let endpoint = run.provider.endpoint("userinfo_endpoint");
    judge(&run.happy_flow(), |grant| {
        Reply::to(http().post(endpoint).bearer_auth(grant.access_token()))
    });
}

/// In the form of a `POST`.
pub(crate) fn oidcc_userinfo_post_body(run: &Run<'_>) {
    let endpoint = run.provider.endpoint("userinfo_endpoint");
    judge(&run.happy_flow(), |grant| {
        Reply::to(http().post(endpoint).form(&[("access_token", grant.access_token())]))
    });
}

fn judge(grant: &Grant, ask: impl FnOnce(&Grant) -> Reply) {
    let profile = ask(grant).success();
    assert_eq!(&profile["sub"], grant.id_token().claim("sub"));
    standard_claims::judge_types(&profile);
}
