//! The rules of OAuth 2.0, OpenID Connect and Frappe: one rule a file.
//!
//! Pure: no I/O, no HTTP framework, no clock, no randomness. What a decision depends on comes in
//! as an argument, so that every rule can be tested alone.

pub mod allowed;
pub mod api_key;
pub mod authentication;
pub mod authorization;
pub mod claim_form;
pub mod claims;
pub mod claims_request;
pub mod client;
pub mod client_answer;
pub mod client_assertion;
pub mod client_authentication;
pub mod client_credentials;
pub mod client_keys;
pub mod consent;
pub mod device;
pub mod device_grant;
pub mod end_session;
pub mod error;
pub mod grant;
pub mod id_token;
pub mod introspection;
pub mod issued;
pub mod lifetimes;
pub mod logout_token;
pub mod max_age;
pub mod members;
pub mod origin;
pub mod params;
pub mod password;
pub mod password_rule;
pub mod pkce;
pub mod profile;
pub mod prompt;
pub mod redemption;
#[cfg(test)]
mod redemption_fixture;
pub mod redirect_uri;
pub mod refresh;
pub mod request_object;
pub mod resource;
pub mod response_mode;
pub mod response_type;
pub mod retention;
pub mod return_to;
pub mod revocation;
pub mod roles;
pub mod scope;
pub mod session;
pub mod signer;
pub mod signing_key;
pub mod social_login_key;
pub mod standard_claims;
pub mod standing;
pub mod throttle;
pub mod token;
pub mod token_error;
pub mod user;
pub mod user_code;
pub mod userinfo;
