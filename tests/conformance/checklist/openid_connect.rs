//! [OpenID Connect Core](https://openid.net/specs/openid-connect-core-1_0.html).

use serde_json::json;

use super::{
    Demand,
    Held::{By, Here, Not},
};
use crate::{
    plans,
    suite::{
        browser::Screen,
        client::{Reply, http},
        id_token,
        key::{self, Key},
        run::Run,
        standard_claims,
    },
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (97, "openid_core_2_an_id_token_has_its_claims", By(&["oidcc-server", "oidcc-max-age-10000"])),
    (98, "openid_core_3_1_2_1_without_openid_there_is_no_id_token", By(&["checklist::rfc6750_3_whoever_is_refused_is_told_why"])),
    (99, "openid_core_3_1_2_1_none_stands_alone_and_every_prompt_is_followed", Here(every_prompt_is_followed)),
    (100, "openid_core_3_1_2_1_max_age_0_asks_again", Here(max_age_0_asks_again)),
    (101, "openid_core_3_1_2_1_a_hint_at_somebody_else_is_login_required", Here(a_hint_at_somebody_else)),
    (102, "openid_core_3_1_2_6_every_refusal_has_its_word", By(&[
        "oidcc-prompt-none-not-logged-in", "checklist::openid_core_3_1_2_1_a_hint_at_somebody_else_is_login_required",
        "checklist::rfc8414_2_what_is_listed_works_and_nothing_else", "authorization::prompt_none_never_shows_a_page",
    ])),
    (103, "openid_core_3_3_2_11_hashes_are_of_what_stands_beside", By(&["oidcc-server"])),
    (104, "openid_core_3_2_2_1_a_nonce_where_an_id_token_comes_by_the_front", By(&["oidcc-ensure-request-without-nonce-fails"])),
    (105, "openid_core_3_3_no_token_in_a_query", Here(no_token_in_a_query)),
    (106, "openid_core_5_3_userinfo_in_a_jwt", Here(userinfo_in_a_jwt)),
    (107, "openid_core_5_5_claims_that_nobody_knows_are_ignored", Here(unknown_claims_are_ignored)),
    (108, "openid_core_8_no_pairwise_subjects", By(&["checklist::rfc8414_2_what_is_listed_works_and_nothing_else"])),
    (109, "openid_core_9_client_assertions", Here(client_assertions)),
    (110, "openid_core_6_request_objects_are_refused_by_name", By(&[
        "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
        "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    ])),
    (111, "openid_core_11_offline_access", Not("a policy, which section 11 leaves to us: the code flow gives a refresh token as Frappe's does, asked for or not")),
    (112, "openid_core_12_2_a_refreshed_id_token_is_of_the_same_login", By(&["oidcc-refresh-token"])),
    (113, "openid_core_16_nobody_learns_who_exists", By(&["login::refusals_never_tell_who_exists"])),
];

fn every_prompt_is_followed(run: &Run<'_>) {
    let browser = run.browser();
    run.sign_in(&browser, &run.request());
    for mixed in ["none login", "none consent"] {
        let request = run.request().with("prompt", mixed);
        assert_eq!(run.refusal(&browser, &request), "invalid_request", "{mixed}");
    }
    for (prompt, screen) in [
        ("login", Screen::Login),
        ("consent", Screen::Consent),
        ("select_account", Screen::Login),
        ("login consent", Screen::Consent),
    ] {
        let grant = run.sign_in(&browser, &run.request().with("prompt", prompt));
        assert!(grant.screens.contains(&screen), "{prompt}: {:?}", grant.screens);
    }
}

fn max_age_0_asks_again(run: &Run<'_>) {
    let browser = run.browser();
    run.sign_in(&browser, &run.request());
    let grant = run.sign_in(&browser, &run.request().with("max_age", "0"));
    assert!(grant.screens.contains(&Screen::Login), "{:?}", grant.screens);
    assert!(grant.id_token().auth_time() > 0);
    let none = run.request().with("max_age", "0").with("prompt", "none");
    assert_eq!(run.refusal(&browser, &none), "login_required");
}

/// Two people at one browser: nobody is given the other's login.
fn a_hint_at_somebody_else(run: &Run<'_>) {
    let folder = plans::folders().into_iter().find(|folder| *folder != run.folder).unwrap();
    let theirs = run.browser_of(folder);
    let hint = run.sign_in(&theirs, &run.request()).id_token().text.clone();
    let mine = run.browser();
    run.sign_in(&mine, &run.request());
    let request = run.request().with("id_token_hint", &hint).with("prompt", "none");
    assert_eq!(run.refusal(&mine, &request), "login_required");
    assert_eq!(run.sign_in(&theirs, &request).screens, []);
}

/// Servers and histories keep queries.
fn no_token_in_a_query(run: &Run<'_>) {
    for response_type in ["id_token", "id_token token", "code id_token", "code token"] {
        let run = run.asking_for(response_type);
        let request = run.request().with("response_mode", "query");
        assert_eq!(run.refusal(&run.browser(), &request), "invalid_request", "{response_type}");
    }
}

/// Section 5.3.2: signed, for this client, and nothing that could pass for an ID Token.
fn userinfo_in_a_jwt(run: &Run<'_>) {
    let run = &run.by("jwt");
    let endpoint = run.provider.endpoint("userinfo_endpoint");
    let code = run.code(&run.request().with("scope", "openid email"));
    let body = run.redeem(&code, &[]).success();
    let token = body["access_token"].as_str().unwrap();
    let reply = Reply::with_bearer(&endpoint, token);
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/jwt"));
    let claims = id_token::signed(&run.provider, &reply.text, &run.client.id);
    assert!(claims.get("nonce").is_none() && claims["email"].is_string(), "{claims}");
    standard_claims::judge_types(&claims);
}

fn unknown_claims_are_ignored(run: &Run<'_>) {
    let claims = r#"{"userinfo":{"unheard_of":{"essential":true},"email":null},"id_token":{"nickname":null},"else":{}}"#;
    let grant = run.sign_in(&run.browser(), &run.request().with("claims", claims));
    let profile = run.profile(grant.access_token()).success();
    assert!(profile["email"].is_string() && profile.get("unheard_of").is_none(), "{profile}");
    assert_eq!(grant.id_token().about_the_user(), ["nickname"]);
}

fn client_assertions(run: &Run<'_>) {
    let key = &run.registry.key;
    let more =
        json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": run.registry.key.set });
    let registered = run.registry.register(&run.provider, &super::rfc7591::app(&more));
    let (id, issuer) = (registered.client.id.as_str(), run.provider.issuer());
    let endpoint = run.provider.endpoint("token_endpoint");
    let word = |assertion: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_assertion_type", key::TYPE),
            ("client_assertion", assertion),
        ];
        Reply::to(http().post(endpoint.clone()).form(&fields)).json()["error"].clone()
    };
    // Who has proved himself hears of his token.
    let good = key.assertion(id, issuer);
    assert_eq!(word(&good), "invalid_grant");
    assert_eq!(word(&good), "invalid_client", "it comes twice");
    assert_eq!(word(&key.assertion(id, endpoint.as_str())), "invalid_grant");
    let good = key.assertion(id, issuer);
    let (unsigned, _) = good.rsplit_once('.').unwrap();
    let other = key.assertion(id, "https://other.example");
    let (_, foreign) = other.rsplit_once('.').unwrap();
    for bad in [
        other.as_str(),
        &key.assertion("nobody", issuer),
        &key.assertion(&run.client.id, issuer),
        &format!("{unsigned}."),
        &format!("{unsigned}.{foreign}"),
        &Key::make().assertion(id, issuer),
        "x",
    ] {
        assert_eq!(word(bad), "invalid_client", "{bad}");
    }
    registered.unregister();
}
