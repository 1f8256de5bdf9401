//! The Lambda function that lets other APIs accept our bearer tokens.

use lambda_http::{lambda_runtime::run, service_fn};
use shared::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::tracing::init_default_subscriber();
    let app = App::from_env().await?;
    run(service_fn(|event| authorizer::answer(&app, event))).await
}
