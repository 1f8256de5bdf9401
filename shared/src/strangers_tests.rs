//! Whatever a stranger sends is read without a panic, and what is accepted keeps its promise.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{
    HeaderMap, HeaderValue,
    header::{AUTHORIZATION, COOKIE, ORIGIN},
};
use proptest::prelude::*;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    clock::Timestamp,
    protocol::{
        claims::can_be_asked_for,
        claims_request::ClaimsRequest,
        client_assertion,
        client_authentication::ClientCredentials,
        client_keys,
        id_token::{HintKeys, read_hint},
        params::{Params, encode},
        prompt::Prompt,
        redirect_uri,
        registration::{
            Metadata,
            information::{self, Shown},
            record,
        },
        response_type::ResponseTypes,
        return_to::local_path,
        session::SessionToken,
    },
    secret::{Secret, SecretHash},
    web::{
        cookies,
        credentials::{self, Authorization},
        same_site,
    },
};

const ISSUER: &str = "https://id.example.com";

fn header(name: http::HeaderName, bytes: &[u8]) -> HeaderMap {
    HeaderValue::from_bytes(bytes)
        .map(|value| HeaderMap::from_iter([(name, value)]))
        .unwrap_or_default()
}

/// Texts that look like URLs of ours, and are not always.
fn addresses() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "[/\\\\.:@?#%a-z\t\n]{0,40}",
        "https?:[/\\\\]{0,3}[a-z.@:]{0,20}id\\.example\\.com[a-z.@:/\\\\?]{0,20}",
    ]
}

/// Values of JSON, of whatever kind.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        addresses().prop_map(Value::from),
        "(code|token|id_token|none|web|native|RS256|HS256|openid|admin| ){0,3}"
            .prop_map(Value::from),
        "authorization_code|implicit|refresh_token|private_key_jwt".prop_map(Value::from),
        Just(Value::from("https://a.example/cb")),
    ];
    leaf.prop_recursive(2, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("kty|keys|x|n", inner), 0..3)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// The members that a registration may have, and one that it may not.
const MEMBERS: &str = "client_name|redirect_uris|grant_types|response_types|scope|jwks|jwks_uri|\
    contacts|logo_uri|application_type|token_endpoint_auth_method|default_max_age|\
    require_auth_time|id_token_signed_response_alg|subject_type|software_statement|x";

proptest! {
    #[test]
    fn a_registration_of_any_json_is_read_and_what_is_taken_keeps_to_the_rules(
        members in prop::collection::vec((MEMBERS, json()), 0..8),
        is_usual in any::<bool>(),
    ) {
        let mut sent: Map<String, Value> = members.into_iter().collect();
        if is_usual {
            sent.insert("redirect_uris".to_owned(), vec!["https://a.example/cb"].into());
        }
        match Metadata::read(&sent) {
            Err(error) => prop_assert!(!error.words.is_empty()),
            Ok(metadata) => {
                let (hash, now) = (SecretHash::of("t"), Timestamp::from_millis(0));
                let client = record::made(metadata, "id".to_owned(), hash, now);
                prop_assert!(client.is_self_registered && !client.skip_authorization);
                prop_assert!(!client.scopes.contains("admin") && !client.scopes.is_empty());
                for uri in &client.redirect_uris {
                    prop_assert!(redirect_uri::check(uri).is_ok());
                }
                let token = Secret::new("t");
                let shown = Shown { secret: None, access_token: &token, uri: ISSUER };
                let told = information::write(&client, shown);
                // What is told can be registered again, and is the same.
                let again = Metadata::read(&told).map(|metadata| {
                    record::made(metadata, "id".to_owned(), hash, now)
                });
                prop_assert_eq!(again, Ok(client));
            }
        }
    }

    #[test]
    fn a_login_leads_to_a_path_of_this_server_or_nowhere(text in addresses()) {
        if let Some(path) = local_path(&text, ISSUER) {
            prop_assert!(path.starts_with('/') && !path.starts_with("//"));
            let there = Url::parse(ISSUER).unwrap().join(&path).unwrap();
            prop_assert_eq!(there.origin().ascii_serialization(), ISSUER);
        }
    }

    #[test]
    fn a_registered_uri_stands_in_a_header_as_it_is(text in addresses()) {
        if redirect_uri::check(&text).is_ok() {
            prop_assert!(HeaderValue::from_str(&text).is_ok());
            prop_assert!(Url::parse(&text).is_ok() && !text.contains('#'));
        }
    }

    #[test]
    fn cookies_of_any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let headers = header(COOKIE, &bytes);
        let sid = cookies::get(&headers, cookies::SID);
        prop_assert!(sid.is_none_or(|sid| !sid.is_empty()));
        prop_assert!(sid.and_then(SessionToken::parse).is_none());
    }

    #[test]
    fn authorization_of_any_bytes_is_read(
        scheme in "(?i)basic|bearer|token|[a-z]{0,8}",
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let value = [scheme.as_bytes(), b" ", &bytes].concat();
        if let Authorization::Basic(decoded) = credentials::read(&header(AUTHORIZATION, &value)) {
            let read = ClientCredentials::read(Some(&decoded), &Params::default());
            prop_assert!(read.is_err() || read.is_ok_and(|read| !read.client_id.is_empty()));
        }
    }

    #[test]
    fn basic_credentials_come_back_as_they_were(id in "\\PC{1,20}", secret in "\\PC{1,20}") {
        let header = format!("{}:{}", encode(&id), encode(&secret));
        let read = ClientCredentials::read(Some(header.as_bytes()), &Params::default()).unwrap();
        prop_assert_eq!(&read.client_id, &id);
        prop_assert!(read.secret.unwrap().equals(&Secret::new(secret)));
    }

    #[test]
    fn an_origin_of_any_text_is_judged(text in addresses()) {
        let is_foreign = same_site::is_foreign(&header(ORIGIN, text.as_bytes()), ISSUER);
        let is_ours = Url::parse(&text).is_ok_and(|url| url.origin().ascii_serialization() == ISSUER);
        let was_sent = HeaderValue::from_str(&text).is_ok();
        prop_assert!(!was_sent || is_ours != is_foreign);
    }

    #[test]
    fn words_of_any_kind_are_read(text in "\\PC{0,40}|(code|token|id_token|none|login| ){0,5}") {
        if let Some(types) = ResponseTypes::parse(&text) {
            prop_assert!(types.code || types.token || types.id_token);
        }
        if let Ok(prompt) = Prompt::parse(Some(&text)) {
            prop_assert!(!prompt.none || !(prompt.login || prompt.consent));
        }
    }

    #[test]
    fn claims_of_any_text_are_read(
        text in "\\PC{0,60}|[\\[\\]{}:,\"a-z0-9 ]{0,60}|\\{\"(userinfo|id_token)\": ?\\{\"(sub|name|x)\": ?(null|1|\\{\"(essential|value|values)\": ?(true|\\[\"a\"\\]|null)\\})\\}\\}"
    ) {
        if let Ok(request) = ClaimsRequest::parse(&text) {
            prop_assert!(request.names().all(can_be_asked_for));
            let kept = serde_json::to_string(&request).unwrap();
            let again: ClaimsRequest = serde_json::from_str(&kept).unwrap();
            prop_assert_eq!(again.userinfo, request.userinfo);
        }
    }

    #[test]
    fn a_query_of_any_bytes_is_read_and_means_the_same_when_written_again(
        bytes in prop::collection::vec(any::<u8>(), 0..80)
    ) {
        if let Ok(params) = Params::from_urlencoded(&bytes) {
            let again = Params::from_urlencoded(params.to_query().as_bytes()).unwrap();
            prop_assert!(again == params);
        }
    }

    #[test]
    fn no_text_is_taken_for_a_hint(text in "\\PC{0,60}|[A-Za-z0-9_-]{0,30}(\\.[A-Za-z0-9_-]{0,30}){0,4}") {
        prop_assert_eq!(read_hint(&text, "web", &HintKeys::Secrets(vec![Secret::new("s")])), None);
    }

    #[test]
    fn no_text_is_taken_for_an_assertion_nor_breaks_who_reads_it(
        text in "\\PC{0,60}|[A-Za-z0-9_-]{0,30}(\\.[A-Za-z0-9_-]{0,30}){0,4}", claims in "\\PC{0,40}"
    ) {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}.{text}", part("{\"alg\":\"ES256\"}"), part(&claims));
        for text in [&text, &signed] {
            let now = Timestamp::from_millis(0);
            let checked = client_assertion::check(text, "web", &[ISSUER.to_owned()], &[], now);
            prop_assert!(checked.is_err());
            client_assertion::claimed_client(text);
        }
        client_keys::read(&text).ok();
    }
}
