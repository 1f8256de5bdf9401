//! [RFC 8252](https://www.rfc-editor.org/rfc/rfc8252): apps on a device.

use super::{Demand, Held::By};

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
];
