//! A router as a Lambda function behind API Gateway's HTTP API (payload format 2.0).

use axum::{Router, response::Response};
use http::{HeaderName, Uri, header::WWW_AUTHENTICATE};
use lambda_http::{
    Adapter, Error, LambdaEvent, Request, RequestExt,
    lambda_runtime::run,
    request::{LambdaRequest, RequestContext},
    tower::ServiceBuilder,
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::ClientAddress;

/// Answers the events of API Gateway until Lambda ends the process.
///
/// # Errors
///
/// When the Runtime API cannot be reached.
pub async fn serve(router: Router) -> Result<(), Error> {
    let service =
        ServiceBuilder::new().map_request(adapt).map_response(challenge_twice).service(router);
    run(ServiceBuilder::new().map_request(tame).service(Adapter::from(service))).await
}

/// What no URL may hold.
const FOREIGN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// What no path may hold, either: it would be taken for the beginning of the query.
const FOREIGN_IN_PATH: &AsciiSet = &FOREIGN.add(b'?');

/// Escapes in an event's path and query what no URL may hold: `lambda_http` would panic on it before
/// any code of ours runs. API Gateway decodes a path before it tells it.
fn tame(mut event: LambdaEvent<LambdaRequest>) -> LambdaEvent<LambdaRequest> {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        let query = request.raw_query_string.as_deref();
        request.raw_query_string = query.map(|text| utf8_percent_encode(text, FOREIGN).to_string());
        request.raw_path = request.raw_path.as_deref().map(tame_path);
    }
    event
}

/// A path without what no path may hold. A percent sign that begins an escape stays one: emulators
/// of API Gateway tell the path as it was sent.
fn tame_path(path: &str) -> String {
    let mut tamed = utf8_percent_encode(path, FOREIGN_IN_PATH).to_string();
    let mut from = 0;
    while let Some(at) = tamed.get(from..).and_then(|rest| rest.find('%')).map(|at| from + at) {
        let digits = tamed.get(at + 1..at + 3).unwrap_or_default();
        if digits.len() < 2 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            tamed.insert_str(at + 1, "25");
        }
        from = at + 1;
    }
    tamed
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

/// Sends the challenge of a refusal under a second name: API Gateway renames the first
/// (`x-amzn-remapped-www-authenticate`), and template.yaml makes it again of the second.
fn challenge_twice(mut response: Response) -> Response {
    const CHALLENGE: HeaderName = HeaderName::from_static("x-affogato-challenge");
    if let Some(challenge) = response.headers().get(WWW_AUTHENTICATE).cloned() {
        response.headers_mut().insert(CHALLENGE, challenge);
    }
    response
}

/// The path that the client asked for. Behind a stage with a name the event's path begins with it.
fn path_behind_stage(request: &Request) -> &str {
    let path = request.raw_http_path();
    let stage = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.stage.as_deref(),
        _ => None,
    };
    // The stage without a name never stands in a path; a path that begins with its sign is
    // somebody's way around the throttle of a route.
    let stage = stage.filter(|stage| *stage != "$default");
    let behind = stage.and_then(|stage| path.strip_prefix('/')?.strip_prefix(stage));
    behind.filter(|rest| rest.starts_with('/')).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_was_decoded_becomes_one_again() {
        for (told, path) in [
            ("/api/resource/OAuth Client/a?b", "/api/resource/OAuth%20Client/a%3Fb"),
            ("/api/resource/OAuth%20Client", "/api/resource/OAuth%20Client"),
            ("/app/user/é@x", "/app/user/%C3%A9@x"),
            ("/100%", "/100%25"),
            ("/%zz%4", "/%25zz%254"),
            ("/a#b", "/a%23b"),
        ] {
            assert_eq!(tame_path(told), path);
            assert!(path.parse::<Uri>().is_ok(), "{path}");
        }
    }
}
