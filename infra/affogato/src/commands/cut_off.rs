//! `affogato cut-off`: ends every session, code and token that was made until now, by one write.

use clap::Args;
use serde_json::json;
use shared::admin::{clients, users};

use super::{Answer, CommandError, Common};
use crate::place::IfMissing;

/// Whom, and where.
#[derive(Args, Clone, Debug)]
pub struct CutOffOptions {
    #[command(flatten)]
    whom: Whom,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
struct Whom {
    /// Everybody: for a restored table, a failover, a leak of unknown size
    #[arg(long)]
    everyone: bool,

    /// One user: he is signed out everywhere, and apps have to ask him again
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,

    /// One client: its users have to authorize it again
    #[arg(long, value_name = "CLIENT_ID")]
    client: Option<String>,
}

/// Cuts off.
///
/// # Errors
///
/// When there is no such user or client; the place's.
pub async fn run(options: &CutOffOptions) -> Result<Answer, CommandError> {
    let mut place = options.common.place(IfMissing::Refuse).await?;
    let (store, now) = (place.app().store().clone(), place.app().now());
    let whom = match &options.whom {
        Whom { user: Some(email), .. } => users::cut_off(place.app(), email).await?.name,
        Whom { client: Some(id), .. } => clients::cut_off(place.app(), id).await?.client_id,
        Whom { user: None, client: None, .. } => {
            store.cut_everybody_off(now).await?;
            "everyone".to_owned()
        }
    };
    let when = if options.whom.everyone { " within a minute" } else { "" };
    let words = format!("Cut off {whom}: whatever was made until now is dead{when}.");
    let answer = Answer::new(json!({ "cut_off": whom, "at": now.millis() })).line(words);
    Ok(answer.unheard(place.tell_apps().await))
}
