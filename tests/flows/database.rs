//! `affogato database`: the embedded database alone, for functions elsewhere on this machine.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use reqwest::Client;
use serde_json::{Value, json};

use crate::lambda::{binaries, folder::Folder};

/// The last line of what it prints when it is ready.
const READY: &str = "Ctrl-C stops it.";

/// A running database; it is killed when this is dropped.
struct Database {
    child: Child,
    url: String,
    said: String,
}

impl Database {
    fn start(data: &Path) -> Self {
        let mut child = command("127.0.0.1:0", data).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains(READY) {
            let read = out.read_line(&mut said).unwrap();
            assert!(read > 0, "the database ended: {:?} {said}", child.wait());
        }
        let url = said.split_once("Database on ").unwrap().1.split(',').next().unwrap().to_owned();
        Self { child, url, said }
    }

    /// An operation of DynamoDB's API, by whoever comes along: signed with nothing that is ours.
    async fn ask(&self, operation: &str, request: Value) -> Value {
        let signature = "AWS4-HMAC-SHA256 Credential=nobody/20260101/local/dynamodb/aws4_request, \
                         SignedHeaders=host, Signature=none";
        let answer = Client::new()
            .post(&self.url)
            .header("X-Amz-Target", format!("DynamoDB_20120810.{operation}"))
            .header("X-Amz-Date", "20260101T000000Z")
            .header("Authorization", signature)
            .header("Content-Type", "application/x-amz-json-1.0")
            .body(request.to_string())
            .send();
        serde_json::from_str(&answer.await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Stops it as a script does; gives its exit code.
    fn stop(mut self) -> Option<i32> {
        let number = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &number]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Both fail only if it has ended.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn command(listen: &str, data: &Path) -> Command {
    let mut command = Command::new(binaries::path("affogato"));
    command.args(["database", "--listen", listen, "--data"]).arg(data).stdin(Stdio::null());
    command
}

#[tokio::test]
async fn the_tables_have_the_templates_logical_ids_and_hold_the_demo() {
    let folder = Folder::new();
    let database = Database::start(&folder.file("data"));
    let tables = database.ask("ListTables", json!({})).await;
    let names = ["ClientsTable", "SettingsTable", "TokensTable", "UsersTable"];
    assert_eq!(tables, json!({ "TableNames": names }));
    let key = json!({"TableName": "ClientsTable", "Key": {"client_id": {"S": "demo"}}});
    let client = database.ask("GetItem", key).await.to_string();
    assert!(client.contains("http://127.0.0.1:3000/demo"), "{client}");
    let key = json!({"TableName": "UsersTable", "Key": {"name": {"S": "user#demo@example.com"}}});
    let user = database.ask("GetItem", key).await;
    assert!(user.get("Item").is_some(), "{user}");

    let (url, said) = (database.url.clone(), database.said.clone());
    assert_eq!(database.stop(), Some(0));
    assert!(Client::new().get(url).send().await.is_err(), "it still answers");
    // The demo is the same the next time.
    let demo = |said: &str| said.split_once("Demo user").unwrap().1.to_owned();
    let again = Database::start(&folder.file("data"));
    assert_eq!(demo(&again.said), demo(&said));
}

#[test]
fn it_listens_nowhere_where_strangers_may_reach_it() {
    let folder = Folder::new();
    for address in ["0.0.0.0:0", "[::]:0", "8.8.8.8:8001", "[2001:db8::1]:8001", "169.254.1.1:80"] {
        let output = command(address, &folder.file("data")).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{address}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("private address") || said.contains("nor private"), "{said}");
        assert!(!folder.file("data").exists(), "{address}");
    }
}

#[test]
fn an_address_of_another_machine_is_named_in_the_refusal() {
    let folder = Folder::new();
    // A network for documentation would be public; this one is private, and nobody's here.
    let output = command("10.255.255.254:1", &folder.file("data")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot listen on 10.255.255.254:1"), "{said}");
}
