//! `affogato keys`: the keys that sign ID Tokens. A schedule rotates them; this is for who looks, and
//! for the day on which one has leaked.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use shared::{
    clock::Timestamp,
    protocol::signing_key::{KeyRole, KeySet, Rotation},
};

use super::{Answer, CommandError, Common, moment};
use crate::place::IfMissing;

/// What, and where.
#[derive(Args, Clone, Debug)]
pub struct KeysOptions {
    #[command(subcommand)]
    command: Command,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// Show which keys are published, and which sign
    List,
    /// Publish new keys now; they sign in 24 hours, and nobody notices
    Rotate,
    /// The keys have leaked: new ones sign at once, and the old ones are gone
    Replace(ReplaceOptions),
}

#[derive(Args, Clone, Copy, Debug)]
struct ReplaceOptions {
    /// Do it, having read what it breaks
    #[arg(long)]
    yes: bool,
}

/// What a replacement breaks.
const BREAKS: &str = "every ID Token that was signed so far stops verifying: apps that check a stored \
                      one refuse it, and it is no good as an id_token_hint; for up to five minutes \
                      apps that have cached the key set may refuse new sign-ins; access and refresh \
                      tokens, sessions and HS256 clients are not touched";

/// Does it.
///
/// # Errors
///
/// The place's, the store's.
pub async fn run(options: &KeysOptions) -> Result<Answer, CommandError> {
    let place = options.common.place(IfMissing::Refuse).await?;
    let (app, now) = (place.app(), place.app().now());
    let rotation = match options.command {
        Command::List => {
            let set = app.key_set().await?;
            return Ok(answer(&set, now));
        }
        Command::Rotate => Rotation::Ahead,
        Command::Replace(ReplaceOptions { yes: true }) => Rotation::AtOnce,
        Command::Replace(ReplaceOptions { yes: false }) => {
            return Err(CommandError::App(format!("{BREAKS}; to do it, add --yes")));
        }
    };
    let (set, has_changed) = app.rotate_keys(rotation).await?;
    let answer = answer(&set, now);
    Ok(match (rotation, has_changed) {
        (Rotation::AtOnce, _) => answer.line(format!("What that breaks: {BREAKS}.")),
        (Rotation::Ahead | Rotation::WhenDue, true) => answer,
        (Rotation::Ahead | Rotation::WhenDue, false) => {
            answer.line("Nothing to do: the next keys are published already.")
        }
    })
}

fn answer(set: &KeySet, now: Timestamp) -> Answer {
    let rows: Vec<(Value, String)> = set
        .published(now)
        .map(|key| {
            let (role, algorithm) = (set.role(key, now), format!("{:?}", key.algorithm));
            let since = moment(key.signs_from);
            let line = match role {
                KeyRole::Next => format!("{algorithm} {} signs from {since}", key.kid),
                KeyRole::Current => format!("{algorithm} {} signs since {since}", key.kid),
                KeyRole::Previous => format!("{algorithm} {} is kept for its tokens", key.kid),
            };
            let json = json!({
                "kid": key.kid,
                "alg": algorithm,
                "role": format!("{role:?}").to_lowercase(),
                "signs_from": since,
            });
            (json, line)
        })
        .collect();
    let keys: Vec<&Value> = rows.iter().map(|(json, _)| json).collect();
    let answer = Answer::new(json!({ "keys": keys }));
    if rows.is_empty() {
        return answer.line("There are no keys yet: the first sign-in that needs one makes it.");
    }
    rows.iter().fold(answer, |answer, (_, line)| answer.line(line))
}
