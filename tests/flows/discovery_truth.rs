//! What discovery advertises works, and what it does not is refused: every combination is tried, of
//! words that it has and of words that other servers have.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::protocol::signing_key::SigningAlgorithm;

use crate::{
    client_assertion::{Key, TYPE},
    harness::{
        CALLBACK, World,
        app::OAuthApp,
        fixtures::{documents, secret_of},
        person::{Answer, Person, unescape},
    },
    resource::Program,
    token::part,
};

const ALICE: &str = "alice@example.com";
const RESPONSE_TYPES: [&str; 11] = [
    "code",
    "token",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
    "none",
    "code none",
    "device",
    "",
];
const MODES: [&str; 8] = [
    "query",
    "fragment",
    "form_post",
    "jwt",
    "query.jwt",
    "form_post.jwt",
    "web_message",
    "cookie",
];
const ALGORITHMS: [&str; 8] =
    ["HS256", "RS256", "ES256", "PS256", "EdDSA", "RS512", "HS512", "none"];
const GRANTS: [&str; 7] = [
    "authorization_code",
    "refresh_token",
    "password",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
];
const METHODS: [&str; 6] = [
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "client_secret_jwt",
    "tls_client_auth",
    "none",
];

/// A client that may do whatever its kind may.
fn client(id: &str, fields: &Value) -> Value {
    let mut client = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": id,
        "scopes": "all openid", "redirect_uris": CALLBACK, "skip_authorization": 1,
        "allows_id_token_response_types": 1, "allowed_roles": [{ "role": "All" }],
    });
    if fields.get("token_endpoint_auth_method").is_none() {
        client["client_secret"] = secret_of(id).into();
    }
    client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    client
}

async fn world() -> World {
    let clients = ["HS256", "RS256", "ES256"]
        .map(|algorithm| client(algorithm, &json!({ "id_token_signed_response_alg": algorithm })));
    let implicit = json!({ "grant_type": "Implicit", "response_type": "Token" });
    let all = [
        documents(),
        clients.to_vec(),
        vec![
            client("front", &implicit),
            client("keyless", &json!({ "token_endpoint_auth_method": "None" })),
        ],
    ];
    World::of(&all.concat(), |_| {}).await
}

/// What the document has under a name.
async fn advertised(world: &World, name: &str) -> BTreeSet<String> {
    let document = world.person().open("/.well-known/openid-configuration").await.json();
    let words = document[name].as_array().unwrap_or_else(|| panic!("no {name}"));
    words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Where an answer stands, and what it is made of.
fn given(answer: &Answer) -> Option<(&'static str, Vec<(String, String)>)> {
    let read = |text: &str| url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    if answer.status == 200 && answer.text.contains("<form method=\"post\"") {
        let inputs = answer.text.split("<input type=\"hidden\" name=\"").skip(1);
        let pair = |input: &str| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (unescape(name), unescape(rest.split_once("\">").unwrap().0))
        };
        return Some(("form_post", inputs.map(pair).collect()));
    }
    if !answer.header("location").starts_with(CALLBACK) {
        return None;
    }
    let location = answer.location();
    match (location.query(), location.fragment()) {
        (Some(query), None) => Some(("query", read(query))),
        (None, Some(fragment)) => Some(("fragment", read(fragment))),
        _ => None,
    }
}

/// The mode in which everything that the type stands for was given; `None` if it was refused, whole.
async fn ask(alice: &Person, app: &OAuthApp, response_type: &str, mode: &str) -> Option<String> {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let parameters = [
        ("response_type", response_type),
        ("response_mode", mode),
        ("nonce", "n"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ];
    let answer = alice.open(&app.authorize_path(&parameters)).await;
    let (place, pairs) = given(&answer)?;
    let has = |name: &str| pairs.iter().any(|(found, _)| found == name);
    let things = [("code", "code"), ("token", "access_token"), ("id_token", "id_token")];
    let given: Vec<&str> = things.iter().filter(|(_, n)| has(n)).map(|(word, _)| *word).collect();
    if has("error") {
        assert_eq!(given, Vec::<&str>::new(), "a refusal gives nothing: {answer:?}");
        return None;
    }
    let asked: BTreeSet<&str> = response_type.split(' ').collect();
    assert_eq!(given.into_iter().collect::<BTreeSet<_>>(), asked, "{answer:?}");
    Some(place.to_owned())
}

#[tokio::test]
async fn every_response_type_and_mode_works_for_some_client_if_it_is_advertised_and_else_for_none()
{
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let types = advertised(&world, "response_types_supported").await;
    let modes = advertised(&world, "response_modes_supported").await;
    let (mut working_types, mut working_modes) = (BTreeSet::new(), BTreeSet::new());
    for client in ["HS256", "RS256", "ES256", "front", "keyless"] {
        let app = world.oauth_app(client);
        for response_type in RESPONSE_TYPES {
            for mode in MODES {
                let Some(place) = ask(&alice, &app, response_type, mode).await else { continue };
                // One that is asked for and not kept to would be worse than a refusal.
                assert_eq!(place, mode, "{client} {response_type}");
                assert!(mode != "query" || response_type == "code", "{client} {response_type}");
                working_types.insert(response_type.to_owned());
                working_modes.insert(mode.to_owned());
            }
        }
    }
    assert_eq!(working_types, types);
    assert_eq!(working_modes, modes);
}

#[tokio::test]
async fn a_grant_that_is_advertised_is_tried_and_every_other_is_unknown_to_every_client() {
    let world = world().await;
    let mut grants = advertised(&world, "grant_types_supported").await;
    // It has no request of its own: the response types above are its test.
    assert!(grants.remove("implicit"));
    let mut tried = BTreeSet::new();
    for client in ["HS256", "RS256", "keyless", "front"] {
        let app = world.oauth_app(client);
        for grant in GRANTS {
            let mut form = vec![
                ("grant_type", grant),
                ("code", "affcx"),
                ("refresh_token", "affrx"),
                ("username", ALICE),
                ("password", crate::harness::PASSWORD),
                ("scope", "openid"),
                ("assertion", "a.b.c"),
                ("device_code", "d"),
                ("subject_token", "t"),
            ];
            if client == "keyless" {
                form.push(("client_secret", ""));
            }
            let answer = app.ask(&form).await;
            assert_eq!(answer.status, 400, "{client} {grant}: {answer:?}");
            let error = answer.json()["error"].clone();
            if error != "unsupported_grant_type" {
                assert!(error == "invalid_grant" || error == "unauthorized_client", "{error}");
                tried.insert(grant.to_owned());
            }
        }
    }
    assert_eq!(tried, grants);
}

#[tokio::test]
async fn a_method_of_authentication_works_at_its_endpoint_if_it_is_advertised_and_no_other_does() {
    let key = Key::new(SigningAlgorithm::ES256);
    let signer = json!({
        "token_endpoint_auth_method": "Private Key JWT", "jwks": key.set(), "redirect_uris": CALLBACK,
    });
    let keyless = json!({ "token_endpoint_auth_method": "None" });
    let secret = json!({});
    let clients = [("signer", &signer), ("keyless", &keyless), ("HS256", &secret)];
    let clients = clients.map(|(id, fields)| client(id, fields)).to_vec();
    let world = World::of(&[documents(), clients].concat(), |_| {}).await;
    for (endpoint, list) in [
        ("get_token", "token_endpoint_auth_methods_supported"),
        ("revoke_token", "revocation_endpoint_auth_methods_supported"),
        ("introspect_token", "introspection_endpoint_auth_methods_supported"),
    ] {
        let mut working = BTreeSet::new();
        for method in METHODS {
            for client in ["HS256", "signer", "keyless"] {
                let app = world.oauth_app(client);
                let assertion = match method {
                    "private_key_jwt" => key.sign(&world, &json!({ "iss": client, "sub": client })),
                    "client_secret_jwt" => key.sign_by_secret(&world, client, &app.secret),
                    _ => String::new(),
                };
                let mut form = vec![
                    ("grant_type", "refresh_token"),
                    ("refresh_token", "affrx"),
                    ("token", "affax"),
                ];
                if !assertion.is_empty() {
                    form.push(("client_assertion", &assertion));
                    form.push(("client_assertion_type", TYPE));
                }
                match method {
                    "client_secret_post" => {
                        form.extend([("client_id", client), ("client_secret", &app.secret)]);
                    }
                    "none" | "tls_client_auth" => form.push(("client_id", client)),
                    _ => {}
                }
                let mut request = app.post(endpoint).form(&form);
                if method == "client_secret_basic" {
                    request = request.basic_auth(client, Some(&app.secret));
                }
                let answer = Answer::to(request).await;
                if answer.status != 401 {
                    working.insert(method.to_owned());
                }
            }
        }
        // It is by a certificate, which nothing of this shows: what was believed was the public client.
        working.remove("tls_client_auth");
        assert_eq!(working, advertised(&world, list).await, "{endpoint}");
    }
}

#[tokio::test]
async fn an_algorithm_can_be_chosen_if_it_is_advertised_and_signs_then() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let program = Program::of_a_manager(&world).await;
    for (list, field) in [
        ("id_token_signing_alg_values_supported", "id_token_signed_response_alg"),
        ("userinfo_signing_alg_values_supported", "userinfo_signed_response_alg"),
    ] {
        let advertised = advertised(&world, list).await;
        let mut chosen = BTreeSet::new();
        for algorithm in ALGORITHMS {
            let fields = json!({
                "app_name": algorithm, "redirect_uris": CALLBACK, "skip_authorization": 1,
                "scopes": "all openid", "allowed_roles": [{ "role": "All" }], (field): algorithm,
            });
            let made = program.post("/api/resource/OAuth Client", &fields).await;
            if made.status != 200 {
                assert_eq!(made.status, 417, "{field} {algorithm}: {made:?}");
                continue;
            }
            chosen.insert(algorithm.to_owned());
            let document = made.json()["data"].clone();
            let mut app = world.oauth_app(document["client_id"].as_str().unwrap());
            document["client_secret"].as_str().unwrap().clone_into(&mut app.secret);
            let answer = app.redeem(&app.code(&alice).await).await.json();
            let told = if field.starts_with("id_token") {
                answer["id_token"].as_str().unwrap().to_owned()
            } else {
                app.profile(answer["access_token"].as_str().unwrap()).await.text
            };
            assert_eq!(part(&told, 0)["alg"], algorithm);
        }
        assert_eq!(chosen, advertised, "{list}");
    }
}
