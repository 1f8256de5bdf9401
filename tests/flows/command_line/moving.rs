//! Moving in and out: a site's documents are imported, and exported as they came.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
};

use serde_json::{Value, json};

use super::terminal::Terminal;

const USERS: usize = 5_000;

/// A user and his password's hash, with everything that is kept of them.
fn user(n: usize) -> [Value; 2] {
    let name = format!("user{n}@example.com");
    let password = if n.is_multiple_of(2) {
        let sum = format!("{n:.>22}{}", "A".repeat(21));
        format!("$pbkdf2-sha256$29000$MDAwMDAwMDAwMDAwMDAwMA${sum}")
    } else {
        "$argon2id$v=19$m=65536,t=3,p=4$MDAwMDAwMDAwMDAwMDAwMA$MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA"
            .to_owned()
    };
    let user = json!({
        "doctype": "User", "name": name, "email": name,
        "enabled": u8::from(!n.is_multiple_of(7)),
        "first_name": format!("Erín {n}"), "last_name": "O'Neil",
        "user_image": format!("/files/{n}.png"), "user_type": "Website User", "language": "en",
        "roles": [{"role": "Blogger"}, {"role": "Wiki"}],
        "social_logins": [{"provider": "frappe", "userid": format!("{n:039x}")}],
    });
    let row = json!({
        "doctype": "__Auth", "name": name, "fieldname": "password", "password": password,
        "encrypted": 0,
    });
    [user, row]
}

fn client(id: &str, change: &Value) -> Value {
    let mut client = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": "An App",
        "skip_authorization": 1, "scopes": "openid all", "claims_policy": "Frappe", "require_auth_time": 0,
        "redirect_uris": "https://a.example/1\napp:/cb",
        "grant_type": "Authorization Code", "response_type": "Code",
        "allowed_roles": [{"role": "Wiki"}], "token_endpoint_auth_method": "Client Secret Basic",
        "application_type": "Web", "access_token_format": "Opaque", "allows_device_grant": 0,
        "is_frappe_site": 1, "is_resource_server": 0, "is_self_registered": 0,
        "allows_id_token_response_types": 0, "id_token_signed_response_alg": "HS256",
        "userinfo_signed_response_alg": "None",
        "code_lifetime": 60, "access_token_lifetime": 900, "refresh_token_grace": 0,
        "refresh_token_idle_lifetime": 86_400, "refresh_token_lifetime": 864_000,
    });
    client.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    client
}

/// Clients of every kind, and settings.
fn others() -> Vec<Value> {
    let hash = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";
    vec![
        json!({
            "doctype": "OAuth Settings", "name": "OAuth Settings", "skip_authorization": 1,
            "show_auth_server_metadata": 0, "enable_dynamic_client_registration": 0,
            "allowed_public_client_origins": "https://spa.example\nhttp://localhost:3000",
            "show_protected_resource_metadata": 0,
            "show_social_login_key_as_authorization_server": 1, "resource_name": "Bakery",
            "resource_documentation": "https://bakery.example/docs", "resource_policy_uri": "",
            "resource_tos_uri": "https://bakery.example/terms", "scopes_supported": "all\nopenid",
            "registration_access": "Initial Access Token", "initial_access_token_hash": hash,
            "allow_client_id_metadata_documents": 0,
            "supported_resources": "https://api.example/mcp",
        }),
        json!({
            "doctype": "OAuth Provider Settings", "name": "OAuth Provider Settings",
            "skip_authorization": "Auto",
        }),
        json!({
            "doctype": "Social Login Key", "name": "frappe", "base_url": "https://id.example.com",
        }),
        client(
            "frappes",
            &json!({"client_secret": "0123456789", "next_client_secret": "9876543210"}),
        ),
        client(
            "implicit",
            &json!({
                "client_secret": "a secret that is long enough", "grant_type": "Implicit",
                "response_type": "Token", "default_redirect_uri": "app:/cb", "is_frappe_site": 0,
                "client_uri": "https://a.example/", "is_resource_server": 1,
                "allows_id_token_response_types": 1, "claims_policy": "OpenID Connect",
                "jwks_uri": "https://a.example/keys",
                "post_logout_redirect_uris": "https://a.example/bye\nhttps://a.example/",
                "backchannel_logout_uri": "https://a.example/logout",
                "default_max_age": 900, "require_auth_time": 1,
                "application_type": "Native", "initiate_login_uri": "https://a.example/login",
                "access_token_format": "JWT", "allows_device_grant": 1,
                "resources": "https://api.a.example/\nurn:a:api", "service_user": "user1@example.com",
            }),
        ),
        client(
            "public",
            &json!({
                "token_endpoint_auth_method": "None", "is_self_registered": 1,
                "registration_access_token_hash": hash, "unused_until": "2037-01-15 08:00:00.000000",
                "registered_grant_types": "authorization_code\nrefresh_token",
                "registered_response_types": "code",
                "id_token_signed_response_alg": "RS256",
            }),
        ),
        client(
            "hashed",
            &json!({"client_secret_hash": hash, "id_token_signed_response_alg": "ES256",
                "userinfo_signed_response_alg": "RS256"}),
        ),
    ]
}

/// The documents in no order, nor their fields.
fn set(documents: &Value) -> BTreeSet<String> {
    let mut documents = documents.clone();
    documents.sort_all_objects();
    documents.as_array().unwrap().iter().map(Value::to_string).collect()
}

fn exported(terminal: &Terminal) -> Value {
    let file = terminal.file("out.json", "");
    terminal.json(&["export", "--output", &file], "");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!fs::exists(format!("{file}.part")).unwrap());
    serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap()
}

#[test]
fn thousands_of_users_move_in_through_a_crash_and_out_as_they_came() {
    let terminal = Terminal::local();
    let documents: Value = (0..USERS).flat_map(user).chain(others()).collect();
    let file = terminal.file("site.json", &documents.to_string());

    let mut import = terminal.start(&["import", &file]);
    let told = BufReader::new(import.stderr.take().unwrap());
    let done = told.lines().find_map(|line| {
        let line = line.unwrap();
        let (done, _) = line.split_once(&format!(" of {} documents, ", 2 * USERS + 4))?;
        Some(done.parse::<usize>().unwrap()).filter(|done| *done > USERS / 4)
    });
    // SIGKILL: nothing is tidied up.
    import.kill().unwrap();
    import.wait().unwrap();
    assert!(done.unwrap() < USERS, "{done:?}");

    let resumed = terminal.run(&["import", &file, "--json"], "");
    let report: Value = serde_json::from_str(&resumed.out).unwrap();
    let [left, created] = ["left", "created"].map(|what| report["users"][what].as_u64().unwrap());
    assert!(left > 0 && created > 0, "{report}");
    assert_eq!(report["users"]["seen"], USERS);
    assert_eq!(report["password_hashes"]["seen"], USERS);
    assert_eq!(report["weak_secrets"], json!(["frappes"]));
    let moved_out = exported(&terminal);
    assert_eq!(moved_out.as_array().unwrap().len(), documents.as_array().unwrap().len());
    assert!(set(&moved_out) == set(&documents), "the documents are not the same");
}

#[test]
fn what_was_exported_moves_into_another_place_as_it_is() {
    let [first, second] = [Terminal::local(), Terminal::local()];
    let documents: Value = (0..3).flat_map(user).chain(others()).collect();
    first.json(&["import", &first.file("in.json", &documents.to_string())], "");
    let moved_out = exported(&first);
    assert_eq!(set(&moved_out), set(&documents));
    let file = second.file("in.json", &moved_out.to_string());
    let report = second.json(&["import", &file], "");
    assert_eq!(report["clients"], json!({"seen": 4, "created": 4, "changed": 0, "left": 0}));
    assert_eq!(set(&exported(&second)), set(&documents));
    let report = second.json(&["import", &file], "");
    for kind in ["users", "password_hashes", "clients", "settings"] {
        assert_eq!(report[kind]["left"], report[kind]["seen"], "{kind}");
    }
}

#[test]
fn one_doctype_is_exported_alone_and_without_a_file_to_the_standard_output() {
    let terminal = Terminal::local();
    let documents: Value = (0..2).flat_map(user).chain(others()).collect();
    terminal.json(&["import", &terminal.file("in.json", &documents.to_string())], "");
    let export = |doctypes: &[&str]| {
        let done = terminal.run(&[&["export", "--json"], doctypes].concat(), "");
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
        set(&serde_json::from_str(&done.out).unwrap())
    };
    let of = |doctypes: &[&str]| {
        let mut documents = documents.clone();
        let list = documents.as_array_mut().unwrap();
        list.retain(|document| doctypes.contains(&document["doctype"].as_str().unwrap()));
        set(&documents)
    };
    assert_eq!(export(&["--doctype", "User"]), of(&["User"]));
    let both = export(&["--doctype", "__Auth", "--doctype", "Social Login Key"]);
    assert_eq!(both, of(&["__Auth", "Social Login Key"]));
    assert_eq!(both.len(), 3);
    assert_eq!(export(&[]), set(&documents));

    let refused = terminal.run(&["export", "--output", "no/such/folder/out.json"], "");
    assert!(refused.refusal().starts_with("no/such/folder/out.json: No such file"), "{refused:?}");
    assert_eq!(terminal.run(&["export", "--doctype", "Note"], "").code, Some(2));
    let nowhere = Terminal::local().run(&["export"], "");
    assert!(nowhere.refusal().starts_with("there is no data in "), "{nowhere:?}");
}

#[test]
fn a_wrong_document_is_named_with_its_line_and_nothing_is_written() {
    let terminal = Terminal::local();
    let [user, row] = user(0);
    let text = format!("[\n{user},\n{row},\n{{\"doctype\": \"User\",\n\"name\": \"nobody\"}}\n]");
    let file = terminal.file("bad.json", &text);
    let refused = terminal.run(&["import", &file], "");
    let words = format!("{file}: line 4: User nobody: name: not an e-mail address");
    assert_eq!(refused.refusal(), words);
    assert!(!terminal.data().exists());
}
