//! The Lambda function of the System Managers' desk and of Frappe's resource API.

use shared::{App, log, web::lambda};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    log::init();
    let app = App::from_env().await?;
    lambda::serve(desk::router(app)).await
}
