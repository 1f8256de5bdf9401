//! [RFC 9700](https://www.rfc-editor.org/rfc/rfc9700), the best current practice, and OAuth 2.1.

use super::{
    Demand,
    Held::{By, Here, Not},
};
use crate::suite::run::Run;

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (26, "rfc9700_2_1_redirection_uris_match_exactly", By(&[
        "oidcc-ensure-registered-redirect-uri", "shared::protocol::redirect_uri::only_the_exact_text_matches",
    ])),
    (27, "rfc9700_2_1_nothing_redirects_anywhere", By(&[
        "login::a_login_leads_nowhere_but_here", "shared::protocol::return_to::a_login_never_leads_away_from_this_server",
        "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
    ])),
    (28, "rfc9700_2_1_1_a_public_client_uses_pkce", Here(a_public_client_uses_pkce)),
    (29, "rfc9700_2_1_1_pkce_or_nonce_of_a_confidential_client", Not("no switch demands it of a client that has a secret; both are honoured where they are sent")),
    // For a client made the Frappe way it is let through: Frappe does, and a captured exchange says so.
    (30, "rfc9700_2_1_1_a_verifier_without_a_challenge_is_refused", Here(a_verifier_without_a_challenge_is_refused)),
    (31, "rfc9700_2_1_1_pkce_is_announced", Here(pkce_is_announced)),
    (32, "rfc9700_2_1_2_front_channel_types_are_opted_into", Here(front_channel_types_are_opted_into)),
    (33, "rfc9700_2_2_1_sender_constrained_tokens", Not("DPoP and mutual TLS are not offered")),
    (34, "rfc9700_4_14_a_replayed_refresh_token_ends_the_family", By(&[
        "refresh::reuse_after_the_grace_or_behind_a_used_successor_ends_the_grant",
    ])),
    (35, "rfc9700_4_14_2_refresh_tokens_end", By(&[
        "refresh::a_refresh_token_dies_of_idleness_after_30_days",
        "account::password::a_changed_password_ends_every_other_session_and_every_apps_token",
        "third_party_apps::revoking_an_app_kills_all_its_tokens_and_no_other_s",
    ])),
    (36, "rfc9700_2_3_tokens_for_a_resource", By(&[
        "checklist::rfc8707_2_2_a_token_request_narrows", "resource_indicators::an_api_sees_the_tokens_that_are_meant_for_it",
    ])),
    (37, "rfc9700_2_4_no_password_grant", By(&["differences::there_is_no_password_grant"])),
    (38, "rfc9700_2_5_asymmetric_client_authentication", By(&[
        "client_assertion::a_client_that_signs_gets_tokens_asks_of_them_and_takes_them_back",
    ])),
    (39, "rfc9700_2_6_metadata_is_published", By(&["oidcc-discovery-endpoint-verification"])),
    (40, "rfc9700_4_4_mix_up", By(&["oidcc-server", "oidcc-prompt-none-not-logged-in"])),
    (41, "rfc9700_4_12_a_posted_form_is_never_sent_on", By(&[
        // suite/browser.rs refuses a 307 wherever it goes.
        "oidcc-server", "oidcc-ensure-post-request-succeeds",
    ])),
    (42, "rfc9700_4_13_headers_of_a_proxy", By(&["edge::without_an_edge_nobody_chooses_his_address"])),
    (43, "rfc9700_4_15_no_client_is_taken_for_a_user", By(&["client_credentials::a_program_gets_an_access_token_alone_for_its_service_user"])),
    (44, "rfc9700_4_16_clickjacking", By(&["checklist::rfc6749_10_12_forms_are_bound_to_the_browser_and_shown_in_no_frame"])),
    (45, "rfc9700_4_17_no_web_message", Here(no_web_message)),
    (46, "rfc9700_4_8_no_other_challenge_than_s256", Here(no_other_challenge_than_s256)),
    (47, "oauth_2_1_no_token_in_a_url", By(&["checklist::rfc6750_2_a_token_comes_once_and_never_in_the_url"])),
    (48, "oauth_2_1_who_may_read_from_another_origin", By(&[
        "cors::a_preflight_is_answered_without_a_look_at_the_store_and_never_allows_credentials",
        "cors::what_concerns_a_client_is_read_by_pages_of_its_redirect_uris_alone",
    ])),
];

/// RFC 7636 appendix B.
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn a_public_client_uses_pkce(run: &Run<'_>) {
    let run = &run.by("public");
    assert_eq!(run.refusal(&run.browser(), &run.request()), "invalid_request");
    let request =
        run.request().with("code_challenge", CHALLENGE).with("code_challenge_method", "S256");
    let code = run.code(&request);
    run.redeem(&code, &[("code_verifier", VERIFIER)]).success();
}

fn a_verifier_without_a_challenge_is_refused(run: &Run<'_>) {
    let code = run.code(&run.request());
    assert_eq!(run.redeem(&code, &[("code_verifier", VERIFIER)]).refused(400), "invalid_grant");
}

fn pkce_is_announced(run: &Run<'_>) {
    assert_eq!(run.provider.list("code_challenge_methods_supported"), ["S256"]);
}

fn front_channel_types_are_opted_into(run: &Run<'_>) {
    for response_type in ["token", "id_token", "id_token token", "code token"] {
        let run = run.by("code_only").asking_for(response_type);
        assert_eq!(run.refusal(&run.browser(), &run.request()), "unauthorized_client");
    }
}

fn no_web_message(run: &Run<'_>) {
    let modes = run.provider.list("response_modes_supported");
    assert!(!modes.is_empty() && !modes.contains(&"web_message"), "{modes:?}");
}

fn no_other_challenge_than_s256(run: &Run<'_>) {
    for (name, method) in [
        ("client1", "S512"),
        ("client1", "plain"),
        ("client1", "s256"),
        ("public", "plain"),
        ("public", "s256"),
    ] {
        let run = &run.by(name);
        let request =
            run.request().with("code_challenge", CHALLENGE).with("code_challenge_method", method);
        assert_eq!(run.refusal(&run.browser(), &request), "invalid_request", "{name} {method}");
    }
}
