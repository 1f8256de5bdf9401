//! Tests of the parameters' reading.

use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Params {
    Params::from_urlencoded(text.as_bytes()).unwrap()
}

#[test]
fn an_empty_parameter_is_an_absent_one() {
    assert_eq!(parsed("scope=&state").get("scope"), Ok(None));
    assert_eq!(parsed("scope=&state").get("state"), Ok(None));
    assert!(parsed("scope=").has("scope"));
    assert_eq!(parsed("code=").require("code"), Err(ParamsError::Missing("code".to_owned())));
}

#[test]
fn a_repeated_parameter_is_an_error_only_for_who_reads_it() {
    let params = parsed("a=1&state=x&state=y");
    assert_eq!(params.get("state"), Err(ParamsError::Duplicate("state".to_owned())));
    assert_eq!(params.get("a"), Ok(Some("1")));
}

#[test]
fn plus_and_percent_twenty_are_spaces() {
    let params = parsed("scope=all+openid&other=a%20b%2Bc");
    assert_eq!(params.get("scope"), Ok(Some("all openid")));
    assert_eq!(params.get("other"), Ok(Some("a b+c")));
}

#[test]
fn what_is_not_text_is_refused() {
    for bad in ["a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "a=%ED%A0%80", "%00=a", "a=%1b[0m"] {
        let read = Params::from_urlencoded(bad.as_bytes());
        assert_eq!(read, Err(ParamsError::Malformed), "{bad}");
    }
}

#[test]
fn a_json_value_must_be_a_plain_one() {
    let read = Params::from_json(br#"{"token": ["like", "%"]}"#);
    assert_eq!(read, Err(ParamsError::NotText("token".to_owned())));
    let params = Params::from_json(br#"{"usr": "alice", "n": 1, "none": null}"#).unwrap();
    assert_eq!(params.get("usr"), Ok(Some("alice")));
    assert_eq!(params.get("n"), Ok(Some("1")));
    assert_eq!(params.get("none"), Ok(None));
    assert_eq!(Params::from_json(br#"{"usr": "\ud800"}"#), Err(ParamsError::Malformed));
    assert_eq!(Params::from_json(b"[]"), Err(ParamsError::Malformed));
}

#[test]
fn debug_shows_names_and_no_values() {
    assert_eq!(format!("{:?}", parsed("pwd=hunter2")), r#"{"pwd"}"#);
}

proptest! {
    #[test]
    fn every_text_survives_a_round_trip(
        pairs in prop::collection::vec(("[a-z_]{1,10}", "[^\\p{Cc}]{0,60}"), 0..6)
    ) {
        let params = Params::from_pairs(pairs).unwrap();
        prop_assert_eq!(Params::from_urlencoded(params.to_query().as_bytes()), Ok(params));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let form = Params::from_urlencoded(&bytes);
        let json = Params::from_json(&bytes);
        prop_assert!(form.is_ok() || form == Err(ParamsError::Malformed));
        prop_assert!(json.is_ok() || json.is_err());
    }
}
