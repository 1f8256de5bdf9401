//! `affogato client list`.

use serde_json::{Value, json};

use super::{
    super::{Answer, CommandError, Common},
    json,
};
use crate::place::IfMissing;

pub(super) async fn run(common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let (mut clients, mut from) = (Vec::new(), None);
    loop {
        let page = place.app().store().clients_page(from).await?;
        clients.extend(page.entries);
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    clients.sort_by(|a, b| a.client_id.cmp(&b.client_id));
    let all: Vec<Value> = clients.iter().map(json).collect();
    let answer = Answer::new(json!({"clients": all}));
    Ok(match clients.as_slice() {
        [] => answer.line("There is no client yet; `affogato client add` makes one."),
        clients => clients.iter().fold(answer, |answer, client| {
            answer.line(format!("{}: {}", client.client_id, client.app_name))
        }),
    })
}
