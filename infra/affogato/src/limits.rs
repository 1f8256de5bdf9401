//! API Gateway's limits for HTTP APIs, and Lambda's for what an event may carry.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderValue},
};

/// Request line and headers together, in bytes.
const HEAD: usize = 10_240;
/// A body: what fits into a Lambda's event.
const BODY: usize = 6 * 1024 * 1024;
/// How much more is read, and thrown away, so that a client that is still sending hears the
/// refusal instead of a broken connection.
const DISCARDED: usize = 4 * BODY;
/// How long a function may take.
pub(crate) const DURATION: Duration = Duration::from_secs(30);
/// What hyper may buffer of a head: more than the limit, so that the refusal is ours.
pub(crate) const BUFFER: usize = 64 * 1024;

/// Lets a request in, with its body read to the end as in a Lambda's event.
///
/// # Errors
///
/// The answer of API Gateway to a request beyond its limits.
pub(crate) async fn admit(request: Request<Incoming>) -> Result<Request<Body>, Response<Body>> {
    let (head, body) = request.into_parts();
    // "GET " + target + " HTTP/1.1\r\n", and ": " and "\r\n" for every header.
    let line = head.method.as_str().len() + target_length(&head.uri) + 12;
    let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if line + headers.sum::<usize>() > HEAD {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(refusal(status, "Request Header Fields Too Large"));
    }
    match read(body).await {
        Ok(Some(body)) => Ok(Request::from_parts(head, Body::from(body))),
        Ok(None) => Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")),
        Err(_) => Err(refusal(StatusCode::BAD_REQUEST, "Bad Request")),
    }
}

/// The whole body, or `None` if it is too long.
async fn read(mut body: Incoming) -> Result<Option<Vec<u8>>, hyper::Error> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while length <= DISCARDED
        && let Some(frame) = body.frame().await
    {
        if let Ok(data) = frame?.into_data() {
            length += data.len();
            if length <= BODY {
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok((length <= BODY).then_some(bytes))
}

fn target_length(uri: &hyper::Uri) -> usize {
    uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// An answer that comes from the gateway and not from a function, in API Gateway's shape.
pub(crate) fn refusal(status: StatusCode, message: &str) -> Response<Body> {
    let body = serde_json::json!({ "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
