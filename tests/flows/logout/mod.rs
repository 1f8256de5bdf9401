//! The end of a session, for the apps that know of it.

mod backchannel;
mod end_session;
mod tokens;

use serde_json::{Value, json};

use crate::harness::{
    CALLBACK, PASSWORD, World,
    app::{OAuthApp, Tokens},
    fixtures,
    person::{Answer, Person},
};
use crate::token::{claims, part};

const ALICE: &str = "alice@example.com";
const BOB: &str = "bob@example.com";
/// Where an app takes its users after a logout.
const HOME: &str = "http://127.0.0.1:9999/bye?x=1";

/// An app that follows OpenID Connect.
fn connect_app(id: &str, fields: &Value) -> Value {
    let mut app = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": format!("The {id} app"),
        "client_secret": fixtures::secret_of(id), "scopes": "openid offline_access",
        "redirect_uris": CALLBACK, "skip_authorization": 1, "allowed_roles": [{ "role": "All" }],
        "id_token_signed_response_alg": "RS256", "claims_policy": "OpenID Connect",
        "post_logout_redirect_uris": format!("{HOME}\n{CALLBACK}"),
    });
    app.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    app
}

/// A world with further apps.
async fn world_with(apps: &[Value]) -> World {
    let documents = [fixtures::documents(), apps.to_vec()].concat();
    World::of(&documents, |_| {}).await
}

/// What an app has of a user: the answer of the token endpoint.
async fn log_in_at(app: &OAuthApp, person: &Person, scope: &str) -> Value {
    let code = app.code_with(person, &[("scope", scope)]).await;
    let answer = app.redeem(&code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The ID Token of an app's login.
async fn id_token(app: &OAuthApp, person: &Person) -> String {
    log_in_at(app, person, "openid").await["id_token"].as_str().unwrap().to_owned()
}

fn tokens(answer: &Value) -> Tokens {
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    Tokens { access: text("access_token"), refresh: text("refresh_token") }
}

/// The address of a logout with these parameters.
fn end_session(parameters: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    format!("/end_session?{}", query.extend_pairs(parameters).finish())
}

/// Ends a session by its own form.
async fn log_out(person: &Person) {
    let csrf = person.open("/me").await.field("csrf_token");
    assert_eq!(person.send("/logout", &[("csrf_token", &csrf)]).await.status, 200);
}

async fn is_logged_in(person: &Person) -> bool {
    person.open("/me").await.status == 200
}

/// Presses a button of the question.
async fn press(person: &Person, question: &Answer, decision: &str) -> Answer {
    let token = question.field("csrf_token");
    let form = [("csrf_token", token.as_str()), ("decision", decision)];
    person.send(&question.form_action(), &form).await
}

async fn log_in(world: &World, email: &str) -> Person {
    let person = world.person();
    let answer = person.log_in(email, PASSWORD).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    person
}
