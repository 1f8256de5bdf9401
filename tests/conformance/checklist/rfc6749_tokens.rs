//! [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749) at the token endpoint.

use super::{
    Demand,
    Held::{By, Here},
    ODD,
    rfc7662::introspect,
};
use crate::suite::{
    client::{Reply, http},
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (6, "rfc6749_3_2_a_form_by_post", By(&[
        "token::get_is_refused_in_frappes_words_unless_it_is_switched_on",
        "token::multipart_forms_are_read_and_json_is_not",
    ])),
    (7, "rfc6749_3_2_1_a_client_with_a_secret_proves_it_in_one_way", Here(a_client_proves_itself_in_one_way)),
    (8, "rfc6749_2_3_1_both_halves_of_basic_are_form_decoded", Here(both_halves_are_decoded)),
    (9, "rfc6749_5_2_who_failed_by_basic_is_challenged", Here(who_failed_by_basic_is_challenged)),
    (12, "rfc6749_4_1_2_a_code_is_good_once_and_for_minutes", By(&[
        "oidcc-codereuse", "token::a_code_is_good_once_and_for_a_minute_and_its_reuse_ends_the_tokens",
    ])),
    (13, "rfc6749_4_1_2_a_second_use_revokes", By(&["oidcc-codereuse-30seconds"])),
    (14, "rfc6749_4_1_3_a_code_is_bound_to_client_and_redirection_uri", Here(a_code_is_bound)),
    (16, "rfc6749_5_1_tokens_are_kept_by_no_cache", Here(tokens_are_kept_by_no_cache)),
    (17, "rfc6749_5_2_every_error_has_its_word", Here(every_error_has_its_word)),
    (18, "rfc6749_6_a_refresh_token_is_its_clients", By(&["oidcc-refresh-token"])),
    (19, "rfc6749_6_a_scope_never_widens", Here(a_scope_never_widens)),
    (20, "rfc6749_4_4_client_credentials", Here(client_credentials)),
    (21, "rfc6749_4_3_no_password_grant", By(&["differences::there_is_no_password_grant"])),
    (22, "rfc6749_10_10_nothing_can_be_guessed_or_read_in_the_store", By(&[
        "oidcc-server", "shared::secret::random_letters_are_of_the_alphabet_and_never_the_same",
        "test_checklist_others::test_stored_tokens_are_hashes",
    ])),
];

fn a_client_proves_itself_in_one_way(run: &Run<'_>) {
    let code = run.code(&run.request());
    let endpoint = run.provider.endpoint("token_endpoint");
    let (id, uri) = (run.client.id.as_str(), run.client.redirect_uri.as_str());
    let fields = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", uri)];
    let named = [fields.as_slice(), &[("client_id", id)]].concat();
    let unproved = Reply::to(http().post(endpoint.clone()).form(&named));
    assert_eq!(unproved.json()["error"], "invalid_client");
    let mut wrong = run.client.clone();
    wrong.secret.push('x');
    assert_eq!(wrong.post(&endpoint, &fields).json()["error"], "invalid_client");
    let twice = [named.as_slice(), &[("client_secret", &*run.client.secret)]].concat();
    assert_eq!(run.client.post(&endpoint, &twice).refused(400), "invalid_request");
    // None of that spent the code.
    run.redeem(&code, &[]).success();
}

fn both_halves_are_decoded(run: &Run<'_>) {
    run.by(ODD).happy_flow();
}

fn who_failed_by_basic_is_challenged(run: &Run<'_>) {
    let mut wrong = run.clone();
    wrong.client.secret.push('x');
    let reply = wrong.redeem("code", &[]);
    assert_eq!(reply.refused(401), "invalid_client");
    assert!(reply.header("www-authenticate").starts_with("Basic"), "{reply:?}");
}

fn a_code_is_bound(run: &Run<'_>) {
    let code = run.code(&run.request());
    assert_eq!(run.by("client2").redeem(&code, &[]).refused(400), "invalid_grant");
    let bare = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let elsewhere = format!("{}x", run.client.redirect_uri);
    let wrong = [bare.as_slice(), &[("redirect_uri", elsewhere.as_str())]].concat();
    for fields in [bare.as_slice(), &wrong] {
        let word = run.token(fields).refused(400);
        assert!(["invalid_grant", "invalid_request"].contains(&word.as_str()), "{word}");
    }
    // Whoever has only found it has not spent it.
    run.redeem(&code, &[]).success();
}

fn tokens_are_kept_by_no_cache(run: &Run<'_>) {
    let code = run.code(&run.request());
    let reply = run.redeem(&code, &[]);
    assert_eq!(reply.header("pragma"), "no-cache", "{reply:?}");
    for (reply, status) in [(reply, 200), (run.redeem(&code, &[]), 400)] {
        assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
        assert_eq!(reply.status, status);
    }
}

fn every_error_has_its_word(run: &Run<'_>) {
    let uri = run.client.redirect_uri.as_str();
    let of_code = ("grant_type", "authorization_code");
    for (fields, word) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "")], "invalid_request"),
        (vec![of_code, ("redirect_uri", uri)], "invalid_request"),
        (vec![of_code, of_code, ("code", "x"), ("redirect_uri", uri)], "invalid_request"),
        (vec![of_code, ("code", "x"), ("redirect_uri", uri)], "invalid_grant"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "client_credentials")], "unauthorized_client"),
        (
            vec![("grant_type", "password"), ("username", "x"), ("password", "x")],
            "unsupported_grant_type",
        ),
    ] {
        assert_eq!(run.token(&fields).refused(400), word, "{fields:?}");
    }
}

fn a_scope_never_widens(run: &Run<'_>) {
    let grant = run.happy_flow();
    let token = grant.refresh_token.as_deref().unwrap();
    let wider =
        [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid email")];
    assert_eq!(run.token(&wider).refused(400), "invalid_scope");
    run.token(&wider[..2]).success();
}

fn client_credentials(run: &Run<'_>) {
    let robot = run.by("robot");
    let asks = [("grant_type", "client_credentials")];
    let reply = robot.token(&asks);
    let body = reply.success();
    assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
    for never in ["refresh_token", "id_token"] {
        assert!(body.get(never).is_none(), "{body}");
    }
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(introspect(&robot, token)["client_id"], robot.client.id.as_str());
    let narrow = robot.token(&[asks[0], ("scope", "email")]).success();
    assert_eq!(narrow["scope"], "email");
    assert_eq!(robot.token(&[asks[0], ("scope", "admin")]).refused(400), "invalid_scope");
    // Nobody acts by himself who was not given a user for it, and nobody unproved.
    for name in ["client1", "public"] {
        assert_eq!(run.by(name).token(&asks).refused(400), "unauthorized_client", "{name}");
    }
    let mut wrong = robot;
    wrong.client.secret.push('x');
    assert_eq!(wrong.token(&asks).refused(401), "invalid_client");
}
