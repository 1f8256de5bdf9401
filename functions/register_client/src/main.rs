//! The Lambda function of the registration endpoint.

use shared::{App, log, web::lambda};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    log::init();
    let app = App::from_env().await?;
    lambda::serve(register_client::router(app)).await
}
