//! Resource indicators: what is one, what a request may name, and what it may have.

use proptest::prelude::*;

use super::*;
use crate::protocol::{
    client::AccessTokenFormat,
    grant::{AccessToken, Grant, Stage, Tokens},
    redemption_fixture::{NOW, grant},
};

fn read(values: &[&str]) -> Result<Resources, ResourceError> {
    let pairs = values.iter().map(|uri| ("resource".to_owned(), (*uri).to_owned()));
    Resources::read(&Params::from_pairs(pairs.collect()).unwrap())
}

fn named(values: &[&str]) -> Resources {
    read(values).unwrap()
}

#[test]
fn a_resource_is_an_absolute_uri_without_a_fragment() {
    for good in ["https://api.example", "https://api.example/mcp?x=1", "urn:example:api"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    let long = format!("https://api.example/{}", "a".repeat(LONGEST));
    for bad in ["", "api", "/mcp", "https://api.example/#x", "https://a b", &long] {
        assert_eq!(check(bad), Err(NoResource), "{bad}");
    }
    assert_eq!(read(&["https://a.example", "b"]), Err(ResourceError::Malformed));
}

#[test]
fn a_request_names_each_api_once_and_not_too_many() {
    assert_eq!(named(&[""]), Resources::default(), "empty is absent");
    let twice = named(&["https://a.example", "https://A.example/", "https://a.example"]);
    assert_eq!(twice.uris(), ["https://a.example"]);
    let many: Vec<String> = (0..=MOST).map(|n| format!("https://a.example/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(read(many.split_last().unwrap().1).unwrap().uris().len(), MOST);
    assert_eq!(read(&many), Err(ResourceError::TooMany));
    let long = |end| format!("https://a.example/{}{end}", "a".repeat(LONGEST - 100));
    assert_eq!(read(&[&long("1"), &long("2"), &long("3")]), Err(ResourceError::TooMany));
}

#[test]
fn a_token_is_for_what_was_granted_or_less() {
    let (a, b) = (named(&["https://a.example"]), named(&["https://b.example"]));
    let both = named(&["https://a.example", "https://b.example"]);
    let none = Resources::default();
    assert_eq!(both.narrowed(&none), Ok(both.clone()));
    assert_eq!(both.narrowed(&a), Ok(a.clone()));
    assert_eq!(none.narrowed(&a), Ok(a.clone()));
    assert_eq!(none.narrowed(&none), Ok(none.clone()));
    assert_eq!(a.narrowed(&b), Err(ResourceError::Exceeded));
    assert_eq!(a.narrowed(&both), Err(ResourceError::Exceeded));
    assert!(both.answer(&a) && both.answer(&both) && none.answer(&none));
    assert!(!a.answer(&both) && !a.answer(&none) && !none.answer(&a));
}

#[test]
fn a_server_that_names_its_apis_makes_tokens_for_no_other() {
    let supported = ["https://a.example/".to_owned(), "urn:b".to_owned()];
    assert_eq!(named(&["https://a.example", "urn:b"]).check_supported(&supported), Ok(()));
    assert_eq!(Resources::default().check_supported(&supported), Ok(()));
    for foreign in ["https://a.example/x", "https://a.example.evil", "http://a.example", "urn:c"] {
        let asked = named(&["urn:b", foreign]);
        assert_eq!(asked.check_supported(&supported), Err(ResourceError::Unknown), "{foreign}");
        assert_eq!(asked.check_supported(&[]), Ok(()));
    }
}

#[test]
fn an_api_takes_what_names_it_or_none() {
    let issuer = "https://id.example";
    for good in [&[][..], &["https://id.example/"], &["urn:x", "https://id.example/api/resource"]] {
        assert!(named(good).leave_room_for(issuer), "{good:?}");
    }
    for foreign in ["https://mcp.example", "https://id.example.evil", "urn:https://id.example"] {
        assert!(!named(&[foreign]).leave_room_for(issuer), "{foreign}");
    }
}

#[test]
fn a_grant_that_names_no_api_is_stored_as_it_always_was() {
    let hash = crate::secret::SecretHash::of("a");
    let (scope, resources) = (grant(Stage::Revoked).scope, Resources::default());
    let token =
        AccessToken { hash, format: AccessTokenFormat::Opaque, scope, resources, expires_at: NOW };
    let with = |token| grant(Stage::Active(Tokens { refresh: None, access: vec![token] }));
    let old = with(token.clone());
    let stored = serde_json::to_string(&old).unwrap();
    assert!(!stored.contains("resources") && !stored.contains("format"), "it grows by nothing");
    assert_eq!(serde_json::from_str::<Grant>(&stored).unwrap(), old);
    let resources = named(&["https://a.example", "urn:b"]);
    let new = Grant { resources: resources.clone(), ..with(AccessToken { resources, ..token }) };
    let stored = serde_json::to_string(&new).unwrap();
    assert_eq!(serde_json::from_str::<Grant>(&stored).unwrap(), new);
}

proptest! {
    #[test]
    fn no_resource_of_a_stranger_breaks_its_reader(
        texts in prop::collection::vec("\\PC{0,40}|[a-z]{0,5}:[/\\\\a-z.@:?#%]{0,30}", 0..12)
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        if let Ok(resources) = read(&texts) {
            prop_assert!(resources.uris().len() <= MOST);
            prop_assert!(resources.uris().iter().all(|uri| check(uri).is_ok()));
            prop_assert_eq!(resources.narrowed(&resources), Ok(resources.clone()));
            prop_assert!(resources.answer(&resources));
            prop_assert_eq!(resources.hosts().is_empty(), resources.is_empty());
        }
    }
}
