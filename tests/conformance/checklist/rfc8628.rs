//! [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628), the device grant.

use super::{Demand, Held::By};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (118, "rfc8628_3_2_device_authorization", By(&[
        "device::polling::a_device_is_told_what_to_show_and_how_often_to_ask",
        "device::polling::a_client_begins_only_as_it_is_registered_and_what_is_refused_writes_nothing",
        "shared::protocol::user_code::a_code_has_more_than_34_bits_and_is_shown_in_two_halves",
    ])),
    (119, "rfc8628_3_5_polling", By(&[
        "device::polling::a_device_that_asks_too_often_has_to_wait_five_seconds_more_each_time",
        "device::polling::a_denied_device_is_told_so_and_an_expired_code_whatever_was_answered",
        "device::polling::a_code_is_good_once_and_used_again_it_ends_what_it_gave",
    ])),
    (120, "rfc8628_5_1_user_codes", By(&[
        "device::tries::ten_wrong_codes_are_heard_in_ten_minutes_and_then_not_even_the_right_one",
        "device::page::the_question_tells_which_app_what_from_where_and_warns_whoever_was_sent_the_code",
        "discovery_truth::a_grant_that_is_advertised_is_tried_and_every_other_is_unknown_to_every_client",
    ])),
];
