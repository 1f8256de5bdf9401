//! `affogato user list`.

use serde_json::json;
use shared::protocol::user::User;

use super::super::{Answer, CommandError, Common};
use crate::place::IfMissing;

pub(super) async fn run(common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let (mut users, mut from) = (Vec::new(), None);
    loop {
        let page = place.app().store().users_page(from).await?;
        users.extend(page.entries);
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    users.sort_by(|a, b| a.name.cmp(&b.name));
    let answer = Answer::new(json!({"users": users}));
    Ok(match users.as_slice() {
        [] => answer.line("There is no user yet; `affogato user add` makes one."),
        users => users.iter().fold(answer, |answer, user| answer.line(line(user))),
    })
}

fn line(user: &User) -> String {
    let mut line = user.name.clone();
    if user.full_name() != user.name {
        line = format!("{line} ({})", user.full_name());
    }
    if !user.roles.is_empty() {
        line = format!("{line}: {}", user.roles.join(", "));
    }
    if !user.enabled {
        line.push_str(" [disabled]");
    }
    line
}
