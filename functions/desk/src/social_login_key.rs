//! `/app/social-login-key/frappe`: the name that the server goes by, and what to enter in another
//! Frappe site so that its users log in here.

use axum::response::Response;
use http::StatusCode;
use shared::{
    admin::{AdminError, settings},
    doctype::{
        Document, DocumentError,
        settings::{SOCIAL_LOGIN_KEY, SettingsEntry, write_social_login_key},
    },
    pages::Link,
    protocol::social_login_key::{fields, redirect_uris},
    store::settings::SocialLoginKey,
    web::Failure,
};

use crate::{
    answer::{self, Done},
    form::{self, FieldSpec, Kind, SectionSpec, Values},
    guard::Admitted,
    pages::{DocumentPage, Panel},
    shown::Shown,
};

/// The address.
pub(crate) const PATH: &str = "/app/social-login-key/frappe";

const FORM: &[SectionSpec] = &[SectionSpec {
    title: "This server",
    is_folded: false,
    fields: &[FieldSpec::new(
        "base_url",
        "Base URL",
        Kind::Text,
        "An origin such as https://id.example.com: the issuer in every token and document. Empty \
         means the one that it was deployed with. Apps that know the old one have to be told.",
    )],
}];

/// Shows it.
pub(crate) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    let key = admitted.app.store().social_login_key().await?.unwrap_or_default();
    let shown = Shown::notice(answer::notice(&query));
    admitted.show(StatusCode::OK, &page(&admitted, &key, &shown))
}

/// Saves the Base URL.
pub(crate) async fn save(admitted: Admitted) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    let read = match read(&values) {
        Ok(entry) => entry.base_url,
        Err(error) => {
            let key = admitted.app.store().social_login_key().await?.unwrap_or_default();
            let page = page(&admitted, &key, &Shown::faulty(values, error));
            return admitted.show(StatusCode::BAD_REQUEST, &page);
        }
    };
    let seen = answer::seen(&admitted);
    match settings::set_base_url(&admitted.app, seen, read).await {
        Ok(_) => {
            admitted.trail().act("issuer changed").done();
            answer::back(PATH, Done::Saved)
        }
        Err(AdminError::Modified) => {
            let key = admitted.app.store().social_login_key().await?.unwrap_or_default();
            admitted.show(StatusCode::CONFLICT, &page(&admitted, &key, &Shown::conflict(values)))
        }
        Err(error) => answer::refuse(&admitted, error),
    }
}

fn read(values: &Values) -> Result<SettingsEntry, DocumentError> {
    let mut fields = form::to_fields(values, FORM);
    fields.insert("doctype".to_owned(), SOCIAL_LOGIN_KEY.into());
    let (mut entry, value) = (SettingsEntry::default(), fields.into());
    entry.add_key(&Document::new(1, &value)?)?;
    Ok(entry)
}

fn page(admitted: &Admitted, key: &SocialLoginKey, shown: &Shown) -> DocumentPage {
    let saved = form::values_of(&write_social_login_key(key.base_url.as_deref()), FORM);
    let back = Link { href: "/app".to_owned(), label: "Desk".to_owned() };
    DocumentPage {
        title: "Social Login Key".to_owned(),
        notice: shown.notice.map(str::to_owned),
        error: shown.error(FORM),
        sections: shown.sections(FORM, &saved),
        submit: shown.submit(),
        panels: vec![elsewhere(&admitted.issuer), here()],
        modified: key.modified.millis().to_string(),
        ..DocumentPage::empty("login-key", PATH.to_owned(), back, &admitted.csrf_token)
    }
}

/// What is entered at the other site, in the order of its form.
fn elsewhere(issuer: &str) -> Panel {
    Panel {
        title: "At another Frappe site",
        text: "There, open Social Login Key, choose New, and enter what follows.".to_owned(),
        facts: fields(issuer, "the ID of its OAuth Client here"),
        acts: Vec::new(),
    }
}

/// What is entered here for it.
fn here() -> Panel {
    Panel {
        title: "Its client here",
        text: "Here, the other site is an OAuth Client.".to_owned(),
        facts: vec![
            ("Redirect URIs", redirect_uris("https://other-site.example.com").join("\n")),
            ("Scopes", "openid".to_owned()),
            ("A Frappe site", "yes".to_owned()),
        ],
        acts: Vec::new(),
    }
}
