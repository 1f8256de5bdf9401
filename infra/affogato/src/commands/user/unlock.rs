//! `affogato user unlock`.

use serde_json::json;
use shared::admin::users;

use super::{
    super::{Answer, CommandError, Common},
    Who,
};
use crate::place::IfMissing;

pub(super) async fn run(who: &Who, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let user = users::unlock(place.app(), &who.email).await?;
    let words = format!(
        "Forgot the failed logins of {}. Those from one address, and from a browser that he has \
         used before, are counted apart, and forgotten within ten minutes.",
        user.name
    );
    Ok(Answer::new(json!({"name": user.name, "unlocked": true})).line(words))
}
