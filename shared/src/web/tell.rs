//! Telling an app what a notice says, and the trail of it: for the function that the queue calls, and
//! for the local server's worker.

use crate::{
    App,
    app::Delivery,
    protocol::logout_token::Notice,
    web::trail::{Event, Trail},
};

/// Tells it. Gives whether the notice is settled; otherwise it is to be told again.
pub async fn tell(app: &App, notice: &Notice) -> bool {
    let trail = Trail::at(Event::BackchannelLogout, None);
    let trail = trail.client(&notice.client_id).subject(&notice.sub);
    match app.deliver(notice).await {
        Ok(Delivery::Heard) => {
            trail.done();
            true
        }
        Ok(Delivery::Dropped(cause)) => {
            trail.refused(&cause);
            true
        }
        Ok(Delivery::Failed(cause)) => {
            trail.refused(&cause);
            false
        }
        Err(error) => {
            tracing::error!(error.cause = %error, "a logout token could not be made");
            false
        }
    }
}
