//! The modules: what each does, and for whom.
//!
//! The suite's checks that stand at the gate of every module stand in `suite`: discovery and keys
//! (`provider.rs`, G1 and G2), ID Tokens (`id_token.rs` and `standard_claims.rs`, G3 to G5), state and
//! issuer (`answer.rs`, G6), clients that register themselves (`registration.rs`, G7 to G9), userinfo after the
//! flow (`run.rs`, G10), form-urlencoded Basic (`client.rs`, G11), pages without script (`browser.rs`, G12).
//! The clients of most plans are registered by hand, as the suite's variant `static_client` has it.

mod backchannel_logout;
mod claims;
mod code_reuse;
mod discovery;
mod hints;
mod max_age;
mod nonce;
mod prompt;
mod redirect_uri;
mod refresh_token;
mod registration;
mod request_objects;
mod response_type;
pub(crate) mod rp_initiated_logout;
mod scope;
mod server;
mod third_party_initiated_login;
mod userinfo;

use crate::suite::run::Run;

/// Fails by a panic.
pub(crate) type Module = fn(&Run<'_>);

/// The function of a module.
pub(crate) fn find(name: &str) -> Option<Module> {
    ALL.iter().find(|(found, _)| *found == name).map(|(_, module)| *module)
}

/// Every module of the plans, under the suite's name, but for those that a plan names as held elsewhere.
/// Where the suite skips one because of what the metadata says, ours holds that it says so and what
/// follows from it.
#[rustfmt::skip]
pub(crate) const ALL: &[(&str, Module)] = &[
    ("oidcc-server", server::oidcc_server),
    ("oidcc-server-client-secret-post", server::oidcc_server_client_secret_post),
    ("oidcc-idtoken-signature", server::oidcc_idtoken_signature),
    ("oidcc-idtoken-unsigned", server::oidcc_idtoken_unsigned),
    ("oidcc-alternate-happy-flow", server::oidcc_alternate_happy_flow),
    ("oidcc-ensure-request-with-unknown-parameter-succeeds", server::oidcc_ensure_request_with_unknown_parameter_succeeds),
    ("oidcc-ensure-post-request-succeeds", server::oidcc_ensure_post_request_succeeds),
    ("oidcc-ensure-request-with-valid-pkce-succeeds", server::oidcc_ensure_request_with_valid_pkce_succeeds),
    ("oidcc-response-type-missing", response_type::oidcc_response_type_missing),
    ("oidcc-userinfo-get", userinfo::oidcc_userinfo_get),
    ("oidcc-userinfo-post-header", userinfo::oidcc_userinfo_post_header),
    ("oidcc-userinfo-post-body", userinfo::oidcc_userinfo_post_body),
    ("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", nonce::oidcc_ensure_request_without_nonce_succeeds_for_code_flow),
    ("oidcc-ensure-request-without-nonce-fails", nonce::oidcc_ensure_request_without_nonce_fails),
    ("oidcc-scope-profile", scope::oidcc_scope_profile),
    ("oidcc-scope-email", scope::oidcc_scope_email),
    ("oidcc-scope-address", scope::oidcc_scope_address),
    ("oidcc-scope-phone", scope::oidcc_scope_phone),
    ("oidcc-scope-all", scope::oidcc_scope_all),
    ("oidcc-display-page", hints::oidcc_display_page),
    ("oidcc-display-popup", hints::oidcc_display_popup),
    ("oidcc-login-hint", hints::oidcc_login_hint),
    ("oidcc-ui-locales", hints::oidcc_ui_locales),
    ("oidcc-claims-locales", hints::oidcc_claims_locales),
    ("oidcc-ensure-request-with-acr-values-succeeds", hints::oidcc_ensure_request_with_acr_values_succeeds),
    ("oidcc-id-token-hint", hints::oidcc_id_token_hint),
    ("oidcc-prompt-login", prompt::oidcc_prompt_login),
    ("oidcc-prompt-none-not-logged-in", prompt::oidcc_prompt_none_not_logged_in),
    ("oidcc-prompt-none-logged-in", prompt::oidcc_prompt_none_logged_in),
    ("oidcc-max-age-1", max_age::oidcc_max_age_1),
    ("oidcc-max-age-10000", max_age::oidcc_max_age_10000),
    ("oidcc-codereuse", code_reuse::oidcc_codereuse),
    ("oidcc-codereuse-30seconds", code_reuse::oidcc_codereuse_30seconds),
    ("oidcc-ensure-registered-redirect-uri", redirect_uri::oidcc_ensure_registered_redirect_uri),
    ("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", request_objects::oidcc_request_uri_unsigned),
    ("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", request_objects::oidcc_unsigned_request_object),
    ("oidcc-ensure-request-object-with-redirect-uri", request_objects::oidcc_ensure_request_object_with_redirect_uri),
    ("oidcc-claims-essential", claims::oidcc_claims_essential),
    ("oidcc-refresh-token", refresh_token::oidcc_refresh_token),
    ("oidcc-discovery-endpoint-verification", discovery::oidcc_discovery_endpoint_verification),
    ("oidcc-rp-initiated-logout-discovery-endpoint-verification", discovery::oidcc_rp_initiated_logout_discovery),
    ("oidcc-rp-initiated-logout", rp_initiated_logout::oidcc_rp_initiated_logout),
    ("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", rp_initiated_logout::bad_post_logout_redirect_uri),
    ("oidcc-rp-initiated-logout-modified-id-token-hint", rp_initiated_logout::modified_id_token_hint),
    ("oidcc-rp-initiated-logout-no-id-token-hint", rp_initiated_logout::no_id_token_hint),
    ("oidcc-rp-initiated-logout-no-params", rp_initiated_logout::no_params),
    ("oidcc-rp-initiated-logout-no-post-logout-redirect-uri", rp_initiated_logout::no_post_logout_redirect_uri),
    ("oidcc-rp-initiated-logout-no-state", rp_initiated_logout::no_state),
    ("oidcc-rp-initiated-logout-only-state", rp_initiated_logout::only_state),
    ("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", rp_initiated_logout::query_added_to_post_logout_redirect_uri),
    ("oidcc-rp-initiated-logout-bad-id-token-hint", rp_initiated_logout::bad_id_token_hint),
    ("oidcc-backchannel-logout-discovery-endpoint-verification", discovery::oidcc_backchannel_logout_discovery),
    ("oidcc-backchannel-rp-initiated-logout", backchannel_logout::oidcc_backchannel_rp_initiated_logout),
    ("oidcc-3rd_party-init-login", third_party_initiated_login::oidcc_3rd_party_init_login),
    ("oidcc-3rd_party-init-login-nohttps", third_party_initiated_login::nohttps),
    ("oidcc-idtoken-rs256", registration::oidcc_idtoken_rs256),
    ("oidcc-userinfo-rs256", registration::oidcc_userinfo_rs256),
    ("oidcc-ensure-redirect-uri-in-authorization-request", redirect_uri::oidcc_ensure_redirect_uri_in_authorization_request),
    ("oidcc-redirect-uri-query-OK", redirect_uri::oidcc_redirect_uri_query_ok),
    ("oidcc-redirect-uri-query-mismatch", redirect_uri::oidcc_redirect_uri_query_mismatch),
    ("oidcc-redirect-uri-query-added", redirect_uri::oidcc_redirect_uri_query_added),
    ("oidcc-redirect-uri-regfrag", redirect_uri::oidcc_redirect_uri_regfrag),
    ("oidcc-registration-logo-uri", registration::oidcc_registration_logo_uri),
    ("oidcc-registration-policy-uri", registration::oidcc_registration_policy_uri),
    ("oidcc-registration-tos-uri", registration::oidcc_registration_tos_uri),
    ("oidcc-registration-jwks-uri", registration::oidcc_registration_jwks_uri),
    ("oidcc-registration-sector-uri", registration::no_sector),
    ("oidcc-registration-sector-bad", registration::no_sector),
    ("oidcc-request-uri-unsigned", request_objects::oidcc_request_uri_unsigned),
    ("oidcc-ensure-client-assertion-with-iss-aud-succeeds", registration::oidcc_ensure_client_assertion_with_iss_aud_succeeds),
];
