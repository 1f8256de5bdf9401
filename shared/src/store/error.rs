//! Why the store could not do what was asked: never a reason to refuse a token.

use std::{error::Error, fmt::Debug};

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use thiserror::Error;

/// What went wrong between here and DynamoDB.
///
/// Every one of them is answered with 503 and `Retry-After`, never with `invalid_grant`: a client
/// that hears `invalid_grant` throws its tokens away.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// DynamoDB asks for patience.
    #[error("the store is throttled: {0}")]
    Throttled(String),
    /// No answer, or none that can be used.
    #[error("the store is unreachable: {0}")]
    Unreachable(String),
    /// DynamoDB refuses: a missing table, a missing permission.
    #[error("the store refuses: {0}")]
    Refused(String),
    /// An item is not what we wrote.
    #[error("an item of the store cannot be read: {0}")]
    Corrupt(String),
    /// Others were always faster; the request may be tried again.
    #[error("the item changed with every attempt")]
    Busy,
}

/// DynamoDB's names for "too fast" and "not now".
const THROTTLED: [&str; 6] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "TransactionConflictException",
    "ServiceUnavailable",
];

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: ProvideErrorMetadata + Error + Debug + 'static,
    R: Debug + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        let Some(service) = error.as_service_error() else {
            return Self::Unreachable(DisplayErrorContext(error).to_string());
        };
        let code = service.code().unwrap_or("InternalServerError").to_owned();
        if THROTTLED.contains(&code.as_str()) {
            Self::Throttled(code)
        } else if code == "InternalServerError" {
            Self::Unreachable(code)
        } else {
            Self::Refused(code)
        }
    }
}

impl From<serde_dynamo::Error> for StoreError {
    fn from(error: serde_dynamo::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
