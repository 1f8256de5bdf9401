//! HTTP in, HTTP out: what turns requests into the protocol's types and answers back.

pub mod accept;
pub mod answer;
pub mod attempts;
pub mod bearer;
pub mod caller;
pub mod client;
pub mod cookies;
pub mod cors;
pub mod credentials;
pub mod edge;
pub mod failure;
pub mod headers;
pub mod incoming;
pub mod lambda;
pub mod language;
pub mod logout;
pub mod page;
pub mod resource_metadata;
pub mod routes;
pub mod same_site;
pub mod session;
pub mod tell;
pub mod trail;

use std::net::IpAddr;

pub use failure::Failure;
pub use incoming::Incoming;

/// The address that a request came from, as a request extension: from API Gateway's context, or
/// from the local gateway's socket. Never from `X-Forwarded-For`, which the sender writes.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);
