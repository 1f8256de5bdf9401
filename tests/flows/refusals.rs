//! Every parameter of every endpoint, missing, empty, repeated, oversized, malformed and foreign:
//! each has its error, and nothing is changed by any of them.

use std::fmt::Write;

use crate::harness::{
    CALLBACK, World,
    app::{OAuthApp, Tokens, method},
    person::{Answer, Person},
};

/// An endpoint with a request that would be answered with 200 or a redirect.
struct Endpoint {
    name: &'static str,
    /// Whether the parameters go into the URL.
    by_get: bool,
    parameters: Vec<(&'static str, String)>,
}

fn endpoints(app: &OAuthApp, code: &str, tokens: &Tokens) -> Vec<Endpoint> {
    let client = [("client_id", app.id.clone()), ("client_secret", app.secret.clone())];
    let with = |more: &[(&'static str, &str)]| {
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        client.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    let post = |name, parameters| Endpoint { name, by_get: false, parameters };
    vec![
        Endpoint {
            name: "authorize",
            by_get: true,
            parameters: vec![
                ("response_type", "code".into()),
                ("client_id", app.id.clone()),
                ("redirect_uri", CALLBACK.into()),
                ("scope", "openid".into()),
                ("state", "s".into()),
                ("nonce", "n".into()),
                ("prompt", "consent".into()),
                ("code_challenge", "420".into()),
                ("code_challenge_method", "plain".into()),
            ],
        },
        post(
            "get_token",
            with(&[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", "420"),
            ]),
        ),
        post(
            "get_token",
            with(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", &tokens.refresh),
                ("scope", "openid"),
            ]),
        ),
        post("revoke_token", with(&[("token", &tokens.access)])),
        post("introspect_token", with(&[("token", &tokens.access)])),
        post("openid_profile", vec![("access_token", tokens.access.clone())]),
    ]
}

/// The ways in which a parameter is spoiled; each gives the raw query.
fn spoil(endpoint: &Endpoint, at: usize) -> Vec<(&'static str, String)> {
    let (name, value) = &endpoint.parameters[at];
    let render = |how: &dyn Fn() -> String| {
        let mut pairs = Vec::new();
        for (n, (name, value)) in endpoint.parameters.iter().enumerate() {
            pairs.push(if n == at { how() } else { pair(name, value) });
        }
        pairs.retain(|pair| !pair.is_empty());
        pairs.join("&")
    };
    vec![
        ("missing", render(&String::new)),
        ("empty", render(&|| format!("{name}="))),
        ("repeated", render(&|| format!("{0}&{0}", pair(name, value)))),
        ("oversized", render(&|| pair(name, &"x".repeat(2048)))),
        ("enormous", render(&|| pair(name, &"x".repeat(9000)))),
        ("NUL", render(&|| format!("{name}=a%00b"))),
        ("not UTF-8", render(&|| format!("{name}=%ff%fe"))),
        ("a lone surrogate", render(&|| format!("{name}=%ED%A0%80"))),
        ("a bad escape", render(&|| format!("{name}=%zz"))),
        ("a line break", render(&|| format!("{name}=a%0d%0aSet-Cookie:%20x=y"))),
        ("foreign", render(&|| format!("{name}=%3Cscript%3E"))),
    ]
}

fn pair(name: &str, value: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

async fn send(alice: &Person, app: &OAuthApp, endpoint: &Endpoint, query: &str) -> Answer {
    let path = method(endpoint.name);
    if endpoint.by_get {
        return Answer::to(alice.get(&format!("{path}?{query}"))).await;
    }
    let form = app.post(endpoint.name).header("content-type", "application/x-www-form-urlencoded");
    Answer::to(form.body(query.to_owned())).await
}

#[tokio::test]
async fn every_spoiled_parameter_has_its_error_and_changes_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let proved = [("code_challenge", "420"), ("code_challenge_method", "plain")];
    let allow = |path: String| {
        let alice = alice.clone();
        async move {
            let page = alice.open(&path).await;
            alice.decide(&page, "allow").await.parameter("code").unwrap()
        }
    };
    let code = allow(app.authorize_path(&proved)).await;
    let used = allow(app.authorize_path(&[])).await;
    let tokens = Tokens::of(&app.redeem(&used).await);
    let endpoints = endpoints(&app, &code, &tokens);
    let mut table = String::new();
    for endpoint in &endpoints {
        for (at, (name, _)) in endpoint.parameters.iter().enumerate() {
            for (how, query) in spoil(endpoint, at) {
                let before = world.stored().await;
                let answer = send(&alice, &app, endpoint, &query).await;
                assert!(answer.status < 500, "{name} {how}: {}", answer.text);
                assert_eq!(answer.header("set-cookie"), "", "{name} {how}");
                let outcome = match answer.status {
                    200 if answer.text.starts_with('<') => "200 a page".to_owned(),
                    200 => "200".to_owned(),
                    _ => answer.refusal(),
                };
                writeln!(table, "{} {name} {how}: {outcome}", endpoint.name).unwrap();
                // A wrong verifier is counted; nothing else leaves a trace, unless it is good.
                if answer.status != 200 && *name != "code_verifier" {
                    let after = world.stored().await;
                    assert!(before == after, "{} {name} {how} changed something", endpoint.name);
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}
