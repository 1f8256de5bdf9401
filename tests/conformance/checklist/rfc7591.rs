//! Dynamic registration: RFC 7591, RFC 7592 and OpenID Connect Registration.

use super::{Demand, Held::By};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (84, "rfc7591_3_1_metadata_is_echoed", By(&[
        "shared::protocol::registration::tests::every_member_comes_back_as_it_was_sent",
        "shared::protocol::registration::tests::what_is_left_out_is_rfc_7591s_default",
        "registration::frappes_request_is_answered_as_frappe_does_with_more_beside_it",
    ])),
    (85, "rfc7591_2_unknown_metadata_is_ignored", By(&[
        "shared::protocol::registration::tests::members_that_nobody_knows_and_nulls_are_passed_over",
    ])),
    (86, "rfc7591_3_2_2_errors_have_their_words", By(&[
        "registration::refused::what_is_wrong_is_named_and_registers_nothing",
    ])),
    (87, "rfc7591_2_1_grant_and_response_types_agree", By(&[
        "shared::protocol::registration::tests::grant_types_follow_from_response_types",
        "registration::a_client_uses_the_response_types_that_it_registered_and_no_others",
    ])),
    (88, "rfc7591_2_jwks_or_jwks_uri", By(&[
        "shared::protocol::registration::tests::keys_are_public_and_in_one_place_and_addresses_are_safe",
    ])),
    (89, "rfc7591_3_2_1_a_secret_says_when_it_expires", By(&[
        "registration::frappes_request_is_answered_as_frappe_does_with_more_beside_it",
    ])),
    (90, "rfc7591_5_open_registration_is_limited", By(&[
        "registration::limits::of_a_thousand_from_one_address_the_first_are_kept_and_the_others_told_to_wait",
        "registration::a_client_that_registered_itself_works_and_its_user_is_asked_each_time",
        "registration::used::a_client_that_nobody_used_for_a_day_is_gone_and_one_that_was_used_is_there",
        "shared::protocol::registration::policy::registration_is_off_open_or_for_who_shows_the_initial_access_token",
    ])),
    (91, "openid_registration_2_application_type", By(&[
        "shared::protocol::registration::tests::where_answers_may_go_is_checked_by_the_kind_of_the_app",
    ])),
    (92, "openid_registration_5_sector_identifier_uri", By(&[
        "registration::refused::what_is_wrong_is_named_and_registers_nothing",
    ])),
    (93, "openid_registration_2_no_unsigned_id_token", By(&[
        "shared::protocol::registration::tests::every_refusal_has_its_word_and_names_the_member",
    ])),
    (94, "rfc7592_2_1_read", By(&[
        "registration::own::an_app_reads_what_it_registered_and_no_secret_a_second_time",
        "registration::refused::who_cannot_prove_that_he_is_the_app_reads_changes_and_deletes_nothing",
    ])),
    (95, "rfc7592_2_2_update", By(&[
        "registration::own::a_change_replaces_everything_that_the_app_says_and_keeps_its_secret",
        "registration::own::what_an_administrator_has_decided_outlives_a_change",
        "registration::refused::a_change_that_is_wrong_changes_nothing",
    ])),
    (96, "rfc7592_2_3_delete", By(&[
        "registration::own::a_deleted_client_takes_its_tokens_and_codes_with_it",
    ])),
];
