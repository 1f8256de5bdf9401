//! The resource API and `frappe.client`: programs of System Managers, by HTTP.

mod claims;
mod client_methods;
mod cutting_off;
mod documents;
mod legacy;
mod lists;
mod refused;
mod secrets;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::{CALLBACK, World, person::Answer};

/// The one with the role.
const MANAGER: &str = "alice@example.com";

/// A program with a user's API key.
#[derive(Clone)]
pub(crate) struct Program {
    client: Client,
    url: String,
    authorization: String,
    secret: String,
}

impl Program {
    /// A System Manager's.
    pub(crate) async fn of_a_manager(world: &World) -> Self {
        Self::of(world, MANAGER).await
    }

    async fn of(world: &World, email: &str) -> Self {
        let made = shared::admin::users::make_api_key(&world.app, email).await;
        let (_, key) = made.unwrap();
        let secret = key.api_secret.expose().to_owned();
        let authorization = format!("token {}:{secret}", key.api_key);
        Self { client: Client::new(), url: world.url.clone(), authorization, secret }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        request.header("authorization", &self.authorization)
    }

    async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    async fn list(&self, doctype: &str, query: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::GET, &format!("/api/resource/{doctype}"));
        Answer::to(request.query(query)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    /// Makes a client that everybody may use, and asks nobody; its document.
    async fn make_client(&self, name: &str) -> Value {
        let answer = self.post("/api/resource/OAuth Client", &client(name)).await;
        data(&answer)
    }
}

/// A client as a program sends it.
fn client(name: &str) -> Value {
    json!({
        "app_name": name, "redirect_uris": CALLBACK, "default_redirect_uri": CALLBACK,
        "skip_authorization": 1, "allowed_roles": [{ "role": "All" }],
    })
}

/// The document or list of a good answer.
fn data(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["data"].clone()
}

/// The value of a good answer of a method.
fn message(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["message"].clone()
}

/// `status exception`; a client of Frappe's must see the failure.
fn refusal(answer: &Answer) -> String {
    let body = answer.json();
    assert!(body["exc"].is_string(), "{}", answer.text);
    assert!(body.get("message").is_none() && body.get("data").is_none(), "{}", answer.text);
    format!("{} {}", answer.status, body["exc_type"].as_str().unwrap())
}

/// The names in a list.
fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}
