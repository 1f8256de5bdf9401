//! PKCE: the RFC's, and the documentation's.

use crate::harness::World;

/// The example of Frappe's documentation: the verifier is `420`.
const FRAPPES: &str = "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0";
/// RFC 7636 appendix B.
const RFCS: (&str, &str) =
    ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

#[tokio::test]
async fn the_documentations_example_works_for_clients_made_the_frappe_way() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for (challenge, method) in [(FRAPPES, "s256"), (FRAPPES, "S256"), ("420", "plain"), ("420", "")]
    {
        let sent = [("code_challenge", challenge), ("code_challenge_method", method)];
        let code = app.code_with(&alice, &sent).await;
        let answer = app.redeem_with(&code, &[("code_verifier", "420")]).await;
        assert_eq!(answer.status, 200, "{method} {}", answer.text);
    }
}

#[tokio::test]
async fn a_public_client_is_held_to_the_rfc() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("public");
    let mut table = Vec::new();
    for (challenge, method) in
        [("", ""), (RFCS.0, ""), (RFCS.0, "plain"), (RFCS.0, "s256"), ("420", "S256")]
    {
        let sent = [("code_challenge", challenge), ("code_challenge_method", method)];
        let answer = alice.open(&app.authorize_path(&sent)).await;
        table.push(answer.refusal());
    }
    insta::assert_snapshot!(table.join("\n"), @"
    302 invalid_request Code challenge required.
    302 invalid_request Transform algorithm not supported.
    302 invalid_request Transform algorithm not supported.
    302 invalid_request Transform algorithm not supported.
    302 invalid_request The code_challenge must be 43 characters of base64url.
    ");

    let sent = [("code_challenge", RFCS.0), ("code_challenge_method", "S256")];
    let code = app.code_with(&alice, &sent).await;
    let mut table = Vec::new();
    for verifier in ["", "420", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", RFCS.1] {
        let answer = app.redeem_with(&code, &[("code_verifier", verifier)]).await;
        table.push(if answer.status == 200 { "200".to_owned() } else { answer.refusal() });
    }
    insta::assert_snapshot!(table.join("\n"), @"
    400 invalid_grant Missing code_verifier parameter.
    400 invalid_request The code_verifier must be 43 to 128 unreserved characters.
    400 invalid_grant The code_verifier does not match the code_challenge.
    200
    ");
}

#[tokio::test]
async fn a_public_client_is_not_signed_for_with_a_secret() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("public");
    let sent = [("code_challenge", RFCS.0), ("code_challenge_method", "S256")];
    let code = app.code_with(&alice, &sent).await;
    let body = app.redeem_with(&code, &[("code_verifier", RFCS.1)]).await.json();
    let header = jsonwebtoken::decode_header(body["id_token"].as_str().unwrap()).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::RS256);
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(app.profile(token).await.json()["email"], "alice@example.com");
}

#[tokio::test]
async fn the_third_wrong_verifier_ends_the_code() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let sent = [("code_challenge", FRAPPES), ("code_challenge_method", "S256")];
    let code = app.code_with(&alice, &sent).await;
    for _ in 0..2 {
        assert_eq!(app.redeem_with(&code, &[("code_verifier", "421")]).await.status, 400);
    }
    assert_eq!(app.redeem_with(&code, &[("code_verifier", "420")]).await.status, 200);

    let code = app.code_with(&alice, &sent).await;
    for _ in 0..3 {
        assert_eq!(app.redeem_with(&code, &[("code_verifier", "421")]).await.status, 400);
    }
    let answer = app.redeem_with(&code, &[("code_verifier", "420")]).await;
    assert_eq!(answer.refusal(), "400 invalid_grant The code has been revoked.");
}
