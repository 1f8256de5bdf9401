//! A router as a Lambda function behind API Gateway's HTTP API (payload format 2.0).

use axum::Router;
use http::Uri;
use lambda_http::{
    Error, Request, RequestExt, request::RequestContext, run, tower::ServiceBuilder,
};

use super::ClientAddress;

/// Answers the events of API Gateway until Lambda ends the process.
///
/// # Errors
///
/// When the Runtime API cannot be reached.
pub async fn serve(router: Router) -> Result<(), Error> {
    run(ServiceBuilder::new().map_request(adapt).service(router)).await
}

/// Makes of an event what a client sent.
fn adapt(mut request: Request) -> Request {
    let path = path_behind_stage(&request).to_owned();
    let path_and_query = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    if let Ok(uri) = path_and_query.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    let source = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    if let Some(address) = source.and_then(|text| text.parse().ok()) {
        request.extensions_mut().insert(ClientAddress(address));
    }
    request
}

/// The path that the client asked for. Behind a stage with a name the event's path begins with it.
fn path_behind_stage(request: &Request) -> &str {
    let path = request.raw_http_path();
    let stage = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        _ => None,
    };
    let behind = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    behind.filter(|rest| rest.starts_with('/')).unwrap_or(path)
}
