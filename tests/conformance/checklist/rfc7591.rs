//! Dynamic registration: [RFC 7591](https://www.rfc-editor.org/rfc/rfc7591) and
//! [OpenID Connect Registration](https://openid.net/specs/openid-connect-registration-1_0.html).

use serde_json::{Value, json};

use super::{
    Demand,
    Held::{By, Here},
};
use crate::suite::{fixtures::RELYING_PARTY, registration::ask, run::Run};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (84, "rfc7591_3_1_metadata_is_echoed", Here(metadata_is_echoed)),
    (85, "rfc7591_2_unknown_metadata_is_ignored", Here(unknown_metadata_is_ignored)),
    (86, "rfc7591_3_2_2_errors_have_their_words", Here(errors_have_their_words)),
    (87, "rfc7591_2_1_grant_and_response_types_agree", Here(types_agree)),
    (88, "rfc7591_2_jwks_or_jwks_uri", Here(jwks_or_jwks_uri)),
    (89, "rfc7591_3_2_1_a_secret_says_when_it_expires", Here(a_secret_says_when_it_expires)),
    (90, "rfc7591_5_open_registration_is_limited", By(&[
        "registration::limits::of_a_thousand_from_one_address_the_first_are_kept_and_the_others_told_to_wait",
        "registration::a_client_that_registered_itself_works_and_its_user_is_asked_each_time",
        "registration::used::a_client_that_nobody_used_for_a_day_is_gone_and_one_that_was_used_is_there",
        "shared::protocol::registration::policy::registration_is_off_open_or_for_who_shows_the_initial_access_token",
    ])),
    (91, "openid_registration_2_application_type", Here(application_type)),
    (92, "openid_registration_5_sector_identifier_uri", By(&["oidcc-registration-sector-uri"])),
    (93, "openid_registration_2_no_unsigned_id_token", Here(no_unsigned_id_token)),
];

/// An app that says no more than it has to, with these members beside it.
pub(super) fn app(more: &Value) -> Value {
    let mut app =
        json!({ "client_name": "App", "redirect_uris": [format!("{RELYING_PARTY}/app/cb")] });
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app
}

/// The word of the refusal of one with these members.
fn refusal(run: &Run<'_>, more: &Value) -> String {
    ask(&run.provider, &app(more)).refused(400)
}

fn metadata_is_echoed(run: &Run<'_>) {
    let plain = run.registry.register(&run.provider, &app(&json!({})));
    for (name, default) in [
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("grant_types", json!(["authorization_code"])),
        ("response_types", json!(["code"])),
        ("application_type", json!("web")),
        ("id_token_signed_response_alg", json!("RS256")),
    ] {
        assert_eq!(plain.record[name], default, "{name}");
    }
    let page = |name: &str| format!("{RELYING_PARTY}/app/{name}");
    let sent = app(&json!({
        "client_uri": page(""), "logo_uri": page("logo"), "tos_uri": page("tos"),
        "policy_uri": page("policy"), "contacts": ["ops@rp.example"], "software_id": "s",
        "software_version": "1.0", "scope": "openid email", "application_type": "native",
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
        "token_endpoint_auth_method": "private_key_jwt", "jwks": run.registry.key.set,
        "id_token_signed_response_alg": "ES256", "userinfo_signed_response_alg": "ES256",
        "default_max_age": 60, "require_auth_time": true, "initiate_login_uri": page("login"),
        "post_logout_redirect_uris": [page("bye")], "backchannel_logout_uri": page("out"),
    }));
    let full = run.registry.register(&run.provider, &sent);
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(&full.record[name], value, "{name}");
    }
    for registered in [plain, full] {
        registered.unregister();
    }
}

fn unknown_metadata_is_ignored(run: &Run<'_>) {
    let unknown = json!({ "x_unheard_of": { "y": [1] }, "client_name#de": "Die App" });
    let registered = run.registry.register(&run.provider, &app(&unknown));
    assert!(registered.record.get("x_unheard_of").is_none(), "{}", registered.record);
    registered.unregister();
}

fn errors_have_their_words(run: &Run<'_>) {
    let (uri, metadata) = ("invalid_redirect_uri", "invalid_client_metadata");
    for (more, word) in [
        (json!({ "redirect_uris": ["http://rp.example/cb"] }), uri),
        (json!({ "redirect_uris": [format!("{RELYING_PARTY}/cb#f")] }), uri),
        (json!({ "redirect_uris": ["javascript:alert(1)"] }), uri),
        (json!({ "redirect_uris": [] }), metadata),
        (json!({ "redirect_uris": "https://rp.example/cb" }), metadata),
        (json!({ "response_types": ["magic"] }), metadata),
        (json!({ "grant_types": ["password"] }), metadata),
        (json!({ "token_endpoint_auth_method": "tls_client_auth" }), metadata),
        (json!({ "client_name": 1 }), metadata),
        (json!({ "tos_uri": "javascript:alert(1)" }), metadata),
        (json!({ "software_statement": "a.b.c" }), "invalid_software_statement"),
    ] {
        assert_eq!(refusal(run, &more), word, "{more}");
    }
    assert_eq!(ask(&run.provider, &json!([])).refused(400), metadata);
}

fn types_agree(run: &Run<'_>) {
    let types = ["id_token code"];
    let more = json!({ "response_types": types, "grant_types": ["authorization_code"] });
    let registered = run.registry.register(&run.provider, &app(&more));
    assert_eq!(registered.record["response_types"], json!(["code id_token"]));
    assert_eq!(registered.record["grant_types"], json!(["authorization_code", "implicit"]));
    let app = run.with(registered.client.clone());
    app.asking_for("code id_token").happy_flow();
    for other in ["code", "id_token"] {
        let run = app.asking_for(other);
        assert_eq!(run.refusal(&run.browser(), &run.request()), "unauthorized_client", "{other}");
    }
    registered.unregister();
    let unused = json!({ "grant_types": ["implicit"] });
    assert_eq!(refusal(run, &unused), "invalid_client_metadata");
}

fn no_unsigned_id_token(run: &Run<'_>) {
    let unsigned = json!({ "id_token_signed_response_alg": "none" });
    assert_eq!(refusal(run, &unsigned), "invalid_client_metadata");
}

fn jwks_or_jwks_uri(run: &Run<'_>) {
    let keys = &run.registry.key.set;
    let uri = format!("{RELYING_PARTY}/app/keys");
    let private = json!({ "keys": [{ "kty": "oct", "k": "c2VjcmV0", "kid": "1" }] });
    for more in [
        json!({ "jwks": keys, "jwks_uri": uri }),
        json!({ "jwks_uri": uri.replace("https", "http") }),
        json!({}),
        json!({ "jwks": { "keys": [] } }),
        json!({ "jwks": private }),
    ] {
        let mut more = more;
        more["token_endpoint_auth_method"] = "private_key_jwt".into();
        assert_eq!(refusal(run, &more), "invalid_client_metadata", "{more}");
    }
}

fn a_secret_says_when_it_expires(run: &Run<'_>) {
    // suite/registration.rs looks at it wherever there is a secret.
    let [secret, none] = ["client_secret_post", "none"].map(|method| {
        let more = json!({ "token_endpoint_auth_method": method });
        run.registry.register(&run.provider, &app(&more))
    });
    assert!(secret.text("client_secret").len() >= 32 && none.client.secret.is_empty());
    assert_eq!(
        refusal(
            run,
            &json!({ "token_endpoint_auth_method": "none", "id_token_signed_response_alg": "HS256" })
        ),
        "invalid_client_metadata"
    );
    secret.unregister();
    none.unregister();
}

fn application_type(run: &Run<'_>) {
    let implicit = |uri: &str, kind: &str| {
        json!({
            "redirect_uris": [uri], "application_type": kind,
            "response_types": ["id_token"], "grant_types": ["implicit"],
        })
    };
    for uri in ["http://localhost:3000/cb", "https://localhost/cb", "com.example.app:/cb"] {
        assert_eq!(refusal(run, &implicit(uri, "web")), "invalid_redirect_uri", "{uri}");
    }
    for kind in ["web", "native"] {
        let at_http = implicit("http://rp.example/cb", kind);
        assert_eq!(refusal(run, &at_http), "invalid_redirect_uri", "{kind}");
    }
    assert_eq!(refusal(run, &json!({ "application_type": "tv" })), "invalid_client_metadata");
    for uri in ["com.example.app:/cb", "http://127.0.0.1/cb"] {
        let native = json!({
            "redirect_uris": [uri], "application_type": "native",
            "token_endpoint_auth_method": "none",
        });
        let registered = run.registry.register(&run.provider, &app(&native));
        assert_eq!(registered.client.redirect_uri, uri);
        registered.unregister();
    }
}
