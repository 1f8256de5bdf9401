//! API Gateway before the functions' processes: of each request an event for the function that
//! template.yaml routes it to, of its answer a response.

use std::sync::Arc;

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};
use percent_encoding::percent_decode_str;
use shared::web::ClientAddress;

use super::{
    event::{Event, Reply},
    fleet::{self, Fleet},
};

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
    Reply::read(&reply.unwrap_or_else(|error| panic!("{route} failed: {error}"))).into_response()
}
