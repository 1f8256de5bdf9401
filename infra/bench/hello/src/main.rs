//! The least that a Lambda function behind an HTTP API can be: what the others are measured by.

use lambda_http::{Error, Request, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().without_time().with_target(false).init();
    run(service_fn(|_: Request| async { Ok::<_, Error>("Hello, world!") })).await
}
