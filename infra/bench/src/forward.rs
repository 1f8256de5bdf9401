//! Hands a request to the embedded DynamoDB and its answer back, byte for byte.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use reqwest::Client;

/// Forwards a request to this address.
pub(crate) async fn forward(
    client: &Client,
    url: &str,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response {
    // They belong to a connection and are made anew.
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    match relay(client, url, headers, body).await {
        Ok(answer) => answer,
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn relay(
    client: &Client,
    url: &str,
    headers: HeaderMap,
    body: Bytes,
) -> reqwest::Result<Response> {
    let answer = client.post(url).headers(headers).body(body).send().await?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    Ok((status, headers, answer.bytes().await?).into_response())
}
