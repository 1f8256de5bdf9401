//! What the log says, and what alarms and the handbook read in it.

use shared::{protocol::refresh::RefreshError, web::trail::Event};

use crate::files;

#[test]
fn the_alarms_listen_to_what_the_functions_say() {
    let template = files::read("infra/templates/monitoring.yaml");
    let reuse = format!("$.fields.cause = \"{}\"", RefreshError::Reused);
    assert!(template.contains(&reuse), "no filter for {reuse}");
    for event in [Event::Login, Event::Token, Event::Registration] {
        let filter = format!("$.fields.event = \"{}\"", event.as_str());
        assert!(template.contains(&filter), "no filter for {filter}");
    }
}

#[test]
fn the_handbook_knows_every_event() {
    let page = files::read("infra/handbook/trail.md");
    for event in Event::ALL {
        let row = format!("\n| `{}` |", event.as_str());
        assert!(page.contains(&row), "no row of {}", event.as_str());
    }
}
