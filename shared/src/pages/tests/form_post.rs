//! Tests of the page that sends an answer: the only one with a script.

use super::*;
use crate::protocol::{
    client_answer::ClientAnswer, redirect_uri::RegisteredRedirectUri, response_mode::ResponseMode,
};

/// The page that sends these parameters to a place of the web.
pub(super) fn form_post_to(uri: &str, parameters: &[(&str, &str)]) -> FormPostPage {
    let uri = RegisteredRedirectUri::find(Some(uri), &[uri.to_owned()], None).unwrap();
    match ClientAnswer::to(&uri, ResponseMode::FormPost, parameters) {
        ClientAnswer::Form(form) => FormPostPage::new(form),
        ClientAnswer::Redirect(to) => panic!("a redirect to {to}"),
    }
}

pub(super) fn form_post() -> FormPostPage {
    let parameters = [("code", "csrf-7f3a"), ("state", "s t"), ("iss", "https://id.example.com")];
    form_post_to("https://ledger.example.com/cb?x=1", &parameters)
}

const HOSTILE: &str = "\"><b>'</script><script>alert(1)</script><!-- &quot; \u{e9}";

#[test]
fn the_form_has_every_parameter_and_a_button_for_who_runs_no_script() {
    let html = with_slashes(&render(&form_post()));
    for part in [
        r#"<form method="post" action="https://ledger.example.com/cb?x=1">"#,
        r#"<input type="hidden" name="code" value="csrf-7f3a">"#,
        r#"<input type="hidden" name="state" value="s t">"#,
        r#"<input type="hidden" name="iss" value="https://id.example.com">"#,
        r#"<noscript><button class="button button-primary" id="btn-continue" type="submit">Continue<"#,
        "sent on to <bdi>ledger.example.com</bdi>.",
        "</main>\n<script>document.forms[0].submit();</script>\n</body>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    // A field called `submit` would stand in the way of the form's own function.
    assert!(!html.contains(r#"name="submit""#));
}

#[test]
fn its_policy_allows_its_own_script_and_no_other_page_has_one() {
    let policy = content_security_policy::<FormPostPage>();
    let html = render(&form_post());
    let (_, rest) = html.split_once("<script>").unwrap();
    let (script, rest) = rest.split_once("</script>").unwrap();
    let hash = STANDARD.encode(sha256(script.as_bytes()));
    assert!(policy.contains(&format!("; script-src 'sha256-{hash}'; ")), "{policy}");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("form-action"));
    assert!(!policy.contains("unsafe") && !rest.contains("<script"));
    for policy in [
        content_security_policy::<LoginPage>(),
        content_security_policy::<ConsentPage>(),
        content_security_policy::<MessagePage>(),
        content_security_policy::<MePage>(),
        content_security_policy::<AppsPage>(),
        content_security_policy::<SessionsPage>(),
        content_security_policy::<PasswordPage>(),
        content_security_policy::<ProfilePage>(),
    ] {
        assert!(!policy.contains("script-src"), "{policy}");
    }
}

#[test]
fn what_a_client_sends_back_to_itself_stays_a_text() {
    for language in Language::ALL {
        let uri = "https://a.example/cb?\"><script>alert(1)</script>";
        let page = form_post_to(uri, &[("state", HOSTILE), (HOSTILE, "x")]);
        let html = render_in(language, &page);
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(!html.contains("<b>") && !html.contains("<!--"), "{html}");
        let escaped = "&quot;&gt;&lt;b&gt;&#x27;&lt;&#x2f;script&gt;&lt;script&gt;alert(1)\
                       &lt;&#x2f;script&gt;&lt;!-- &amp;quot; \u{e9}";
        assert_eq!(html.matches(escaped).count(), 2, "{html}");
        assert_eq!(html.matches("<input").count(), 2, "{html}");
    }
}
