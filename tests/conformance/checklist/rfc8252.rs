//! [RFC 8252](https://www.rfc-editor.org/rfc/rfc8252): apps on a device.

use super::{
    Demand,
    Held::{By, Not},
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (55, "rfc8252_7_3_any_port_of_the_loopback", Not("a loopback URI is matched exactly, port and all: an app registers the ports that it may use")),
    (56, "rfc8252_8_3_localhost", Not("`localhost` is a host like any other and is matched exactly")),
    (57, "rfc8252_7_1_private_schemes", By(&["shared::protocol::redirect_uri::what_runs_or_names_nobody_is_never_redirected_to"])),
    (58, "rfc8252_8_6_no_app_is_agreed_to_unasked", By(&[
        "auto_consent::an_app_that_registered_itself_is_always_questioned",
        "shared::protocol::consent_tests::only_a_client_that_an_administrator_trusts_is_spared_the_question",
    ])),
];
