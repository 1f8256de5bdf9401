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
                ("max_age", "100".into()),
                ("response_mode", "query".into()),
                ("acr_values", "1".into()),
                ("login_hint", "alice".into()),
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

/// Sends a body of a media type, as a program does.
async fn send_body(person: &Person, path: &str, (kind, body): (&str, &str)) -> Answer {
    let request = person.post(path).header("content-type", kind).body(body.to_owned());
    Answer::to(request).await
}

#[tokio::test]
async fn a_spoiled_login_is_refused_and_starts_nothing() {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    let world = World::new().await;
    let (enormous, oversized) = ("x".repeat(9000), "x".repeat(2048));
    let bodies = [
        (FORM, String::new()),
        (FORM, "usr=alice@example.com".to_owned()),
        (FORM, "usr=alice@example.com&pwd=".to_owned()),
        (FORM, "usr=alice@example.com&usr=bob@example.com&pwd=Passw0rd!x".to_owned()),
        (FORM, "usr=alice@example.com&pwd=a&pwd=Passw0rd!x".to_owned()),
        (FORM, format!("usr={oversized}&pwd=x")),
        (FORM, format!("usr={enormous}&pwd=x")),
        (FORM, "usr=alice%00@example.com&pwd=Passw0rd!x".to_owned()),
        (FORM, "usr=%ff&pwd=x".to_owned()),
        (FORM, "usr=%zz&pwd=x".to_owned()),
        (JSON, "{".to_owned()),
        (JSON, "[]".to_owned()),
        (JSON, r#"{"usr":["like","%"],"pwd":"x"}"#.to_owned()),
        (JSON, r#"{"usr":"alice@example.com","pwd":7}"#.to_owned()),
        (JSON, r#"{"usr":"alice@example.com","pwd":"\ud800"}"#.to_owned()),
        (JSON, r#"{"usr":"a","usr":"b","pwd":"x"}"#.to_owned()),
        ("text/plain", "usr=alice@example.com&pwd=Passw0rd!x".to_owned()),
        ("multipart/form-data", "usr".to_owned()),
    ];
    let mut table = String::new();
    for (kind, body) in &bodies {
        for path in ["/api/method/login", "/login", "/logout", "/api/method/logout"] {
            let answer = send_body(&world.person(), path, (kind, body)).await;
            assert!(answer.status < 500, "{path} {body}: {}", answer.text);
            assert!(!answer.text.contains("Logged In"));
            let cookies = answer.headers.get_all("set-cookie").iter();
            let starts = cookies.map(|c| c.to_str().unwrap()).any(|c| c.starts_with("sid=affs"));
            assert!(!starts, "{path} {body}");
            if path == "/api/method/login" {
                let shown: String = body.chars().take(60).collect();
                writeln!(table, "{shown}: {}", answer.refusal()).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table, @r#"
    : 401 AuthenticationError Incomplete login details
    usr=alice@example.com: 401 AuthenticationError Incomplete login details
    usr=alice@example.com&pwd=: 401 AuthenticationError Incomplete login details
    usr=alice@example.com&usr=bob@example.com&pwd=Passw0rd!x: 400 ValidationError Duplicate usr parameter.
    usr=alice@example.com&pwd=a&pwd=Passw0rd!x: 400 ValidationError Duplicate pwd parameter.
    usr=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 401 AuthenticationError Invalid login credentials
    usr=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 400 ValidationError The usr parameter is too long.
    usr=alice%00@example.com&pwd=Passw0rd!x: 400 ValidationError The parameters are not well-formed UTF-8 text.
    usr=%ff&pwd=x: 400 ValidationError The parameters are not well-formed UTF-8 text.
    usr=%zz&pwd=x: 400 ValidationError The parameters are not well-formed UTF-8 text.
    {: 400 ValidationError The parameters are not well-formed UTF-8 text.
    []: 400 ValidationError The parameters are not well-formed UTF-8 text.
    {"usr":["like","%"],"pwd":"x"}: 400 ValidationError The usr parameter must be a string.
    {"usr":"alice@example.com","pwd":7}: 401 AuthenticationError Invalid login credentials
    {"usr":"alice@example.com","pwd":"\ud800"}: 400 ValidationError The parameters are not well-formed UTF-8 text.
    {"usr":"a","usr":"b","pwd":"x"}: 400 ValidationError Duplicate usr parameter.
    usr=alice@example.com&pwd=Passw0rd!x: 400 ValidationError The request body must be application/x-www-form-urlencoded.
    usr: 400 ValidationError The parameters are not well-formed UTF-8 text.
    "#);
    assert!(!world.stored().await.contains("session#"));
}
