//! Tests of the desk's pages: every one rendered, with what strangers may have written.

use serde::Serialize;
use shared::{
    clock::Timestamp,
    pages::{Language, Link, Page, Pages, content_security_policy},
};

use super::*;

const HOSTILE: &str = "\"'><script>alert(1)</script>";

fn link() -> Link {
    Link { href: "/app/user".to_owned(), label: HOSTILE.to_owned() }
}

fn field(kind: &'static str) -> Field {
    Field {
        name: "scopes",
        label: "Scopes",
        kind,
        value: HOSTILE.to_owned(),
        options: &["Code", "Token"],
        hint: "Words.",
        is_required: true,
        error: Some(HOSTILE.to_owned()),
        theirs: Some(HOSTILE.to_owned()),
    }
}

fn document() -> DocumentPage {
    let grant = GrantEntry {
        id: HOSTILE.to_owned(),
        of: HOSTILE.to_owned(),
        href: "javascript:alert(1)".to_owned(),
        scopes: vec![HOSTILE.to_owned(), "all".to_owned()],
        since: Timestamp::from_millis(1_800_000_000_000),
        last_used: Timestamp::from_millis(i64::MAX),
    };
    let kinds = ["text", "email", "number", "password", "lines", "check", "select"];
    let section = |is_folded| Section {
        title: "Part",
        is_folded,
        is_open: false,
        fields: kinds.map(field).to_vec(),
    };
    DocumentPage {
        here: "clients",
        path: "/app/oauth-client/x".to_owned(),
        back: link(),
        title: HOSTILE.to_owned(),
        notice: Some(HOSTILE.to_owned()),
        error: Some(HOSTILE.to_owned()),
        warning: Some("Look."),
        shown_secret: Some(ShownSecret {
            parts: vec![("A", HOSTILE.to_owned())],
            hint: "Keep it.",
        }),
        sections: vec![section(false), section(true)],
        submit: "Save",
        facts: vec![("Client ID", HOSTILE.to_owned())],
        panels: vec![Panel {
            title: "End",
            text: HOSTILE.to_owned(),
            facts: vec![("Scopes", HOSTILE.to_owned())],
            acts: vec![
                Act { name: "unlock", label: "Unlock", question: None },
                Act { name: "delete", label: "Delete", question: Some("Sure?") },
            ],
        }],
        grants: Some(Grants { entries: vec![grant], next: Some(link()) }),
        modified: HOSTILE.to_owned(),
        csrf_token: HOSTILE.to_owned(),
    }
}

fn list() -> ListPage {
    let entry = Entry {
        href: "//evil.example".to_owned(),
        title: HOSTILE.to_owned(),
        name: HOSTILE.to_owned(),
        tags: vec!["public"],
    };
    ListPage {
        here: "users",
        title: "Users",
        path: "/app/user",
        query: HOSTILE.to_owned(),
        search_hint: "A name.",
        new: link(),
        entries: vec![entry],
        is_whole: false,
        next: Some(link()),
        notice: Some("Deleted."),
    }
}

fn overview() -> OverviewPage {
    OverviewPage {
        here: "overview",
        counts: vec![Count { label: "Users", number: 3, href: Some("/app/user") }],
        counted_at: Timestamp::from_millis(1_800_000_000_000),
        issuer: HOSTILE.to_owned(),
        csrf_token: HOSTILE.to_owned(),
    }
}

fn render<P: Page + Serialize>(page: &P) -> String {
    Pages::new().unwrap().render(Language::English, page).unwrap()
}

fn bare() -> [String; 3] {
    let document = DocumentPage {
        notice: None,
        error: None,
        warning: None,
        shown_secret: None,
        facts: Facts::new(),
        panels: Vec::new(),
        grants: None,
        ..document()
    };
    let empty = Grants { entries: Vec::new(), next: None };
    let without_grants = DocumentPage { grants: Some(empty), ..document.clone() };
    let list = ListPage { entries: Vec::new(), next: None, notice: None, ..list() };
    [render(&document), render(&without_grants), render(&list)]
}

fn full() -> [String; 3] {
    [render(&document()), render(&list()), render(&overview())]
}

#[test]
fn every_page_has_one_heading_its_landmarks_and_no_script() {
    for html in bare().into_iter().chain(full()) {
        for once in ["<title>", "<h1>", "<main", "<header", "name=\"viewport\""] {
            assert_eq!(html.matches(once).count(), 1, "{once} in {html}");
        }
        let (_, body) = html.rsplit_once("</style>").unwrap();
        for forbidden in ["<script", " style=", " onclick=", "javascript:", "<iframe"] {
            assert!(!body.contains(forbidden), "{forbidden} in {body}");
        }
        assert!(html.contains(r#"aria-label="Desk""#));
    }
}

#[test]
fn what_others_wrote_is_escaped_and_leads_nowhere_else() {
    for html in full() {
        assert!(html.contains("&lt;script&gt;") && !html.contains("\"'>"), "{html}");
        assert!(!html.contains("href=\"&#x2f;&#x2f;evil"), "{html}");
    }
}

#[test]
fn every_form_that_changes_something_carries_the_sessions_token_and_says_where_it_goes() {
    for html in full() {
        let forms = html.split("<form").skip(1);
        for form in forms.filter(|form| form.contains("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("name=\"csrf_token\""), "{form}");
            // The page of what has just been made stands at the address that makes another.
            assert!(form.contains("action=\""), "{form}");
        }
    }
}

#[test]
fn the_policy_allows_both_styles_and_nothing_more() {
    let policy = content_security_policy::<ListPage>();
    assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
    assert!(!policy.contains("unsafe") && policy.starts_with("default-src 'none'; "));
    assert!(!STYLE.contains("url(") && !STYLE.contains('<') && !STYLE.contains('\r'));
}

#[test]
fn a_field_says_what_it_is_for_and_what_is_wrong_with_it() {
    let html = render(&document());
    let described =
        r#"aria-describedby="hint-scopes error-scopes theirs-scopes" aria-invalid="true""#;
    assert!(html.contains(described), "{html}");
    assert!(html.contains(r#"id="error-scopes""#) && html.contains("Saved meanwhile:"));
    // A password is never written into a page.
    let (_, password) = html.split_once(r#"type="password""#).unwrap();
    assert!(password.contains(r#"autocomplete="new-password""#));
}

#[test]
fn debug_hides_secrets_and_tokens() {
    let shown = format!("{:?} {:?}", document(), overview());
    assert!(!shown.contains("script"), "{shown}");
}
