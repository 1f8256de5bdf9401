//! [RFC 7662](https://www.rfc-editor.org/rfc/rfc7662): introspection.

use serde_json::{Value, json};

use super::{
    Demand,
    Held::{By, Here, Not},
};
use crate::suite::{
    client::{Reply, http},
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (70, "rfc7662_2_1_who_asks_proves_himself", Here(who_asks_proves_himself)),
    (71, "rfc7662_2_2_of_what_is_inactive_nothing_is_told", Here(of_what_is_inactive_nothing_is_told)),
    (72, "rfc7662_2_2_what_has_expired_or_was_revoked_is_inactive", By(&[
        "introspection::anything_else_is_inactive_and_nothing_more", "checklist::rfc7662_2_2_of_what_is_inactive_nothing_is_told",
    ])),
    (73, "rfc7662_4_a_token_is_shown_to_whom_it_concerns", By(&[
        "introspection::a_resource_server_sees_the_tokens_that_are_presented_to_it",
        "resource_indicators::an_api_sees_the_tokens_that_are_meant_for_it",
        "checklist::rfc7662_2_2_of_what_is_inactive_nothing_is_told",
    ])),
    (74, "rfc7662_2_2_members_have_their_types", Here(members_have_their_types)),
    (75, "rfc9701_a_signed_answer", Not("optional, and not offered")),
];

pub(super) fn introspect(run: &Run<'_>, token: &str) -> Value {
    let endpoint = run.provider.endpoint("introspection_endpoint");
    run.client.post(&endpoint, &[("token", token)]).success()
}

fn who_asks_proves_himself(run: &Run<'_>) {
    let grant = run.happy_flow();
    let endpoint = run.provider.endpoint("introspection_endpoint");
    let fields = [("token", grant.access_token())];
    assert_eq!(Reply::to(http().post(endpoint.clone()).form(&fields)).status, 401);
    let mut wrong = run.client.clone();
    wrong.secret.push('x');
    assert_eq!(wrong.post(&endpoint, &fields).status, 401);
    let mut by_get = endpoint;
    by_get.query_pairs_mut().append_pair("token", grant.access_token());
    let stranger = Reply::to(http().get(by_get));
    assert!((400..500).contains(&stranger.status), "{stranger:?}");
}

fn of_what_is_inactive_nothing_is_told(run: &Run<'_>) {
    let grant = run.happy_flow();
    let nothing = json!({"active": false});
    let token = grant.access_token();
    assert_eq!(introspect(run, "junk"), nothing);
    assert_eq!(introspect(&run.by("client2"), token), nothing);
    assert_eq!(introspect(run, token)["active"], true);
    run.client.post(&run.provider.endpoint("revocation_endpoint"), &[("token", token)]);
    assert_eq!(introspect(run, token), nothing);
}

fn members_have_their_types(run: &Run<'_>) {
    let grant = run.happy_flow();
    let body = introspect(run, grant.access_token());
    for (name, value) in body.as_object().unwrap() {
        let is_right = match name.as_str() {
            "active" => value.is_boolean(),
            "exp" | "iat" | "nbf" => value.is_u64(),
            "scope" | "client_id" | "username" | "token_type" | "sub" | "iss" | "jti" => {
                value.is_string()
            }
            "aud" => value.is_string() || value.is_array(),
            _ => true,
        };
        assert!(is_right, "{name} is {value}");
    }
    assert_eq!(&body["sub"], grant.id_token().claim("sub"));
    assert_eq!((&body["client_id"], &body["scope"]), (&json!(run.client.id), &json!("openid")));
}
