//! The Lambda function that tells apps of logouts, from a queue.

use lambda_http::{lambda_runtime::run, service_fn};
use shared::{App, log};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    log::init();
    let app = App::from_env().await?;
    run(service_fn(|event| notify::answer(&app, event))).await
}
