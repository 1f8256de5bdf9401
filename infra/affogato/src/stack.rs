//! A deployed stack: found by CloudFormation, which tells its tables, its key and its issuer.

use std::{collections::BTreeMap, error::Error, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider,
    provider_config::ProviderConfig, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_cloudformation::types::Stack as Description;
use aws_sdk_dynamodb::{
    Client,
    config::{ProvideCredentials, SharedCredentialsProvider},
    error::{ProvideErrorMetadata, SdkError},
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use shared::{
    App,
    app::Parts,
    aws::{KmsClient, SqsClient},
    clock::Clock,
    config::{Config, DataKeySource, TableNames, empty_aws_endpoint},
    queue::Queue,
};
use thiserror::Error;

/// Why a stack cannot be used, in one line.
#[derive(Debug, Error)]
pub enum StackError {
    /// The SDK would panic on it.
    #[error("the environment variable {0} is set and empty; unset it, or give it a URL")]
    EmptyEndpoint(&'static str),
    /// Nothing says which region.
    #[error("no AWS region is known; add --region, or set AWS_REGION")]
    NoRegion,
    /// The credential chain has none.
    #[error(
        "there are no AWS credentials: {0}; log in, name a profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials(String),
    /// AWS does not take them.
    #[error(
        "AWS does not accept the credentials ({0}); they may be expired, or of another account"
    )]
    BadCredentials(String),
    /// They are good for something else.
    #[error("the credentials may not read the stack {0} (cloudformation:DescribeStacks)")]
    Denied(String),
    /// Not here.
    #[error("there is no stack {name} in {region}")]
    NoSuchStack {
        /// The stack.
        name: String,
        /// Where it was looked for.
        region: String,
    },
    /// It has no outputs yet.
    #[error("the stack {0} is still being created; try again when it is done")]
    Unfinished(String),
    /// Creating it failed, or it is being deleted.
    #[error("the stack {name} cannot be used: its status is {status}")]
    Broken {
        /// The stack.
        name: String,
        /// CloudFormation's word.
        status: String,
    },
    /// It is something else's.
    #[error(
        "the stack {name} is not Affogato's, or of an older version: it has no output {output}"
    )]
    NotOurs {
        /// The stack.
        name: String,
        /// The first output that is missing.
        output: &'static str,
    },
    /// No answer.
    #[error("CloudFormation in {region} cannot be reached: {cause}")]
    Unreachable {
        /// Where.
        region: String,
        /// Why.
        cause: String,
    },
    /// An answer that says no, in its own words.
    #[error("CloudFormation refuses: {0}")]
    Refused(String),
}

/// A stack that is there.
#[derive(Debug)]
pub(crate) struct Stack {
    /// The app on its tables, with its key.
    pub(crate) app: App,
    /// DynamoDB itself.
    pub(crate) dynamodb: Client,
}

/// Finds a stack, by the same credentials, region and endpoints as AWS's own command line.
pub(crate) async fn open(
    name: &str,
    region: Option<&str>,
    profile: Option<&str>,
) -> Result<Stack, StackError> {
    let aws = configuration(region, profile).await?;
    let region = aws.region().ok_or(StackError::NoRegion)?.to_string();
    check_credentials(&aws, profile).await?;

    let cloudformation = aws_sdk_cloudformation::Client::new(&aws);
    let described = cloudformation.describe_stacks().stack_name(name).send().await;
    let described = described.map_err(|error| failure(&error, name, &region))?;
    let none = || StackError::NoSuchStack { name: name.to_owned(), region };
    let stack = described.stacks().first().ok_or_else(none)?;
    let config = config(name, stack)?;
    let queue = match &config.notify_queue {
        Some(url) => Queue::Sqs { client: SqsClient::new(&aws), url: url.clone() },
        None => Queue::None,
    };
    let (dynamodb, kms) = (Client::new(&aws), Some(KmsClient::new(&aws)));
    let parts = Parts { config, dynamodb: dynamodb.clone(), kms, queue, clock: Clock::System };
    let app = App::of(parts);
    Ok(Stack { app, dynamodb })
}

async fn configuration(
    region: Option<&str>,
    profile: Option<&str>,
) -> Result<SdkConfig, StackError> {
    if let Some(name) = empty_aws_endpoint() {
        return Err(StackError::EmptyEndpoint(name));
    }
    // The machine's roots, not Amazon's alone: between a person and Amazon may stand his company.
    let tls = Provider::Rustls(CryptoMode::AwsLc);
    let http = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(3));
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let Some(profile) = profile else { return Ok(loader.load().await) };
    let aws = loader.profile_name(profile).load().await;
    // The ordinary chain looks into the environment first, and the keys that it finds there may be
    // of another account than the profile that was named.
    let parts = ProviderConfig::without_region().with_region(aws.region().cloned());
    let provider =
        ProfileFileCredentialsProvider::builder().configure(&parts.with_http_client(http));
    let provider = SharedCredentialsProvider::new(provider.profile_name(profile).build());
    Ok(aws.into_builder().credentials_provider(provider).build())
}

/// A person's network may be slow, but he should not wait for minutes to hear that it is down.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(30))
        .build()
}

/// Asked before anything else, because within a request their absence looks like a broken line.
async fn check_credentials(aws: &SdkConfig, profile: Option<&str>) -> Result<(), StackError> {
    let none = |cause: String| StackError::NoCredentials(cause);
    let provider = aws.credentials_provider().ok_or_else(|| none("none at all".to_owned()))?;
    let Err(error) = provider.provide_credentials().await else { return Ok(()) };
    let mut causes = causes(&error);
    causes.retain(|cause| cause != "an error occurred while loading credentials");
    let last = causes.last().cloned().unwrap_or_default();
    Err(none(match profile {
        Some(profile) if last.starts_with(NOT_ENABLED) => format!("the profile {profile} has none"),
        _ if last.starts_with(CHAIN) => "neither environment nor profile names any".to_owned(),
        _ => causes.join(": "),
    }))
}

/// How aws-config begins what it says of a profile that is not there.
const NOT_ENABLED: &str = "the credential provider was not enabled";
/// How it begins the list of all the places that it has looked in.
const CHAIN: &str = "no credentials found in chain";

fn failure<E, R>(error: &SdkError<E, R>, name: &str, region: &str) -> StackError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let Some(service) = error.as_service_error() else {
        let cause = innermost(error);
        return StackError::Unreachable { region: region.to_owned(), cause };
    };
    let (code, message) =
        (service.code().unwrap_or("no code"), service.message().unwrap_or_default());
    match code {
        "ValidationError" if message.contains("does not exist") => {
            StackError::NoSuchStack { name: name.to_owned(), region: region.to_owned() }
        }
        "AccessDenied" | "AccessDeniedException" => StackError::Denied(name.to_owned()),
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => StackError::BadCredentials(code.to_owned()),
        _ => StackError::Refused(format!("{code} {message}").trim().to_owned()),
    }
}

/// The cause behind an error's causes, which is the one that says something.
fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).pop().unwrap_or_default()
}

/// An error's causes, the first line of each.
fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let chain = std::iter::successors(Some(error), |error| (*error).source());
    let first_line = |error: &(dyn Error + 'static)| {
        let text = error.to_string();
        text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
    };
    let mut causes: Vec<String> = chain.map(first_line).collect();
    causes.dedup();
    causes
}

/// The configuration that the functions of the stack have, as far as a command needs it.
fn config(name: &str, stack: &Description) -> Result<Config, StackError> {
    let status = stack.stack_status().map_or("unknown", |status| status.as_str());
    check_status(name, status)?;
    let outputs = stack.outputs().iter();
    let outputs: BTreeMap<&str, &str> =
        outputs.filter_map(|output| output.output_key().zip(output.output_value())).collect();
    let output = |output: &'static str| match outputs.get(output) {
        Some(value) if !value.is_empty() => Ok((*value).to_owned()),
        _ => Err(StackError::NotOurs { name: name.to_owned(), output }),
    };
    let issuer = output("Issuer")?;
    let tables = TableNames {
        clients: output("ClientsTable")?,
        users: output("UsersTable")?,
        tokens: output("TokensTable")?,
        settings: output("SettingsTable")?,
    };
    let data_key = DataKeySource::Kms(output("DataKey")?);
    // A stack of an older version has none: it tells no app anything.
    let notify_queue = outputs.get("NotifyQueue").map(|url| (*url).to_owned());
    Ok(Config { notify_queue, ..Config::new(issuer.trim_end_matches('/'), tables, data_key) })
}

fn check_status(name: &str, status: &str) -> Result<(), StackError> {
    let is_broken = status.starts_with("DELETE") || status.starts_with("ROLLBACK");
    match status {
        "CREATE_IN_PROGRESS" | "REVIEW_IN_PROGRESS" => Err(StackError::Unfinished(name.to_owned())),
        status if is_broken || status == "CREATE_FAILED" => {
            Err(StackError::Broken { name: name.to_owned(), status: status.to_owned() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "stack_tests.rs"]
mod tests;
