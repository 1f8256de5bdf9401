//! Tokens for an API: [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707) and
//! [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728), resources, and
//! [RFC 9068](https://www.rfc-editor.org/rfc/rfc9068), access tokens that an API reads.

use jsonwebtoken::decode_header;
use serde_json::{Value, json};

use super::{
    Demand,
    Held::{By, Here},
    rfc7662::introspect,
};
use crate::suite::{
    client::{Reply, http},
    id_token::signed,
    request::Request,
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (59, "rfc8707_2_a_resource_is_a_uri", Here(a_resource_is_a_uri)),
    (60, "rfc8707_2_there_may_be_several", Here(there_may_be_several)),
    (61, "rfc8707_2_2_a_token_request_narrows", Here(a_token_request_narrows)),
    (62, "rfc9728_the_protected_resource_is_described", By(&[
        "discovery::a_protected_resource_is_described_under_its_own_name_and_only_if_it_is_ours",
    ])),
    (63, "rfc9728_5_1_a_challenge_names_the_description", Here(a_challenge_names_the_description)),
    (128, "rfc9068_2_jwt_access_tokens", Here(jwt_access_tokens)),
    // Scopes are no API's own here, so those of several do not mix.
    (129, "rfc9068_3_claims_of_jwt_access_tokens", Here(claims_of_jwt_access_tokens)),
];

const ONE: &str = "https://api.example/v1";
const OTHER: &str = "urn:example:other";

/// The plain request, for these.
fn asking(run: &Run<'_>, resources: &[&str]) -> Request {
    let mut request = run.request();
    request.0.extend(resources.iter().map(|uri| ("resource".to_owned(), (*uri).to_owned())));
    request
}

fn a_resource_is_a_uri(run: &Run<'_>) {
    for bad in ["api", "/v1", "https://api.example/v1#x", "https://api example"] {
        assert_eq!(run.refusal(&run.browser(), &asking(run, &[bad])), "invalid_target", "{bad}");
        let code = run.code(&run.request());
        assert_eq!(run.redeem(&code, &[("resource", bad)]).refused(400), "invalid_target", "{bad}");
    }
}

fn there_may_be_several(run: &Run<'_>) {
    let audience = |resources: &[&str]| {
        let grant = run.sign_in(&run.browser(), &asking(run, resources));
        introspect(run, grant.access_token())["aud"].clone()
    };
    assert_eq!(audience(&[ONE, OTHER]), json!([ONE, OTHER]));
    assert_eq!(audience(&[ONE]), ONE);
    assert_eq!(audience(&[]), Value::Null);
}

fn a_token_request_narrows(run: &Run<'_>) {
    let code = run.code(&asking(run, &[ONE, OTHER]));
    let wider = run.redeem(&code, &[("resource", "https://api.example/v2")]);
    assert_eq!(wider.refused(400), "invalid_target");
    let body = run.redeem(&code, &[("resource", ONE)]).success();
    let text = |body: &Value, name: &str| body[name].as_str().unwrap().to_owned();
    assert_eq!(introspect(run, &text(&body, "access_token"))["aud"], ONE);
    let refresh = text(&body, "refresh_token");
    let fields = |resource| {
        [("grant_type", "refresh_token"), ("refresh_token", &*refresh), ("resource", resource)]
    };
    assert_eq!(run.token(&fields("https://api.example/v2")).refused(400), "invalid_target");
    let body = run.token(&fields(OTHER)).success();
    assert_eq!(introspect(run, &text(&body, "access_token"))["aud"], OTHER);
}

fn jwt_access_tokens(run: &Run<'_>) {
    let run = &run.by("at_jwt");
    let grant = run.sign_in(&run.browser(), &asking(run, &[ONE]));
    let token = grant.access_token();
    assert_eq!(decode_header(token).unwrap().typ.as_deref(), Some("at+jwt"));
    let claims = signed(&run.provider, token, ONE);
    assert_eq!(&claims["sub"], grant.id_token().claim("sub"));
    assert_eq!((&claims["client_id"], &claims["scope"]), (&json!(run.client.id), &json!("openid")));
    for number in ["exp", "iat"] {
        assert!(claims[number].is_u64(), "{claims}");
    }
    assert!(!claims["jti"].as_str().unwrap().is_empty());
    // Without a resource the audience is this server.
    let plain = run.happy_flow();
    signed(&run.provider, plain.access_token(), run.provider.issuer());
    // Neither is taken for the other, and the signature is looked at (RFC 7662 section 4).
    assert_eq!(run.profile(&grant.id_token().text).status, 401);
    let (signing_input, _) = token.rsplit_once('.').unwrap();
    let (_, foreign) = plain.access_token().rsplit_once('.').unwrap();
    let forged = format!("{signing_input}.{foreign}");
    assert_eq!(run.profile(&forged).status, 401);
    assert_eq!(introspect(run, &forged), json!({"active": false}));
    let browser = run.browser();
    run.sign_in(&browser, &run.request());
    let request = run.request().with("prompt", "none").with("id_token_hint", token);
    assert_eq!(run.refusal(&browser, &request), "login_required");
}

fn claims_of_jwt_access_tokens(run: &Run<'_>) {
    let run = &run.by("at_jwt");
    let grant = run.happy_flow();
    let claims = signed(&run.provider, grant.access_token(), run.provider.issuer());
    for name in ["auth_time", "acr", "amr"] {
        assert_eq!(&claims[name], grant.id_token().claim(name), "{name}");
    }
    assert!(claims.get("roles").is_none(), "nobody has asked for them");
    let request = run.request().with("scope", "openid roles");
    let grant = run.sign_in(&run.browser(), &request);
    let claims = signed(&run.provider, grant.access_token(), run.provider.issuer());
    let roles = run.profile(grant.access_token()).success()["roles"].clone();
    assert!(claims["roles"] == roles && roles.is_array(), "{claims}");
}

fn a_challenge_names_the_description(run: &Run<'_>) {
    let refused = Reply::to(http().get(run.provider.endpoint("userinfo_endpoint")));
    let challenge = refused.header("www-authenticate");
    let (_, named) = challenge.split_once("resource_metadata=\"").unwrap();
    let described = Reply::to(http().get(named.split('"').next().unwrap())).success();
    assert_eq!(described["authorization_servers"][0], run.provider.issuer());
}
