//! What a client says of itself, and what follows from it (OpenID Connect Registration section 2).

use jsonwebtoken::{Algorithm, decode_header};
use reqwest::Url;
use serde_json::{Value, json};

use crate::suite::{
    browser::Page,
    client::{Client, Proof},
    fixtures::RELYING_PARTY,
    forms, id_token,
    registration::{ask, metadata},
    run::Run,
    standard_claims,
};

/// The algorithm that it has asked for, and the name of the key.
pub(crate) fn oidcc_idtoken_rs256(run: &Run<'_>) {
    const NAME: &str = "id_token_signed_response_alg";
    let (run, registered) = run.registering(&json!({ NAME: "RS256" }));
    assert_eq!(registered.text(NAME), "RS256");
    let header = decode_header(&run.happy_flow().id_token().text).unwrap();
    assert_eq!((header.alg, header.kid.is_some()), (Algorithm::RS256, true));
    registered.unregister();
}

/// The profile is signed, and for this client.
pub(crate) fn oidcc_userinfo_rs256(run: &Run<'_>) {
    const NAME: &str = "userinfo_signed_response_alg";
    let (run, registered) = run.registering(&json!({ NAME: "RS256" }));
    assert_eq!(registered.text(NAME), "RS256");
    assert!(run.provider.list("userinfo_signing_alg_values_supported").contains(&"RS256"));
    let body = run.redeem(&run.code(&run.request()), &[]).success();
    let reply = run.profile(body["access_token"].as_str().unwrap());
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/jwt"));
    assert_eq!(decode_header(&reply.text).unwrap().alg, Algorithm::RS256);
    let claims = id_token::signed(&run.provider, &reply.text, &run.client.id);
    assert!(claims["sub"].is_string() && claims.get("nonce").is_none(), "{claims}");
    standard_claims::judge_types(&claims);
    registered.unregister();
}

/// RS256 is what it gets that proves itself with a key which has to be fetched. A client that
/// registers itself may not have its keys on this machine: that it is told so is held, and the rest by
/// one that was registered by hand.
pub(crate) fn oidcc_registration_jwks_uri(run: &Run<'_>) {
    let mut at_http = metadata(run.folder, run.variant, &run.registry.key);
    at_http["jwks"] = Value::Null;
    at_http["jwks_uri"] = format!("{}/keys", run.receiver.url).into();
    assert_eq!(ask(&run.provider, &at_http).refused(400), "invalid_client_metadata");
    let uri = format!("{RELYING_PARTY}/{}/keys", run.folder);
    let (_, registered) = run.registering(&json!({ "jwks": null, "jwks_uri": uri }));
    assert_eq!(registered.text("jwks_uri"), uri);
    registered.unregister();
    let by_hand = Client { key: run.client.key.clone(), ..Client::of(run.folder, "keys") };
    run.with(by_hand).happy_flow();
    let is_asked = |path: &str| path == "/keys";
    let fetched = run.receiver.wait_for(|found| found.method == "GET" && is_asked(&found.path));
    assert!(fetched.is_some(), "nobody has asked for the keys");
}

/// A token for the issuer instead of the endpoint.
pub(crate) fn oidcc_ensure_client_assertion_with_iss_aud_succeeds(run: &Run<'_>) {
    let proof = Proof::Assertion { is_for_issuer: true };
    run.with(Client { proof, ..run.client.clone() }).happy_flow();
}

/// The plan has a person look for the logo. It is shown nowhere: whoever registers himself would show
/// somebody else's, and learn who is looking. It is kept for administrators.
pub(crate) fn oidcc_registration_logo_uri(run: &Run<'_>) {
    let page = question_with(run, "logo_uri", &address(run, "logo.png"));
    assert!(!page.html.contains("logo.png"), "{}", page.html);
}

/// The question to the user has a link.
pub(crate) fn oidcc_registration_policy_uri(run: &Run<'_>) {
    is_linked(run, "policy_uri");
}

/// The same.
pub(crate) fn oidcc_registration_tos_uri(run: &Run<'_>) {
    is_linked(run, "tos_uri");
}

/// The plan skips both modules of sectors where `pairwise` is not offered. It is not, and whoever asks
/// for it hears so.
pub(crate) fn no_sector(run: &Run<'_>) {
    assert_eq!(run.provider.list("subject_types_supported"), ["public"]);
    let mut pairwise = metadata(run.folder, run.variant, &run.registry.key);
    pairwise["subject_type"] = "pairwise".into();
    pairwise["sector_identifier_uri"] = address(run, "sector.json").into();
    assert_eq!(ask(&run.provider, &pairwise).refused(400), "invalid_client_metadata");
}

fn is_linked(run: &Run<'_>, name: &str) {
    let uri = address(run, name);
    let page = question_with(run, name, &uri);
    let html = forms::unescape(&page.html);
    assert!(html.contains(&format!("<a href=\"{uri}\"")), "{name}: {html}");
}

fn address(run: &Run<'_>, file: &str) -> String {
    format!("{RELYING_PARTY}/{}/{file}", run.folder)
}

/// The page of the question for a client that has registered itself with this.
fn question_with(run: &Run<'_>, name: &str, uri: &str) -> Page {
    let (run, registered) = run.registering(&json!({ name: uri }));
    assert_eq!(registered.text(name), uri);
    let endpoint: Url = run.provider.endpoint("authorization_endpoint");
    let page = run.browser().question(&run.request().at(&endpoint));
    registered.unregister();
    page
}
