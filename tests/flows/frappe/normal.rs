//! Answers in a form in which Frappe's and ours can be compared: without what differs every time.
//!
//! Codes and tokens become words, times become distances, an ID Token is opened (and ours checked),
//! roles lose their order, and the name of an exception loses the last line of its traceback.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use shared::secret::{Secret, hmac_hex, sha256, unhex};
use url::Url;

use super::{
    case::{Response, claims},
    stage::ISSUER,
};
use crate::harness::{fixtures::secret_of, person::Answer};

/// Where the captured server was asked; its issuer is the one of the fixtures.
const CAPTURED_AT: &str = "http://127.0.0.1:8010";
/// How the subjects of the fixtures begin.
const KNOWN_SUBJECTS: [&str; 4] = ["aaaaaaaa", "bbbbbbbb", "eeeeeeee", "mmmmmmmm"];

/// Frappe's answer.
pub(crate) fn frappes(response: &Response) -> Value {
    let header =
        |name: &str| response.headers.get(name).and_then(Value::as_str).unwrap_or_default();
    let location = header("Location").replace(CAPTURED_AT, ISSUER);
    let location = location.replace(&encode(CAPTURED_AT), &encode(ISSUER));
    answer(response.status, &location, header("Content-Type"), &response.body)
}

fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Our answer.
pub(crate) fn ours(sent: &Answer) -> Value {
    answer(sent.status, sent.header("location"), sent.header("content-type"), &sent.text)
}

fn answer(status: u16, location: &str, content_type: &str, body: &str) -> Value {
    let mut answer = Map::new();
    answer.insert("status".to_owned(), status.into());
    if !location.is_empty() {
        address(location, &mut answer);
    } else if content_type.starts_with("text/html") {
        answer.insert("page".to_owned(), title(body).into());
    } else if !body.is_empty() {
        let body = serde_json::from_str(body).unwrap_or_else(|_| body.into());
        answer.insert("body".to_owned(), members(body));
    }
    answer.into()
}

/// The parts of an address: its place and the parameters in its query and fragment.
fn address(text: &str, into: &mut Map<String, Value>) {
    let url = Url::parse(ISSUER).unwrap().join(text).unwrap();
    let (query, fragment) = (url.query().map(str::to_owned), url.fragment().map(str::to_owned));
    let mut place = url;
    place.set_query(None);
    place.set_fragment(None);
    let place = place.to_string();
    into.insert("to".to_owned(), place.strip_prefix(ISSUER).unwrap_or(&place).into());
    for (name, text) in [("query", query), ("fragment", fragment)] {
        let Some(text) = text else { continue };
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
        let pairs: Map<String, Value> = pairs.map(|(name, value)| (name, value.into())).collect();
        into.insert(name.to_owned(), members(pairs.into()));
    }
}

fn title(html: &str) -> &str {
    let inside = html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    inside.map_or("", |(title, _)| title.trim())
}

fn members(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let access_token = members.get("access_token").and_then(Value::as_str).unwrap_or_default();
    let access_token = access_token.to_owned();
    let normal = members.into_iter().map(|(name, value)| {
        let value = member(&name, value, &access_token);
        (name, value)
    });
    normal.collect::<Map<_, _>>().into()
}

fn member(name: &str, value: Value, access_token: &str) -> Value {
    match (name, &value) {
        ("code" | "access_token" | "refresh_token", Value::String(text)) if text.len() >= 30 => {
            name.to_uppercase().into()
        }
        ("id_token", Value::String(jwt)) => id_token(jwt, access_token),
        ("exp", Value::Number(_)) => "EXP".into(),
        // One that was made here.
        ("sub", Value::String(sub)) if !KNOWN_SUBJECTS.contains(&&sub[..8]) => "SUB".into(),
        ("roles", Value::Array(roles)) => {
            let mut roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
            roles.sort_unstable();
            roles.into()
        }
        ("exception", Value::String(text)) => text.split(':').next().unwrap_or_default().into(),
        ("redirect-to", Value::String(text)) => {
            let mut inside = Map::new();
            address(text, &mut inside);
            inside.into()
        }
        ("logged_in_after", Value::String(_)) => "TIME".into(),
        _ => value,
    }
}

/// Header and claims of an ID Token. Signature and hash are checked, whoever made them: Frappe's
/// are good too.
fn id_token(jwt: &str, access_token: &str) -> Value {
    let parts: Vec<&str> = jwt.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("no JWT: {jwt}") };
    let mut claims = claims(jwt);
    let client = claims["aud"].as_str().unwrap();
    let wanted = hmac_hex(&Secret::new(secret_of(client)), &format!("{header}.{payload}"));
    assert_eq!(URL_SAFE_NO_PAD.decode(signature).ok(), unhex(&wanted), "signature of {claims}");
    let hash = URL_SAFE_NO_PAD.encode(&sha256(access_token.as_bytes())[..16]);
    assert_eq!(claims["at_hash"], hash, "at_hash of {claims}");
    let (issued, expires) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    claims["iat"] = "IAT".into();
    claims["exp"] = format!("IAT + {}", expires - issued).into();
    claims["at_hash"] = "HASH".into();
    claims["roles"] = member("roles", claims["roles"].clone(), "");
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    json!({ "header": header, "claims": claims })
}
