//! `oidcc-server` and its sisters: the flow itself.

use jsonwebtoken::{Algorithm, decode_header};

use crate::suite::{entropy, run::Run};

/// The flow, with codes and tokens that nobody guesses, and an ID Token that tells nothing unasked.
pub(crate) fn oidcc_server(run: &Run<'_>) {
    let grant = run.happy_flow();
    for (what, text) in [("the code", &grant.code), ("the access token", &grant.access_token)] {
        if let Some(text) = text {
            entropy::demand(what, text);
        }
    }
    assert!(grant.code.is_none() || grant.body["expires_in"].as_u64().unwrap() > 0);
    // The scope is `openid` alone.
    assert_eq!(grant.id_token().about_the_user(), Vec::<&str>::new());
}

/// A client that proves itself in the body.
pub(crate) fn oidcc_server_client_secret_post(run: &Run<'_>) {
    oidcc_server(&run.by("post"));
}

/// RS256, and the name of the key in the header. The plan asks for it of a client that registers
/// itself and says nothing; ours are registered by hand and say so.
pub(crate) fn oidcc_idtoken_signature(run: &Run<'_>) {
    let header = decode_header(&run.happy_flow().id_token().text).unwrap();
    assert_eq!((header.alg, header.kid.is_some()), (Algorithm::RS256, true));
}

/// The plan skips it where `none` is not offered. It is not, so the module is that it is not.
pub(crate) fn oidcc_idtoken_unsigned(run: &Run<'_>) {
    assert!(!run.provider.list("id_token_signing_alg_values_supported").contains(&"none"));
}

/// Another order of the scopes and of the parameters.
pub(crate) fn oidcc_alternate_happy_flow(run: &Run<'_>) {
    let mut request = run.request().with("scope", "email openid");
    request.0.reverse();
    run.sign_in(&run.browser(), &request);
}

/// A parameter that nobody knows.
pub(crate) fn oidcc_ensure_request_with_unknown_parameter_succeeds(run: &Run<'_>) {
    run.sign_in(&run.browser(), &run.request().with("extra", "foobar"));
}

/// The request as a form, from a browser that is not logged in.
pub(crate) fn oidcc_ensure_post_request_succeeds(run: &Run<'_>) {
    let (browser, request) = (run.browser(), run.request());
    let endpoint = run.provider.endpoint("authorization_endpoint");
    let visit = browser.agree(browser.send(&endpoint, &request.0));
    let answer = run.read(&visit.arrival.at_client(), &request);
    run.complete(&request, &answer, visit.screens);
}

/// PKCE with S256 by a client that has a secret, too.
pub(crate) fn oidcc_ensure_request_with_valid_pkce_succeeds(run: &Run<'_>) {
    // RFC 7636 appendix B.
    let request = run
        .request()
        .with("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .with("code_challenge_method", "S256");
    let (answer, _) = run.authorize(&run.browser(), &request);
    answer.demand_success(run.variant.response_type);
    let verifier = [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    run.redeem(answer.expect("code"), &verifier).success();
}
