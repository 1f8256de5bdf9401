//! Demands on what is not offered, or is no part of the plans that are mirrored here.

use super::{Demand, Held::Not};

const REGISTRATION: &str = "dynamic registration is no part of the plans that are mirrored here";
const PAR: &str =
    "pushed requests are not offered: discovery has no `pushed_authorization_request_endpoint`";
const DPOP: &str = "DPoP is not offered: discovery has no `dpop_signing_alg_values_supported`";
const OPAQUE: &str = "access tokens are opaque, and an ID Token is none: 25 holds that";

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (84, "rfc7591_3_1_metadata_is_echoed", Not(REGISTRATION)),
    (85, "rfc7591_2_unknown_metadata_is_ignored", Not(REGISTRATION)),
    (86, "rfc7591_3_2_2_errors_have_their_words", Not(REGISTRATION)),
    (87, "rfc7591_2_1_grant_and_response_types_agree", Not(REGISTRATION)),
    (88, "rfc7591_2_jwks_or_jwks_uri", Not(REGISTRATION)),
    (89, "rfc7591_3_2_1_a_secret_says_when_it_expires", Not(REGISTRATION)),
    (90, "rfc7591_5_open_registration_is_limited", Not(REGISTRATION)),
    (91, "openid_registration_2_application_type", Not(REGISTRATION)),
    (92, "openid_registration_5_sector_identifier_uri", Not(REGISTRATION)),
    (93, "openid_registration_2_no_unsigned_id_token", Not(REGISTRATION)),
    (94, "rfc7592_2_1_read", Not(REGISTRATION)),
    (95, "rfc7592_2_2_update", Not(REGISTRATION)),
    (96, "rfc7592_2_3_delete", Not(REGISTRATION)),
    (121, "rfc9126_2_pushed_requests", Not(PAR)),
    (122, "rfc9126_4_a_request_uri_is_its_clients", Not(PAR)),
    (123, "rfc9126_5_pushed_requests_are_demanded", Not(PAR)),
    (124, "rfc9449_4_3_proofs", Not(DPOP)),
    (125, "rfc9449_5_bound_tokens", Not(DPOP)),
    (126, "rfc9449_10_bound_codes", Not(DPOP)),
    (127, "rfc9449_7_a_bound_token_is_no_bearer", Not(DPOP)),
    (128, "rfc9068_2_jwt_access_tokens", Not(OPAQUE)),
    (129, "rfc9068_3_claims_of_jwt_access_tokens", Not(OPAQUE)),
];
