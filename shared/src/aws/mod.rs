//! The AWS clients of a function: made from what Lambda puts into the environment, without
//! aws-config, which would cost a cold start more than everything else together.

use std::time::Duration;

use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedHttpClient, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};

use crate::config::{AwsEnvironment, ConfigError};

/// The roots that Amazon has promised for its own services, and no others: none of the hundred
/// authorities that a browser trusts can pose as DynamoDB or KMS, and a cold start does not read
/// them all. `infra/renew-roots` renews the file.
const ROOTS: &str = include_str!("roots.pem");

/// An HTTPS client; plain HTTP works with it too, for an API on this machine.
///
/// # Errors
///
/// [`ConfigError::Roots`].
pub fn http_client(aws: &AwsEnvironment) -> Result<SharedHttpClient, ConfigError> {
    let pem = aws.ca_bundle.as_deref().unwrap_or(ROOTS);
    let roots = TrustStore::empty().with_pem_certificate(pem);
    let context = TlsContext::builder().with_trust_store(roots).build();
    let context = context.map_err(|_| ConfigError::Roots)?;
    let builder = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    Ok(builder.tls_context(context).build_https())
}

/// A DynamoDB client.
pub fn dynamodb(aws: &AwsEnvironment, http: SharedHttpClient) -> aws_sdk_dynamodb::Client {
    let mut config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(credentials(aws))
        .http_client(http)
        .timeout_config(timeouts())
        .retry_config(retries());
    config.set_endpoint_url(aws.dynamodb_endpoint.clone());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// What unwraps the data key.
pub type KmsClient = aws_sdk_kms::Client;

/// A KMS client.
pub fn kms(aws: &AwsEnvironment, http: SharedHttpClient) -> KmsClient {
    let mut config = aws_sdk_kms::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(credentials(aws))
        .http_client(http)
        .timeout_config(timeouts())
        .retry_config(retries());
    config.set_endpoint_url(aws.kms_endpoint.clone());
    aws_sdk_kms::Client::from_conf(config.build())
}

/// An SQS client.
pub fn sqs(aws: &AwsEnvironment, http: SharedHttpClient) -> SqsClient {
    let mut config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(credentials(aws))
        .http_client(http)
        .timeout_config(timeouts())
        .retry_config(retries());
    config.set_endpoint_url(aws.sqs_endpoint.clone());
    SqsClient::from_conf(config.build())
}

/// What takes notices.
pub type SqsClient = aws_sdk_sqs::Client;

fn credentials(aws: &AwsEnvironment) -> Credentials {
    let (id, secret, token) =
        (aws.access_key_id.clone(), aws.secret_access_key.clone(), aws.session_token.clone());
    Credentials::new(id, secret, token, None, "environment")
}

/// DynamoDB answers in milliseconds. One that has not answered in two seconds will not, and the
/// person in front of the browser should hear so before API Gateway gives up.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(6))
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(50))
}
