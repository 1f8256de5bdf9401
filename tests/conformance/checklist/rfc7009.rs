//! [RFC 7009](https://www.rfc-editor.org/rfc/rfc7009): revocation.

use super::{
    Demand,
    Held::{By, Here},
};
use crate::suite::{
    client::{Reply, http},
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (64, "rfc7009_2_1_a_client_proves_itself_and_revokes_its_own", Here(a_client_revokes_its_own)),
    (65, "rfc7009_2_2_what_is_unknown_is_revoked_already", Here(what_is_unknown_is_revoked_already)),
    (66, "rfc7009_2_1_a_hint_is_a_hint", Here(a_hint_is_a_hint)),
    (67, "rfc7009_2_1_a_refresh_token_takes_its_access_tokens_along", By(&["checklist::rfc7009_2_1_a_hint_is_a_hint"])),
    (68, "rfc7009_2_2_1_a_revocation_of_nothing_is_an_error", Here(a_revocation_of_nothing)),
    (69, "rfc7009_a_revoked_token_is_dead_everywhere_at_once", By(&[
        "lambda::flow::a_login_becomes_tokens_and_ends_through_seven_binaries",
        "third_party_apps::one_revocation_is_one_conditional_write_for_each_grant",
    ])),
];

fn revoke(run: &Run<'_>, fields: &[(&str, &str)]) -> Reply {
    run.client.post(&run.provider.endpoint("revocation_endpoint"), fields)
}

fn a_client_revokes_its_own(run: &Run<'_>) {
    let grant = run.happy_flow();
    let token = grant.access_token();
    let endpoint = run.provider.endpoint("revocation_endpoint");
    let named = [("token", token), ("client_id", &*run.client.id)];
    assert_eq!(Reply::to(http().post(endpoint).form(&named)).status, 401);
    assert_eq!(revoke(&run.by("client2"), &[("token", token)]).status, 200);
    run.profile(token).success();
    assert_eq!(revoke(run, &[("token", token)]).status, 200);
    assert_eq!(run.profile(token).status, 401);
}

fn what_is_unknown_is_revoked_already(run: &Run<'_>) {
    let grant = run.happy_flow();
    for token in ["junk", grant.access_token(), grant.access_token()] {
        assert_eq!(revoke(run, &[("token", token)]).status, 200);
    }
}

fn a_hint_is_a_hint(run: &Run<'_>) {
    for hint in ["access_token", "refresh_token", "unheard_of"] {
        let grant = run.happy_flow();
        let token = grant.refresh_token.as_deref().unwrap();
        let reply = revoke(run, &[("token", token), ("token_type_hint", hint)]);
        assert_eq!(reply.status, 200, "{hint}");
        assert_eq!(run.profile(grant.access_token()).status, 401, "{hint}");
        let again = [("grant_type", "refresh_token"), ("refresh_token", token)];
        assert_eq!(run.token(&again).refused(400), "invalid_grant");
    }
}

fn a_revocation_of_nothing(run: &Run<'_>) {
    assert_eq!(revoke(run, &[]).refused(400), "invalid_request");
}
