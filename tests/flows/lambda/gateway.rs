//! API Gateway before the functions' processes: of each request an event for the function that
//! template.yaml routes it to, of its answer a response.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderName, header::WWW_AUTHENTICATE},
    response::Response,
};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use shared::web::ClientAddress;

use super::{
    event::{Event, Reply},
    fleet::{self, Fleet},
};
use crate::template::{self, Resource};

/// What takes the place of the functions' routers. API Gateway's limits are enforced before it, by
/// `affogato::gateway::serve`.
pub(crate) fn router(fleet: Arc<Fleet>) -> Router {
    Router::new().fallback(answer).with_state(fleet)
}

async fn answer(State(fleet): State<Arc<Fleet>>, request: Request) -> Response {
    let ClientAddress(peer) = request.extensions().get().copied().unwrap();
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    // API Gateway decodes a path before it looks for the route.
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    let route = fleet::route(&path);
    let event = Event::of(&head, &body, peer, &path, &route);
    let reply = fleet.answer(&route, event.into_json()).await;
    // A panic here is the 500 that API Gateway answers for a function that fails.
    let reply = Reply::read(&reply.unwrap_or_else(|error| panic!("{route} failed: {error}")));
    let mut response = reply.into_response();
    remap(fleet::integration(&route), &mut response);
    response
}

/// API Gateway keeps the name of a challenge for itself, then maps headers as the integration says.
pub(crate) fn remap(integration: &str, response: &mut Response) {
    let status = response.status().as_str().to_owned();
    let headers = response.headers_mut();
    if let Some(challenge) = headers.remove(WWW_AUTHENTICATE) {
        headers.insert(HeaderName::from_static("x-amzn-remapped-www-authenticate"), challenge);
    }
    for mapping in mappings(integration, &status) {
        let text = |name: &str| mapping[name].as_str().unwrap().to_owned();
        let (to, from) = (text("Destination"), text("Source"));
        let name = |text: &str, before: &str| -> HeaderName {
            text.strip_prefix(before).unwrap_or_else(|| panic!("{text}?")).parse().unwrap()
        };
        if let Some(value) = headers.get(name(&from, "$response.header.")).cloned() {
            headers.append(name(&to, "append:header."), value);
        }
    }
}

/// What an integration maps in answers with this status.
fn mappings(integration: &str, status: &str) -> Vec<Value> {
    static ALL: OnceLock<Vec<Resource>> = OnceLock::new();
    let all = ALL.get_or_init(|| template::resources("AWS::ApiGatewayV2::Integration"));
    let found = all.iter().find(|resource| resource.id == integration).unwrap();
    let mapped = found.property("ResponseParameters").get(status);
    let mapped = mapped.and_then(|mapped| mapped["ResponseParameters"].as_array());
    mapped.cloned().unwrap_or_default()
}
