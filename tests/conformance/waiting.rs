//! Tests that are ignored until what they need is there, and why.

/// What begins with, or ends in, one of these waits.
pub(crate) const WAITING: &[(&str, &str)] = &[
    ("oidcc_max_age_1", "the parameter `max_age` and the claim `auth_time`"),
    ("oidcc_max_age_10000", "the parameter `max_age` and the claim `auth_time`"),
    ("oidcc_ensure_request_with_acr_values_succeeds", "the claim `acr`"),
    ("openid_core_3_1_2_1_max_age_0_asks_again", "the parameter `max_age`"),
    ("openid_core_3_3_no_token_in_a_query", "the parameter `response_mode`"),
    ("openid_core_5_3_userinfo_in_a_jwt", "the field `userinfo_signed_response_alg`"),
    ("form_post_", "the parameter `response_mode`"),
    ("checklist::rp_initiated_logout_", "`end_session_endpoint`"),
    ("rp_initiated_logout::", "`end_session_endpoint`"),
    ("backchannel_logout::", "`end_session_endpoint`, the claim `sid` and logout tokens"),
];

/// Why a test waits, if it does.
pub(crate) fn reason(name: &str) -> Option<&'static str> {
    WAITING.iter().find(|(part, _)| is_meant(name, part)).map(|(_, reason)| *reason)
}

/// Whether a test's name is one of those.
pub(crate) fn is_meant(name: &str, part: &str) -> bool {
    name.starts_with(part) || name.ends_with(&format!("::{part}"))
}
