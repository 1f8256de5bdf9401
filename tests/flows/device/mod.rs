//! The device grant (RFC 8628): a device shows a code, its user types it elsewhere.

mod costs;
mod mishaps;
mod page;
mod polling;
mod trail;
mod tries;

use serde_json::{Value, json};

use crate::harness::{
    CALLBACK, World,
    app::OAuthApp,
    fixtures::{documents, secret_of},
    person::{Answer, Person},
};

const ALICE: &str = "alice@example.com";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const PAGE: &str = "/device";

/// A client for devices, with these fields. The client `public` of every test goes by no secret: so does `tv`.
fn client(id: &str, fields: &Value) -> Value {
    let mut client = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": format!("The {id} app"),
        "scopes": "all openid", "allowed_roles": [{ "role": "All" }], "allows_device_grant": 1,
    });
    if fields.get("token_endpoint_auth_method").is_none() {
        client["client_secret"] = secret_of(id).into();
    }
    client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    client
}

async fn world() -> World {
    let clients = vec![
        client("tv", &json!({ "token_endpoint_auth_method": "None" })),
        client("box", &json!({ "skip_authorization": 1, "redirect_uris": CALLBACK })),
        client("clerks", &json!({ "allowed_roles": [{ "role": "Clerk" }] })),
        client("stranger", &json!({ "is_self_registered": 1 })),
    ];
    let world = World::of(&[documents(), clients].concat(), |_| {}).await;
    world.pass(1);
    world
}

/// A device with its client.
struct Device {
    app: OAuthApp,
    is_public: bool,
}

/// What a device was told.
#[derive(Clone)]
struct Codes {
    device_code: String,
    user_code: String,
}

impl Device {
    fn of(world: &World, client: &str) -> Self {
        Self { app: world.oauth_app(client), is_public: ["tv", "public"].contains(&client) }
    }

    fn with_proof<'a>(&'a self, form: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut form = [&[("client_id", self.app.id.as_str())], form].concat();
        if !self.is_public {
            form.push(("client_secret", &self.app.secret));
        }
        form
    }

    async fn begin_with(&self, form: &[(&str, &str)]) -> Answer {
        let form = self.with_proof(form);
        Answer::to(self.app.post("device_authorization").form(&form)).await
    }

    async fn begin(&self) -> Codes {
        let answer = self.begin_with(&[]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
        Codes { device_code: text("device_code"), user_code: text("user_code") }
    }

    async fn poll(&self, codes: &Codes) -> Answer {
        let form = [("grant_type", GRANT), ("device_code", codes.device_code.as_str())];
        let form = self.with_proof(&form);
        Answer::to(self.app.post("get_token").form(&form)).await
    }

    /// The error that it is told.
    async fn error(&self, codes: &Codes) -> String {
        let answer = self.poll(codes).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.header("cache-control").contains("no-store"), "{answer:?}");
        answer.json()["error"].as_str().unwrap().to_owned()
    }
}

/// Sends the page's form.
async fn enter(person: &Person, more: &[(&str, &str)]) -> Answer {
    let token = person.open(PAGE).await.field("csrf_token");
    person.send(PAGE, &[&[("csrf_token", token.as_str())], more].concat()).await
}

/// Types a code and gives an answer.
async fn decide(person: &Person, user_code: &str, decision: &str) -> Answer {
    let question = enter(person, &[("user_code", user_code)]).await;
    assert_eq!(question.status, 200, "{question:?}");
    let (token, code) = (question.field("csrf_token"), question.field("user_code"));
    let form = [("csrf_token", &*token), ("user_code", &*code), ("decision", decision)];
    person.send(&question.form_action(), &form).await
}

async fn allow(person: &Person, codes: &Codes) {
    let done = decide(person, &codes.user_code, "allow").await;
    assert_eq!(done.status, 200, "{done:?}");
    assert!(done.text.contains("Your device is connected"), "{done:?}");
}
