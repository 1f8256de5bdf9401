//! The local server killed in the middle: what it has acknowledged is there, and what was secret
//! never was.

mod bytes;
mod life;
pub(crate) mod server;
mod state;

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use shared::secret::unhex;
use tokio::{sync::mpsc, task::JoinSet};

use self::{life::Life, server::Server};
use crate::{
    harness::{PASSWORD, fixtures, person::Answer},
    lambda::folder::Folder,
};

/// Browsers at work when the server is killed.
const BROWSERS: usize = 6;
/// Answers that they have got by then.
const ANSWERS: usize = 200;
/// How often it is killed.
const KILLS: usize = 3;

/// The documents that are imported, as a file.
fn import_file(folder: &Folder) -> (Vec<Value>, String) {
    // A secret of seven letters may stand anywhere by chance.
    let documents = fixtures::documents();
    let documents: Vec<_> =
        documents.into_iter().filter(|document| document["client_id"] != "accent").collect();
    let file = folder.file("fixtures.json");
    fs::write(&file, Value::from(documents.clone()).to_string()).unwrap();
    (documents, file.to_str().unwrap().to_owned())
}

/// Keeps browsers busy until the server is killed under them; gives what they were told.
async fn live_and_be_killed(server: Server) -> Vec<Life> {
    let (answered, mut answers) = mpsc::unbounded_channel();
    let mut browsers = JoinSet::new();
    for number in 0..BROWSERS {
        browsers.spawn(life::go_on(server.url().to_owned(), number, answered.clone()));
    }
    for _ in 0..ANSWERS {
        answers.recv().await.unwrap();
    }
    server.kill();
    browsers.join_all().await.into_iter().flatten().collect()
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9_and_no_secret_is_stored() {
    let folder = Folder::new();
    let data = folder.file("data");
    let (documents, file) = import_file(&folder);
    let mut server = Server::start(&data, &["--import", &file]);
    let (mut lives, mut secrets): (Vec<Life>, BTreeSet<String>) = Default::default();
    for _ in 0..KILLS {
        lives.extend(live_and_be_killed(server).await);
        server = Server::start(&data, &[]);
        for life in &mut lives {
            life.check(server.url()).await;
        }
        for document in &documents {
            check(&server, document).await;
        }
    }
    // Killed again, so that the database's journal is what a crash leaves behind.
    server.kill();
    assert!(lives.iter().any(Life::is_revoked) && lives.iter().any(Life::is_logged_out));

    secrets.extend(lives.iter().flat_map(Life::secrets));
    secrets.insert(PASSWORD.to_owned());
    let given = documents.iter().filter_map(|document| document["client_secret"].as_str());
    secrets.extend(given.map(str::to_owned));
    let names: BTreeSet<String> = lives.iter().flat_map(Life::names).collect();
    assert!(names.len() >= KILLS * BROWSERS, "{} grants", names.len());
    search(&data, &secrets, &names);
}

/// Every imported user and client is there: the one logs in, the other proves itself.
async fn check(server: &Server, document: &Value) {
    let browser = life::browser();
    let text = |name: &str| document[name].as_str().unwrap_or_default();
    if document["doctype"] == "User" {
        let form = [("usr", text("name")), ("pwd", PASSWORD)];
        let login = browser.post(server.at("/api/method/login")).form(&form);
        let expected = if document["enabled"] == 0 { 401 } else { 200 };
        assert_eq!(Answer::to(login).await.status, expected, "{}", text("name"));
        return;
    }
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", "x")];
    form.push(("client_id", text("client_id")));
    let secret = text("client_secret");
    form.extend((!secret.is_empty()).then_some(("client_secret", secret)));
    let url = server.at("/api/method/frappe.integrations.oauth2.get_token");
    let refusal = Answer::to(browser.post(url).form(&form)).await.refusal();
    // Not `invalid_client`.
    assert_eq!(refusal, "400 invalid_grant The refresh token is unknown.", "{form:?}");
}

/// Looks for the secrets in the bytes of every file, except where they are meant to be: the data
/// key in `data.key`, and in `demo.json` the demo's own password and secret, which are printed at
/// every start.
fn search(data: &Path, secrets: &BTreeSet<String>, names: &BTreeSet<String>) {
    let read = |name: &str| fs::read_to_string(data.join(name)).unwrap();
    let mut needles: Vec<bytes::Needle> = secrets.iter().flat_map(|s| bytes::forms(s)).collect();
    let key = read("data.key").trim().to_owned();
    needles.extend(bytes::forms(&key));
    needles.push(bytes::Needle::raw("the data key", unhex(&key).unwrap()));
    let demo: Value = serde_json::from_str(&read("demo.json")).unwrap();
    for name in ["password", "client_secret"] {
        needles.extend(bytes::forms(demo[name].as_str().unwrap()));
    }
    let files = bytes::files(data, &["data.key", "demo.json"]);
    let found: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(found.contains(&"affogato.db") && found.contains(&"affogato.db-wal"), "{found:?}");
    // What is meant to be there is found, so the search is not blind.
    let visible = names.iter().map(|name| bytes::Needle::raw(name, name.as_bytes().to_vec()));
    let visible: Vec<_> = visible.collect();
    assert_eq!(bytes::found(&files, &visible).len(), names.len());
    let found = bytes::found(&files, &needles);
    assert!(found.is_empty(), "{}", found.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn a_data_folder_has_one_server() {
    let folder = Folder::new();
    let data = folder.file("data");
    let server = Server::start(&data, &[]);
    let (code, words) = Server::refused(&data);
    assert_eq!(code, Some(1), "{words}");
    let expected = format!(
        "affogato: {} is in use by another affogato; stop it, or choose another folder with --data\n",
        data.display()
    );
    assert_eq!(words, expected);
    let ping = life::browser().get(server.at("/api/method/ping"));
    assert_eq!(Answer::to(ping).await.json()["message"], "pong");
}

#[tokio::test]
async fn ctrl_c_is_a_good_end() {
    let folder = Folder::new();
    let data = folder.file("data");
    let (documents, file) = import_file(&folder);
    for signal in ["INT", "TERM"] {
        let server = Server::start(&data, &["--import", &file]);
        for document in &documents {
            check(&server, document).await;
        }
        let (code, words) = server.stop(signal);
        assert_eq!(code, Some(0), "{signal}: {words}");
        assert!(words.trim_end().ends_with("Stopped."), "{signal}: {words}");
    }
}
