//! Sends requests byte for byte, and goes on where a browser and its user would.

use reqwest::{Client, Method, redirect::Policy};

use super::case::Request;
use crate::harness::person::Answer;

/// Keeps no cookies: ours are `Secure`, and the server here is plain HTTP.
pub(crate) struct Browser {
    client: Client,
    url: String,
}

impl Browser {
    /// A browser for a server.
    pub(crate) fn new(url: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { client, url: url.to_owned() }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: &Request) -> Answer {
        let question = if request.query.is_empty() { "" } else { "?" };
        let url = format!("{}{}{question}{}", self.url, request.path, request.query);
        let method = Method::from_bytes(request.method.as_bytes()).unwrap();
        let mut sent = self.client.request(method, url).body(request.body.clone());
        for (name, value) in &request.headers {
            sent = sent.header(name, value);
        }
        Answer::to(sent).await
    }

    /// Opens a page of the server with these cookies.
    pub(crate) async fn open(&self, path: &str, cookie: &str) -> Answer {
        Answer::to(self.client.get(format!("{}{path}", self.url)).header("cookie", cookie)).await
    }

    /// Follows redirects to the authorization endpoint: a browser does, and no client sees them.
    pub(crate) async fn follow(&self, answer: &Answer, cookie: &str) -> Answer {
        let mut answer = answer.clone();
        for _ in 0..3 {
            let location = answer.header("location").to_owned();
            if !location.starts_with("/api/method/") {
                break;
            }
            answer = self.open(&location, cookie).await;
        }
        answer
    }

    /// Presses Allow, if that is the question.
    pub(crate) async fn allow(&self, page: &Answer, cookie: &str) -> Answer {
        if page.status != 200 || !page.text.contains("name=\"decision\"") {
            return page.clone();
        }
        let form = [("csrf_token", page.field("csrf_token")), ("decision", "allow".to_owned())];
        let request = self.client.post(format!("{}{}", self.url, page.form_action()));
        Answer::to(request.header("cookie", cookie).form(&form)).await
    }
}
