//! Demands on what is not offered, or is no part of the plans that are mirrored here.

use super::{Demand, Held::Not};

const PAR: &str =
    "pushed requests are not offered: discovery has no `pushed_authorization_request_endpoint`";
const DPOP: &str = "DPoP is not offered: discovery has no `dpop_signing_alg_values_supported`";

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (121, "rfc9126_2_pushed_requests", Not(PAR)),
    (122, "rfc9126_4_a_request_uri_is_its_clients", Not(PAR)),
    (123, "rfc9126_5_pushed_requests_are_demanded", Not(PAR)),
    (124, "rfc9449_4_3_proofs", Not(DPOP)),
    (125, "rfc9449_5_bound_tokens", Not(DPOP)),
    (126, "rfc9449_10_bound_codes", Not(DPOP)),
    (127, "rfc9449_7_a_bound_token_is_no_bearer", Not(DPOP)),
];
