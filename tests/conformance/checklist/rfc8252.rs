//! [RFC 8252](https://www.rfc-editor.org/rfc/rfc8252), apps on a device, and
//! [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707) and [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728), resources.

use super::{
    Demand,
    Held::{By, Here, Not},
};
use crate::suite::{
    client::{Reply, http},
    run::Run,
};

/// Why RFC 8707 is held by one test.
const NO_RESOURCE: &str = "`resource` is not offered: a client may send it, and it is ignored as RFC 6749 section 3.1 has \
    it (60)";

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (55, "rfc8252_7_3_any_port_of_the_loopback", By(&[
        "shared::protocol::redirect_uri::a_native_app_may_name_any_port_of_its_loopback_address",
        "shared::protocol::loopback::nothing_but_the_port_may_differ_and_nowhere_but_on_the_device",
    ])),
    (56, "rfc8252_8_3_localhost", By(&[
        "shared::protocol::loopback::any_port_of_the_same_loopback_host_and_path_is_the_same",
    ])),
    (57, "rfc8252_7_1_private_schemes", By(&["shared::protocol::redirect_uri::what_runs_or_names_nobody_is_never_redirected_to"])),
    (58, "rfc8252_8_6_no_app_is_agreed_to_unasked", By(&[
        "auto_consent::an_app_that_registered_itself_is_always_questioned",
        "shared::protocol::consent_tests::only_a_client_that_an_administrator_trusts_is_spared_the_question",
    ])),
    (59, "rfc8707_2_a_resource_is_a_uri", Not(NO_RESOURCE)),
    (60, "rfc8707_2_a_resource_does_no_harm", Here(a_resource_does_no_harm)),
    (61, "rfc8707_2_2_a_token_for_a_resource", Not(NO_RESOURCE)),
    (62, "rfc9728_the_protected_resource_is_described", By(&[
        "discovery::a_protected_resource_is_described_under_its_own_name_and_only_if_it_is_ours",
    ])),
    (63, "rfc9728_5_1_a_challenge_names_the_description", Here(a_challenge_names_the_description)),
];

fn a_resource_does_no_harm(run: &Run<'_>) {
    let resource = "https://api.example/v1";
    let code = run.code(&run.request().with("resource", resource));
    run.redeem(&code, &[("resource", resource)]).success();
}

fn a_challenge_names_the_description(run: &Run<'_>) {
    let refused = Reply::to(http().get(run.provider.endpoint("userinfo_endpoint")));
    let challenge = refused.header("www-authenticate");
    let (_, named) = challenge.split_once("resource_metadata=\"").unwrap();
    let described = Reply::to(http().get(named.split('"').next().unwrap())).success();
    assert_eq!(described["authorization_servers"][0], run.provider.issuer());
}
