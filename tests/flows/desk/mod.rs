//! The desk: System Managers at their pages, by HTTP, without a script.

mod access;
mod claims;
mod clients;
mod conflict;
mod secrets;
mod settings;
mod users;

use crate::harness::{
    World,
    person::{Answer, Person},
};

/// The one with the role.
const MANAGER: &str = "alice@example.com";

/// Fills in the form of a page, but for these fields, and saves it.
async fn save(person: &Person, path: &str, changed: &[(&str, &str)]) -> Answer {
    let page = person.open(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    submit(person, path, &page, changed).await
}

/// Saves the form of a page that was opened before.
async fn submit(person: &Person, path: &str, page: &Answer, changed: &[(&str, &str)]) -> Answer {
    let mut form = fields(page);
    form.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    let changed = changed.iter().filter(|(_, value)| !value.is_empty());
    form.extend(changed.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    person.send(path, &form).await
}

/// Presses a button of a page.
async fn press(person: &Person, path: &str, act: &str) -> Answer {
    let page = person.open(path).await;
    let (token, modified) = (page.field("csrf_token"), page.field("modified"));
    let form = [("csrf_token", token.as_str()), ("modified", &modified), ("act", act)];
    person.send(path, &form).await
}

/// What the first form of a page that changes something would send.
fn fields(page: &Answer) -> Vec<(String, String)> {
    let (_, form) = page.text.split_once("<form class=\"document\"").unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut fields = Vec::new();
    for (at, _) in form.match_indices("name=\"") {
        let name = form[at + 6..].split('"').next().unwrap().to_owned();
        let start = form[..at].rfind('<').unwrap();
        let element = &form[start..];
        let tag = element.split('>').next().unwrap();
        let value = if tag.starts_with("<textarea") {
            let text = element.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
            text.strip_prefix('\n').unwrap_or(text).to_owned()
        } else if tag.starts_with("<select") {
            let (_, chosen) = element.split_once("<option selected>").unwrap();
            chosen.split('<').next().unwrap().to_owned()
        } else if tag.contains("type=\"checkbox\"") && !tag.contains(" checked") {
            continue;
        } else {
            tag.split_once("value=\"").map_or("", |(_, v)| v.split('"').next().unwrap()).to_owned()
        };
        fields.push((name, crate::harness::person::unescape(&value)));
    }
    fields
}

/// A secret that a page shows.
fn shown(page: &Answer, label: &str) -> String {
    let marked = format!("data-label=\"{label}\">");
    let (_, rest) = page.text.split_once(&marked).unwrap_or_else(|| panic!("{}", page.text));
    rest.split('<').next().unwrap().to_owned()
}

/// The path of a redirect, without what it says was done.
fn path_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.location().path().to_owned()
}

/// Makes a client at the desk; gives its page and its secret.
async fn make_client(person: &Person, name: &str, changed: &[(&str, &str)]) -> (String, String) {
    let mut fields = vec![
        ("app_name", name),
        ("redirect_uris", crate::harness::CALLBACK),
        ("default_redirect_uri", crate::harness::CALLBACK),
        ("allowed_roles", "All"),
        ("skip_authorization", "1"),
    ];
    fields.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    fields.extend(changed);
    let page = save(person, "/app/oauth-client/new", &fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    (shown(&page, "Client ID"), shown(&page, "Client Secret"))
}

/// An app of a client that was made at the desk.
fn app_of(world: &World, id: &str, secret: &str) -> crate::harness::app::OAuthApp {
    let mut app = world.oauth_app(id);
    secret.clone_into(&mut app.secret);
    app
}
