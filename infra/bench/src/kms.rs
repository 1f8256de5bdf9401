//! A stand-in for KMS, as far as the functions use it (AWS JSON 1.1). It has one data key.

use axum::{
    Json,
    http::{HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// The key's identifier.
pub(crate) const KEY_ID: &str =
    "arn:aws:kms:eu-central-1:1:key/00000000-0000-0000-0000-000000000000";
/// The prefix of its operations in `x-amz-target`.
pub(crate) const SERVICE: &str = "TrentService.";
/// What the wrapped data key looks like. Real ones are about as long.
const WRAPPED: [u8; 184] = [7; 184];

/// Answers an operation under this data key.
pub(crate) fn answer(operation: &str, body: &[u8], data_key: &[u8]) -> Response {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let wrapped = STANDARD.encode(WRAPPED);
    match operation {
        "GenerateDataKeyWithoutPlaintext" => {
            respond(StatusCode::OK, json!({ "CiphertextBlob": wrapped, "KeyId": KEY_ID }))
        }
        "Decrypt" if request.get("CiphertextBlob") == Some(&wrapped.into()) => respond(
            StatusCode::OK,
            json!({
                "EncryptionAlgorithm": "SYMMETRIC_DEFAULT", "KeyId": KEY_ID,
                "Plaintext": STANDARD.encode(data_key),
            }),
        ),
        "Decrypt" => refuse("InvalidCiphertextException"),
        _ => refuse("UnknownOperationException"),
    }
}

fn refuse(kind: &str) -> Response {
    respond(StatusCode::BAD_REQUEST, json!({ "__type": kind }))
}

fn respond(status: StatusCode, body: Value) -> Response {
    let kind: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/x-amz-json-1.1")];
    (status, kind, Json(body)).into_response()
}
