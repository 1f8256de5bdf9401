//! [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750): bearer tokens at the userinfo endpoint.

use super::{Demand, Held::Here};
use crate::suite::{
    client::{Reply, http},
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (24, "rfc6750_2_a_token_comes_once_and_never_in_the_url", Here(a_token_comes_once)),
    (25, "rfc6750_3_whoever_is_refused_is_told_why", Here(whoever_is_refused_is_told_why)),
];

fn a_token_comes_once(run: &Run<'_>) {
    let grant = run.happy_flow();
    let (token, endpoint) = (grant.access_token(), run.provider.endpoint("userinfo_endpoint"));
    let twice = http().post(endpoint.clone()).bearer_auth(token);
    let twice = Reply::to(twice.form(&[("access_token", token)]));
    assert_eq!(twice.refused(400), "invalid_request");
    let mut in_url = endpoint;
    in_url.query_pairs_mut().append_pair("access_token", token);
    assert_eq!(Reply::to(http().get(in_url)).status, 401);
}

fn whoever_is_refused_is_told_why(run: &Run<'_>) {
    let endpoint = run.provider.endpoint("userinfo_endpoint");
    let bare = Reply::to(http().get(endpoint));
    assert_eq!(bare.status, 401);
    let challenge = bare.header("www-authenticate");
    assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
    let grant = run.happy_flow();
    let refresh_token = grant.refresh_token.as_deref().unwrap();
    // An ID Token is no access token, either (RFC 9068 section 5).
    for token in ["junk", refresh_token, &grant.id_token().text] {
        let refused = run.profile(token);
        assert_eq!(refused.status, 401, "{refused:?}");
        assert!(refused.header("www-authenticate").contains("error=\"invalid_token\""));
    }
    // A login without `openid` is no login, and its token tells nobody who it is.
    let code = run.code(&run.request().with("scope", "email"));
    let body = run.redeem(&code, &[]).success();
    assert!(body.get("id_token").is_none(), "{body}");
    let refused = run.profile(body["access_token"].as_str().unwrap());
    assert_eq!(refused.status, 403, "{refused:?}");
    let challenge = refused.header("www-authenticate");
    assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    assert!(challenge.contains("scope=\"openid\""), "{challenge}");
}
