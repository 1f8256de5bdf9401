//! `affogato cut-off`: ends every session, code and token that was made until now, by one write.

use clap::Args;
use serde_json::json;
use shared::protocol::{client::Client, user::User, user::login_id};

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
    let place = options.common.place(IfMissing::Refuse).await?;
    let (store, now) = (place.app().store(), place.app().now());
    let whom = match &options.whom {
        Whom { user: Some(email), .. } => {
            let name = login_id(email);
            let decide = |user: Option<&User>| {
                Some(user?.clone().cut_off(now).saved_over(user?, false, now))
            };
            let changed = store.change_user(&name, decide).await?;
            changed.after.ok_or_else(|| CommandError::NoSuchUser(name.clone()))?;
            name
        }
        Whom { client: Some(id), .. } => {
            let decide = |client: Option<&Client>| {
                Some(client?.clone().cut_off(now).saved_over(client?, now))
            };
            let changed = store.change_client(id, decide).await?;
            changed.after.ok_or_else(|| CommandError::NoSuchClient(id.clone()))?;
            id.clone()
        }
        Whom { user: None, client: None, .. } => {
            store.cut_everybody_off(now).await?;
            "everyone".to_owned()
        }
    };
    let when = if options.whom.everyone { " within a minute" } else { "" };
    let words = format!("Cut off {whom}: whatever was made until now is dead{when}.");
    Ok(Answer::new(json!({ "cut_off": whom, "at": now.millis() })).line(words))
}
