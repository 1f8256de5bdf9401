//! The OAuth Settings: what they show, hide and allow.

use serde_json::{Value, json};

use crate::{
    harness::{
        World,
        app::method,
        person::{Answer, Person},
    },
    resource::Program,
};

const DOCUMENT: &str = "/api/resource/OAuth Settings/OAuth Settings";
const SERVER: &str = "/.well-known/oauth-authorization-server";
const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const ELSEWHERE: &str = "https://spa.example";

/// Changes them, and lets the minute pass in which functions do not hear of it.
async fn set(world: &World, program: &Program, changed: &Value) {
    let answer = program.put(DOCUMENT, changed).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    world.pass(61);
}

/// `status exception` of an answer in Frappe's shape.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["exc_type"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_description_of_the_server_can_be_hidden_but_not_openids() {
    let world = World::new().await;
    let (program, guest) = (Program::of_a_manager(&world).await, world.person());
    assert_eq!(guest.open(SERVER).await.status, 200);
    set(&world, &program, &json!({"show_auth_server_metadata": 0})).await;
    let nowhere = refusal(&Answer::to(guest.get("/.well-known/nothing")).await);
    for path in [SERVER, &format!("{SERVER}/api/method/x")] {
        let hidden = guest.open(path).await;
        assert_eq!(refusal(&hidden), (404, "DoesNotExistError".to_owned()), "{path}");
        assert_eq!(refusal(&hidden), nowhere, "{path}");
    }
    assert_eq!(guest.open("/.well-known/openid-configuration").await.status, 200);
    assert_eq!(guest.open(RESOURCE).await.status, 200);
    set(&world, &program, &json!({"show_auth_server_metadata": 1})).await;
    assert_eq!(guest.open(SERVER).await.status, 200);
}

#[tokio::test]
async fn the_resource_says_of_itself_what_the_settings_say_and_nothing_that_is_empty() {
    let world = World::new().await;
    let (program, guest) = (Program::of_a_manager(&world).await, world.person());
    let before = json!({
        "resource": world.url, "authorization_servers": [world.url],
        "bearer_methods_supported": ["header"], "resource_name": "Affogato",
        "resource_documentation": "https://docs.frappe.io/framework/oauth-2",
        "scopes_supported": ["openid", "admin"],
    });
    assert_eq!(guest.open(RESOURCE).await.json(), before);
    let changed = json!({
        "resource_name": "Bakery", "resource_documentation": "",
        "resource_policy_uri": "https://bakery.example/policy",
        "resource_tos_uri": "https://bakery.example/terms",
        "scopes_supported": "all\nopenid", "show_social_login_key_as_authorization_server": 1,
    });
    set(&world, &program, &changed).await;
    let mut after = json!({
        "resource": world.url, "authorization_servers": [world.url],
        "bearer_methods_supported": ["header"], "resource_name": "Bakery",
        "resource_policy_uri": "https://bakery.example/policy",
        "resource_tos_uri": "https://bakery.example/terms", "scopes_supported": ["all", "openid"],
    });
    assert_eq!(guest.open(RESOURCE).await.json(), after);
    after["resource"] = format!("{}/api/resource", world.url).into();
    assert_eq!(guest.open(&format!("{RESOURCE}/api/resource")).await.json(), after);
    let nothing = json!({
        "resource_name": "", "resource_policy_uri": null, "resource_tos_uri": "",
        "scopes_supported": "",
    });
    set(&world, &program, &nothing).await;
    let bare = guest.open(RESOURCE).await.json();
    assert_eq!(bare.as_object().unwrap().len(), 3, "{bare}");
}

/// A refusal of every API that takes bearer tokens, with its challenge.
async fn challenges(world: &World, guest: &Person, mallory: &Program) -> Vec<String> {
    let mut told = Vec::new();
    for (name, request) in [
        ("profile, nothing", guest.get(&method("openid_profile"))),
        ("profile, junk", guest.get(&method("openid_profile")).bearer_auth("junk")),
        (
            "introspection, junk",
            guest.post(&method("introspect_token")).bearer_auth("junk").form(&[("token", "x")]),
        ),
        (
            "introspection, client",
            guest.post(&method("introspect_token")).basic_auth("web", Some("wrong")),
        ),
        (
            "logged user, junk",
            guest.get("/api/method/frappe.auth.get_logged_user").bearer_auth("x"),
        ),
        ("resource, nothing", guest.get("/api/resource/User")),
        ("resource, junk", guest.get("/api/resource/User").bearer_auth("junk")),
        ("method, nothing", guest.get("/api/method/frappe.client.get_list?doctype=User")),
    ] {
        let answer = Answer::to(request).await;
        let challenge = answer.header("www-authenticate").replace(&world.url, "ISSUER");
        told.push(format!("{name}: {} {challenge}", answer.status));
    }
    let answer = mallory.get("/api/resource/User").await;
    let challenge = answer.header("www-authenticate").replace(&world.url, "ISSUER");
    told.push(format!("resource, no rights: {} {challenge}", answer.status));
    told
}

#[tokio::test]
async fn a_refusal_of_an_api_names_its_description_and_an_error_only_if_something_was_sent() {
    let world = World::new().await;
    let (program, guest) = (Program::of_a_manager(&world).await, world.person());
    let mallory = Program::of(&world, "mallory@example.com").await;
    insta::assert_snapshot!(challenges(&world, &guest, &mallory).await.join("\n"), @r#"
    profile, nothing: 401 Bearer resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    profile, junk: 401 Bearer error="invalid_token", resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    introspection, junk: 401 Bearer error="invalid_token", resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    introspection, client: 401 Basic realm="OAuth", charset="UTF-8"
    logged user, junk: 401 Bearer error="invalid_token", resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    resource, nothing: 403 Bearer resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    resource, junk: 401 Bearer error="invalid_token", resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    method, nothing: 403 Bearer resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    resource, no rights: 403 Bearer resource_metadata="ISSUER/.well-known/oauth-protected-resource"
    "#);
    // The address that is named answers.
    assert_eq!(guest.open(RESOURCE).await.json()["resource"], world.url);

    set(&world, &program, &json!({"show_protected_resource_metadata": 0})).await;
    for path in [RESOURCE, &format!("{RESOURCE}/api/resource")] {
        assert_eq!(refusal(&guest.open(path).await), (404, "DoesNotExistError".to_owned()));
    }
    insta::assert_snapshot!(challenges(&world, &guest, &mallory).await.join("\n"), @r#"
    profile, nothing: 401 Bearer
    profile, junk: 401 Bearer error="invalid_token"
    introspection, junk: 401 Bearer error="invalid_token"
    introspection, client: 401 Basic realm="OAuth", charset="UTF-8"
    logged user, junk: 401 Bearer error="invalid_token"
    resource, nothing: 403 Bearer
    resource, junk: 401 Bearer error="invalid_token"
    method, nothing: 403 Bearer
    resource, no rights: 403 Bearer
    "#);
}

#[tokio::test]
async fn an_origin_that_the_settings_allow_reads_what_concerns_any_client() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let (program, guest) = (Program::of_a_manager(&world).await, world.person());
    let app = world.oauth_app("everyone");
    let readable = async |origin: &str| {
        let tokens = app.tokens(&alice).await;
        let profile = guest.get(&method("openid_profile")).bearer_auth(&tokens.access);
        let answer = Answer::to(profile.header("origin", origin)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(answer.header("vary").contains("Origin"));
        let mut allowed = vec![answer.header("access-control-allow-origin").to_owned()];
        for (name, form) in [
            (
                "get_token",
                [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())],
            ),
            ("revoke_token", [("token", tokens.access.as_str()), ("x", "y")]),
        ] {
            let form =
                [&form[..], &[("client_id", &app.id), ("client_secret", &app.secret)]].concat();
            let request = guest.post(&method(name)).header("origin", origin).form(&form);
            let answer = Answer::to(request).await;
            allowed.push(answer.header("access-control-allow-origin").to_owned());
        }
        allowed.dedup();
        allowed
    };
    assert_eq!(readable(ELSEWHERE).await, [""]);
    let origins =
        json!({"allowed_public_client_origins": "https://SPA.example/\nhttp://localhost:3000"});
    set(&world, &program, &origins).await;
    assert_eq!(readable(ELSEWHERE).await, [ELSEWHERE]);
    assert_eq!(readable("http://localhost:3000").await, ["http://localhost:3000"]);
    // Those of its redirect URIs stay, and nobody else comes in.
    assert_eq!(readable("http://127.0.0.1:9999").await, ["http://127.0.0.1:9999"]);
    for other in ["https://evil.example", "http://spa.example", "https://spa.example.evil", "null"]
    {
        assert_eq!(readable(other).await, [""], "{other}");
    }
    set(&world, &program, &json!({"allowed_public_client_origins": "*"})).await;
    assert_eq!(readable("https://evil.example").await, ["https://evil.example"]);
}

#[tokio::test]
async fn a_program_reads_and_changes_them_field_by_field_and_hears_what_is_wrong() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let read = async || program.get(DOCUMENT).await.json()["data"].clone();
    let first = read().await;
    for (field, default) in [
        ("show_auth_server_metadata", json!(1)),
        ("skip_authorization", json!(0)),
        ("enable_dynamic_client_registration", json!(1)),
        ("allowed_public_client_origins", json!("")),
        ("show_protected_resource_metadata", json!(1)),
        ("show_social_login_key_as_authorization_server", json!(0)),
        ("resource_policy_uri", json!("")),
        ("registration_access", json!("Open")),
        ("allow_client_id_metadata_documents", json!(1)),
        ("supported_resources", json!("")),
    ] {
        assert_eq!(first[field], default, "{field}");
    }
    let changed = json!({
        "registration_access": "Initial Access Token", "enable_dynamic_client_registration": 0,
        "allow_client_id_metadata_documents": 0,
        "supported_resources": "https://api.example/mcp urn:example:api",
        // Nobody chooses a token from outside.
        "initial_access_token_hash": "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
    });
    assert_eq!(program.put(DOCUMENT, &changed).await.status, 200);
    let second = read().await;
    assert_eq!(second["supported_resources"], "https://api.example/mcp\nurn:example:api");
    assert_eq!(
        (&second["skip_authorization"], &second["resource_name"]),
        (&json!(0), &json!("Affogato"))
    );
    assert!(second.get("initial_access_token_hash").is_none(), "{second}");
    world.pass(61);
    let settings = world.app.settings().await.unwrap().oauth;
    assert!(settings.initial_access_token_hash.is_none());
    assert_eq!(settings.registration_access.as_str(), "Initial Access Token");
    assert!(!settings.enable_dynamic_client_registration);
    assert!(!settings.allow_client_id_metadata_documents);

    let before = world.stored().await;
    for wrong in [
        json!({"allowed_public_client_origins": "https://a.example/path"}),
        json!({"allowed_public_client_origins": "null"}),
        json!({"supported_resources": "/mcp"}),
        json!({"resource_tos_uri": "javascript:alert(1)"}),
        json!({"registration_access": "Closed"}),
        json!({"show_auth_server_metadata": "perhaps"}),
        json!({"scopes_supported": ["all"]}),
    ] {
        let refused = program.put(DOCUMENT, &wrong).await;
        assert_eq!(refusal(&refused), (417, "ValidationError".to_owned()), "{wrong}");
    }
    let stale = json!({"skip_authorization": 1, "modified": first["modified"]});
    let refused = program.put(DOCUMENT, &stale).await;
    assert_eq!(refusal(&refused), (417, "TimestampMismatchError".to_owned()));
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn where_they_name_apis_tokens_are_made_for_no_others() {
    const MCP: (&str, &str) = ("resource", "https://mcp.example/mcp");
    const CRM: (&str, &str) = ("resource", "https://crm.example");
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    set(&world, &program, &json!({ "supported_resources": MCP.1 })).await;
    let (alice, app) = (world.logged_in("alice@example.com").await, world.oauth_app("trusted"));
    let refused = alice.open(&app.authorize_path(&[CRM])).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("invalid_target"));
    let code = app.code_with(&alice, &[MCP]).await;
    let refused = app.redeem_with(&code, &[CRM]).await;
    assert_eq!(refused.refusal(), "400 invalid_target The resource is unknown.");
    assert_eq!(app.redeem_with(&code, &[MCP]).await.status, 200);
}
