//! The whole flow, each step in a process of its own: what one has written, the next reads.

use std::collections::HashMap;

use super::{
    Deployment, FUNCTIONS, ISSUER, Process,
    event::{Event, Reply},
};
use crate::harness::{
    CALLBACK, PASSWORD,
    app::{Tokens, method},
    fixtures::secret_of,
};

const ALICE: &str = "alice@example.com";

/// All the functions, and an API Gateway that knows which path is whose.
struct Gateway(HashMap<&'static str, Process>);

impl Gateway {
    async fn new(deployment: &Deployment) -> Self {
        let mut processes = HashMap::new();
        for function in FUNCTIONS {
            processes.insert(function, deployment.start(function).await);
        }
        Self(processes)
    }

    async fn answer(&self, function: &str, event: Event) -> Reply {
        self.0[function].answer(event).await
    }

    /// A form, by a client that proves itself by Basic.
    async fn post(&self, function: &str, name: &str, form: &[(&str, &str)]) -> Reply {
        let secret = secret_of("trusted");
        let event = Event::post(&method(name)).form(form).basic("trusted", &secret);
        self.answer(function, event).await
    }

    async fn is_active(&self, token: &str) -> bool {
        let reply = self.post("introspect", "introspect_token", &[("token", token)]).await;
        assert_eq!(reply.answer.status, 200, "{reply:?}");
        reply.answer.json()["active"] == true
    }

    /// By the login page, as a browser does; gives the cookies.
    async fn log_in(&self, redirect_to: &str) -> Vec<String> {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect-to", redirect_to)
            .finish();
        let page = self.answer("session", Event::get(&format!("/login?{query}"))).await;
        assert_eq!((page.answer.status, page.cookies.len()), (200, 1), "{page:?}");
        let form = [
            ("csrf_token", page.answer.field("csrf_token")),
            ("redirect-to", page.answer.field("redirect-to")),
            ("usr", ALICE.to_owned()),
            ("pwd", PASSWORD.to_owned()),
        ];
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let event = Event::post("/login").form(&form).cookies(&page.jar());
        let reply = self.answer("session", event.header("origin", ISSUER)).await;
        assert_eq!(reply.answer.status, 303, "{reply:?}");
        assert_eq!(format!("{ISSUER}{}", reply.answer.header("location")), redirect_to);
        [page.jar(), reply.jar()].concat()
    }
}

#[tokio::test]
async fn a_login_becomes_tokens_and_ends_through_seven_binaries() {
    let deployment = Deployment::new().await;
    let gateway = Gateway::new(&deployment).await;
    let document = gateway.answer("discovery", Event::get("/.well-known/openid-configuration"));
    assert_eq!(document.await.answer.json()["issuer"], ISSUER);

    // A guest is sent to the login and comes back to the same address.
    let target = format!(
        "{}?client_id=trusted&response_type=code&scope=all%20openid&state=s1&redirect_uri={}",
        method("authorize"),
        CALLBACK.replace(':', "%3A").replace('/', "%2F"),
    );
    let guest = gateway.answer("authorize", Event::get(&target)).await;
    let redirect_to = guest.answer.parameter("redirect-to").unwrap();
    assert_eq!(redirect_to, format!("{ISSUER}{target}"));
    let jar = gateway.log_in(&redirect_to).await;

    // An administrator trusts this client: no question.
    let reply = gateway.answer("authorize", Event::get(&target).cookies(&jar)).await;
    assert_eq!(reply.answer.status, 302, "{reply:?}");
    let part = |name: &str| reply.answer.parameter(name).unwrap();
    assert_eq!((part("state"), part("iss")), ("s1".to_owned(), ISSUER.to_owned()));

    let code = part("code");
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let reply = gateway.post("get_token", "get_token", &form).await;
    let tokens = Tokens::of(&reply.answer);
    assert!(reply.answer.json()["id_token"].is_string(), "{reply:?}");

    let profile = |token: &str| {
        let event = Event::get(&method("openid_profile"));
        gateway.answer("openid_profile", event.header("authorization", &format!("Bearer {token}")))
    };
    let shown = profile(&tokens.access).await.answer.json();
    assert_eq!((&shown["email"], &shown["iss"]), (&ALICE.into(), &ISSUER.into()));
    assert!(gateway.is_active(&tokens.access).await);

    let form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
    let next = Tokens::of(&gateway.post("get_token", "get_token", &form).await.answer);
    assert_ne!((&next.access, &next.refresh), (&tokens.access, &tokens.refresh));
    assert!(gateway.is_active(&next.refresh).await);

    let reply = gateway.post("revoke", "revoke_token", &[("token", &next.access)]).await;
    assert_eq!(reply.answer.status, 200, "{reply:?}");
    for token in [&tokens.access, &next.access, &next.refresh] {
        assert!(!gateway.is_active(token).await);
    }
    assert_eq!(profile(&next.access).await.answer.status, 401);

    let logout = Event::post("/api/method/logout").cookies(&jar);
    assert_eq!(gateway.answer("session", logout).await.answer.status, 200);
    let guest = gateway.answer("authorize", Event::get(&target).cookies(&jar)).await;
    assert!(guest.answer.header("location").starts_with("/login?"), "{guest:?}");
}
