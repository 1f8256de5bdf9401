//! What API Gateway makes of a request, each function takes for what its client sent.

use serde_json::json;

use super::{Deployment, FUNCTIONS, ISSUER, event::Event};
use crate::harness::{CALLBACK, PASSWORD, app::method, fixtures::secret_of};

const PING: &str = "/api/method/ping";
const WHO: &str = "/api/method/frappe.auth.get_logged_user";
const LOGIN: &str = "/api/method/login";
const ALICE: &str = "alice@example.com";

#[tokio::test]
async fn every_function_answers_an_event_without_cookies() {
    let deployment = Deployment::new().await;
    for function in FUNCTIONS {
        let (event, answer) = match function {
            "authorize" => (Event::get(&method("authorize")), "302  "),
            "desk" => (Event::get("/app"), "303  "),
            "discovery" => (Event::get("/.well-known/openid-configuration"), "200  "),
            "get_token" => (
                Event::post(&method("get_token")).form(&[]),
                "400 invalid_request Missing grant_type parameter.",
            ),
            "introspect" => (
                Event::post(&method("introspect_token")).form(&[]),
                "401 invalid_client Client authentication is required.",
            ),
            "openid_profile" => (Event::get(&method("openid_profile")), "401 "),
            "register_client" => (
                Event::post(&method("register_client")).form(&[]),
                "400 invalid_client_metadata The request body must be",
            ),
            "revoke" => (
                Event::post(&method("revoke_token")).form(&[]),
                "401 invalid_client Client authentication is required.",
            ),
            _ => (Event::get(PING), "200  pong"),
        };
        let process = deployment.start(function).await;
        let reply = process.answer(event).await;
        let refusal = reply.answer.refusal();
        assert!(refusal.starts_with(answer), "{function}: {refusal}");
        assert_eq!(reply.answer.header("x-content-type-options"), "nosniff", "{function}");
        assert_eq!(reply.cookies, Vec::<String>::new(), "{function}");
    }
}

#[tokio::test]
async fn the_schedules_event_makes_the_keys_that_discovery_shows_and_the_next_one_changes_nothing()
{
    let deployment = Deployment::new().await;
    let rotate_keys = deployment.start("rotate_keys").await;
    let event = json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} });
    let first = rotate_keys.invoke(event.clone()).await.unwrap();
    assert_eq!(first["changed"], true);
    assert!(first["keys"].as_array().unwrap().iter().all(|key| key["role"] == "Current"));
    assert_eq!(rotate_keys.invoke(event).await.unwrap()["changed"], false);

    let discovery = deployment.start("discovery").await;
    let set = discovery.answer(Event::get("/.well-known/jwks.json")).await.answer.json();
    let kids = |keys: &serde_json::Value| -> Vec<serde_json::Value> {
        keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
    };
    assert_eq!(kids(&set), kids(&first));
}

#[tokio::test]
async fn cookies_come_and_go_as_lists() {
    let deployment = Deployment::new().await;
    let session = deployment.start("session").await;
    let login = Event::post(LOGIN).form(&[("usr", ALICE), ("pwd", PASSWORD)]);
    let reply = session.answer(login).await;
    assert_eq!(reply.answer.status, 200, "{reply:?}");
    let names: Vec<String> =
        reply.jar().iter().map(|cookie| cookie.split('=').next().unwrap().to_owned()).collect();
    let frappes = ["sid", "system_user", "full_name", "user_id", "user_lang", "known_browser"];
    assert_eq!(names, frappes);
    assert!(reply.cookies[0].ends_with("; Path=/; SameSite=Lax; Secure"), "{reply:?}");

    let who = |cookies: &[String]| session.answer(Event::get(WHO).cookies(cookies));
    let sid = reply.jar()[0].clone();
    assert_eq!(who(&reply.jar()).await.answer.json()["message"], ALICE);
    // The order is the browser's, and other cookies may stand around ours.
    let around = ["a=1".to_owned(), sid.clone(), "b=2; c=3".to_owned()];
    assert_eq!(who(&around).await.answer.json()["message"], ALICE);
    // Planted beside ours, also within one line: which is ours cannot be told.
    for planted in [vec![sid.clone(), sid.clone()], vec![format!("{sid}; sid=x")]] {
        assert_eq!(who(&planted).await.answer.status, 403, "{planted:?}");
    }
}

#[tokio::test]
async fn no_cookie_and_an_empty_one_are_nobody() {
    let deployment = Deployment::new().await;
    let session = deployment.start("session").await;
    let empty = |cookies: &[&str]| {
        let cookies: Vec<String> = cookies.iter().map(|cookie| (*cookie).to_owned()).collect();
        Event::get(WHO).cookies(&cookies)
    };
    for event in [
        Event::get(WHO),
        empty(&[]),
        empty(&[""]),
        empty(&["sid="]),
        empty(&["sid"]),
        empty(&["sid=Guest"]),
        Event::get(WHO).header("cookie", ""),
    ] {
        let reply = session.answer(event.clone()).await;
        assert_eq!(reply.answer.status, 403, "{:?}", event.into_json());
    }
}

#[tokio::test]
async fn a_form_is_read_from_base64_and_from_text() {
    let deployment = Deployment::new().await;
    let introspect = deployment.start("introspect").await;
    let form = [("token", "x"), ("client_id", "accent"), ("client_secret", &secret_of("accent"))];
    let post = || Event::post(&method("introspect_token"));
    for event in [post().form(&form), post().plain_form(&form)] {
        let reply = introspect.answer(event).await;
        assert_eq!(reply.answer.json(), json!({ "active": false }), "{reply:?}");
    }
    // JSON comes as text.
    let body = json!({ "token": "x" }).to_string();
    let mut event = post().basic("web", &secret_of("web")).into_json();
    event["headers"]["content-type"] = "application/json".into();
    event["body"] = body.into();
    let reply = introspect.answer(Event::from_json(event)).await;
    assert_eq!(reply.answer.json(), json!({ "active": false }), "{reply:?}");
}

#[tokio::test]
async fn of_a_repeated_parameter_none_is_chosen() {
    let deployment = Deployment::new().await;
    let introspect = deployment.start("introspect").await;
    let twice = format!("{}?token=a&token=b", method("introspect_token"));
    let event = Event::post(&twice).basic("web", &secret_of("web"));
    // API Gateway joins them to `a,b`, which would be one token that nobody sent.
    assert_eq!(event.clone().into_json()["queryStringParameters"]["token"], "a,b");
    let refusal = introspect.answer(event).await.answer.refusal();
    assert_eq!(refusal, "400 invalid_request Duplicate token parameter.");

    let authorize = deployment.start("authorize").await;
    let session = deployment.start("session").await;
    let login = Event::post(LOGIN).form(&[("usr", ALICE), ("pwd", PASSWORD)]);
    let jar = session.answer(login).await.jar();
    let target = format!(
        "{}?client_id=trusted&client_id=other&response_type=code&redirect_uri={CALLBACK}",
        method("authorize")
    );
    let refusal = authorize.answer(Event::get(&target).cookies(&jar)).await.answer.refusal();
    assert_eq!(refusal, "400 invalid_request Duplicate client_id parameter.");
}

#[tokio::test]
async fn a_query_arrives_byte_for_byte() {
    let deployment = Deployment::new().await;
    let authorize = deployment.start("authorize").await;
    let target =
        format!("{}?state=a%2Bb+c%20d%26%3D%C3%AD&x=%7B%22y%22%7D&empty=", method("authorize"));
    let reply = authorize.answer(Event::get(&target)).await;
    let back = reply.answer.parameter("redirect-to").unwrap();
    assert_eq!(back, format!("{ISSUER}{target}"));
}

#[tokio::test]
async fn a_query_that_no_url_may_hold_is_answered_and_breaks_nothing() {
    let deployment = Deployment::new().await;
    let authorize = deployment.start("authorize").await;
    let target = format!("{}?state=\"<a>\" {{|}}\\^`é#", method("authorize"));
    let reply = authorize.answer(Event::get(&target)).await;
    assert_eq!(reply.answer.location().path(), "/login", "{reply:?}");
}

#[tokio::test]
async fn a_stage_with_a_name_is_no_part_of_the_path() {
    let deployment = Deployment::new().await;
    let session = deployment.start("session").await;
    // A domain's mapping leaves the stage out, the API's own address leaves it in.
    for raw_path in [PING, "/prod/api/method/ping"] {
        let reply = session.answer(Event::get(PING).through("prod", raw_path)).await;
        assert_eq!(reply.answer.json(), json!({ "message": "pong" }), "{raw_path}");
    }
    // `$default` is no part of a path. If it were, `/$default/login` would be a way around the
    // limit that API Gateway puts on the route of `/login`.
    let reply = session.answer(Event::get("/$default/api/method/ping")).await;
    assert_eq!(reply.answer.status, 404, "{reply:?}");
}

#[tokio::test]
async fn a_decoded_path_is_an_address_without_a_page() {
    let deployment = Deployment::new().await;
    let session = deployment.start("session").await;
    // API Gateway decodes the path: spaces, letters of all alphabets, even a second question mark.
    for path in ["/a b", "/ä", "/a\"<b>", "/a#b", "/%", "//evil.example.com/login", "/api/method/"]
    {
        let reply = session.answer(Event::get(path)).await;
        assert_eq!(reply.answer.status, 404, "{path}: {reply:?}");
    }
}

#[tokio::test]
async fn a_login_is_counted_on_the_address_that_api_gateway_saw() {
    let deployment = Deployment::new().await;
    let session = deployment.start("session").await;
    let guess = || {
        let form = [("usr", "nobody@example.com"), ("pwd", "wrong")];
        // Everybody can write this header.
        Event::post(LOGIN).form(&form).header("x-forwarded-for", "198.51.100.1")
    };
    for address in ["203.0.113.7", "203.0.113.7", "2001:db8:1:2::3", "2001:db8:1:2:ffff::4"] {
        let reply = session.answer(guess().sent_from(address)).await;
        assert_eq!(reply.answer.status, 401, "{reply:?}");
    }
    for address in ["203.0.113.7", "2001:db8:1:2::/64"] {
        // A window may have ended in between.
        let counters = deployment.counters(&format!("throttle#address#{address}#")).await;
        assert_eq!(counters.values().sum::<u32>(), 2, "{address}: {counters:?}");
    }
    let all = deployment.counters("throttle#address#").await;
    assert_eq!(all.values().sum::<u32>(), 4, "{all:?}");
}

#[tokio::test]
async fn get_token_answers_get_only_where_it_is_switched_on() {
    let deployment = Deployment::new().await;
    let get = || Event::get(&format!("{}?grant_type=authorization_code", method("get_token")));
    let get_token = deployment.start("get_token").await;
    let refusal = get_token.answer(get()).await.answer.refusal();
    assert_eq!(refusal, "400 invalid_request Unsupported request method GET");

    let mut environment = deployment.environment();
    environment.insert("GET_TOKEN_BY_GET", "1".to_owned());
    let get_token = super::Process::start("get_token", &environment).await;
    let refusal = get_token.answer(get()).await.answer.refusal();
    assert_eq!(refusal, "400 invalid_request Missing code parameter.");
}
