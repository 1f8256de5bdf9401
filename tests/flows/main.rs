//! Flows through HTTP: the functions' own routers, the real SDK, a real DynamoDB API.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of a test: whatever is not as expected is a failure"
)]

mod account;
mod authentication_context;
mod authorization;
mod authorizer;
mod auto_consent;
mod budgets;
mod claims;
mod client_assertion;
mod client_credentials;
mod client_documents;
mod command_line;
mod consent;
mod cors;
mod database;
mod desk;
mod device;
mod differences;
mod discovery;
mod discovery_truth;
mod durability;
mod edge;
mod frappe;
mod fresh_login;
mod front_channel;
mod harness;
mod introspection;
mod jwt_access_tokens;
mod lambda;
mod language;
mod login;
mod logout;
mod lost_answers;
mod oauth_settings;
mod outage;
mod pkce;
mod profile;
mod refresh;
mod refusals;
mod registration;
mod resource;
mod resource_indicators;
mod response_mode;
mod revocation;
mod signed_profile;
mod signing_keys;
mod standing;
#[path = "../template.rs"]
mod template;
mod theft;
mod third_party_apps;
mod token;
mod trail;
