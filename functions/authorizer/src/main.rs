//! The Lambda function that lets other APIs accept our bearer tokens.

use lambda_http::{lambda_runtime::run, service_fn};
use shared::{App, log};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    log::init();
    let app = App::from_env().await?;
    run(service_fn(|event| authorizer::answer(&app, event))).await
}
