//! The instruments themselves, on what somebody else has written down.

use super::{entropy, forms, id_token::half_hash};

/// All of them, by name.
pub(crate) const ALL: [(&str, fn()); 4] = [
    ("a_form_is_filled_as_a_browser_fills_it", a_form_is_filled_as_a_browser_fills_it),
    ("what_was_escaped_is_read_as_it_was", what_was_escaped_is_read_as_it_was),
    ("the_hashes_of_the_specifications_appendix", the_hashes_of_the_specifications_appendix),
    ("chance_is_told_from_habit", chance_is_told_from_habit),
];

fn a_form_is_filled_as_a_browser_fills_it() {
    let html = r#"
        <p>Not in a form: <input name="stray" value="1"></p>
        <form METHOD="POST" action='/go?a=1&amp;b="2"'>
        <input type="hidden" name="token" value="a&#x2f;b">
        <input id=user name=usr required autofocus>
        <input type="password" name="pwd">
        <button name="decision" value="deny">No</button>
        <button name="decision" value="allow">Yes &gt;</button>
        </form>
        <form><input type="submit" value="Search"></form>"#;
    let forms = forms::read(html);
    assert_eq!(forms.len(), 2);
    let form = &forms[0];
    assert_eq!((form.method.as_str(), form.action.as_deref()), ("post", Some("/go?a=1&b=\"2\"")));
    assert_eq!((form.field(&["text"]), form.field(&["password"])), (Some("usr"), Some("pwd")));
    let sent = form.filled(&[("usr", "ada"), ("pwd", "x")], form.button("decision", "allow"));
    let expected = [("token", "a/b"), ("usr", "ada"), ("pwd", "x"), ("decision", "allow")];
    assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(forms[1].action.is_none() && forms[1].fields.is_empty());
}

fn what_was_escaped_is_read_as_it_was() {
    for (escaped, plain) in [
        ("a &amp;amp; b", "a &amp; b"),
        ("&lt;&gt;&quot;&#39;&#x27;", "<>\"''"),
        ("?a=1&b=2&unknown;", "?a=1&b=2&unknown;"),
        ("100%", "100%"),
    ] {
        assert_eq!(forms::unescape(escaped), plain);
    }
}

/// OpenID Connect Core appendix A.4.
fn the_hashes_of_the_specifications_appendix() {
    let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
    assert_eq!(half_hash(access_token), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(half_hash(code), "LDktKdoQak3Pk0cnXxCltA");
}

fn chance_is_told_from_habit() {
    assert!(entropy::bits(&"a".repeat(1000)) < 1.0);
    assert!(entropy::bits("0123456789012345") < 96.0);
    assert!(entropy::bits(&entropy::random(64)) > 96.0);
    assert_ne!(entropy::random(32), entropy::random(32));
}
