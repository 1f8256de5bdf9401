//! [RFC 8252](https://www.rfc-editor.org/rfc/rfc8252), apps on a device, and
//! [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707) and [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728), resources.

use super::{
    Demand,
    Held::{By, Here, Not},
};
use crate::suite::run::Run;

/// Why RFC 8707 is held by one test.
const NO_RESOURCE: &str = "`resource` is not offered: a client may send it, and it is ignored as RFC 6749 section 3.1 has \
    it (60)";

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (55, "rfc8252_7_3_any_port_of_the_loopback", Not("a loopback URI is matched exactly, port and all: an app registers the ports that it may use")),
    (56, "rfc8252_8_3_localhost", Not("`localhost` is a host like any other and is matched exactly")),
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
    (63, "rfc9728_5_1_a_challenge_names_the_description", Not("a 401 says `Bearer` without `resource_metadata`")),
];

fn a_resource_does_no_harm(run: &Run<'_>) {
    let resource = "https://api.example/v1";
    let code = run.code(&run.request().with("resource", resource));
    run.redeem(&code, &[("resource", resource)]).success();
}
