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
    // Behind a stage lambda_http's own URI begins with the stage; the raw path does not.
    let path = request.raw_http_path().to_owned();
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
