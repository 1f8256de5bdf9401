//! `affogato user disable` and `affogato user enable`.

use serde_json::json;

use super::{
    super::{Answer, CommandError, Common},
    Who, change,
};
use crate::place::IfMissing;

pub(super) async fn run(who: &Who, enabled: bool, common: &Common) -> Result<Answer, CommandError> {
    let mut place = common.place(IfMissing::Refuse).await?;
    let changed = change(place.app(), &who.email, false, |user| user.enabled = enabled).await?;
    let name = &changed.user.name;
    let words = match (enabled, changed.is_other) {
        (false, true) => format!("Disabled {name}; his sessions and tokens are dead."),
        (false, false) => format!("{name} was disabled already."),
        (true, true) => {
            format!("Enabled {name}; he has to log in anew, and apps have to ask him again.")
        }
        (true, false) => format!("{name} was enabled already."),
    };
    let json = json!({"name": name, "enabled": enabled, "changed": changed.is_other});
    Ok(Answer::new(json).line(words).unheard(place.tell_apps().await))
}
