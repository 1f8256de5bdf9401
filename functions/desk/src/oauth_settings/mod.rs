//! `/app/oauth-settings`: what of the server is public, who registers clients, and what the server
//! says of itself as a resource.

mod sections;

use axum::response::Response;
use http::StatusCode;
use shared::{
    admin::{AdminError, settings},
    doctype::{
        Document, DocumentError,
        oauth_settings::{OAUTH_SETTINGS, write},
        settings::SettingsEntry,
    },
    pages::Link,
    store::settings::ProviderSettings,
    web::{Failure, answer::redirect},
};

use crate::{
    answer::{self, Done},
    form::{self, Values},
    guard::Admitted,
    pages::{Act, DocumentPage, Facts, Panel, ShownSecret},
    shown::Shown,
};
use sections::FORM;

/// The address.
pub(crate) const PATH: &str = "/app/oauth-settings";

/// Shows them.
pub(crate) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    let shown = Shown::notice(answer::notice(&query));
    show_stored(&admitted, StatusCode::OK, &shown).await
}

/// Does what a form of the page asks for.
pub(crate) async fn act(admitted: Admitted) -> Result<Response, Failure> {
    match admitted.field("act") {
        "save" => save(&admitted).await,
        "make-initial-access-token" => make_initial_access_token(&admitted).await,
        _ => redirect(StatusCode::SEE_OTHER, PATH),
    }
}

async fn save(admitted: &Admitted) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    let entry = match read(&values) {
        Ok(entry) => entry,
        Err(error) => {
            let shown = Shown::faulty(values, error);
            return show_stored(admitted, StatusCode::BAD_REQUEST, &shown).await;
        }
    };
    match settings::change(&admitted.app, answer::seen(admitted), &entry).await {
        Ok(_) => {
            admitted.trail().act("settings changed").done();
            answer::back(PATH, Done::Saved)
        }
        Err(AdminError::Modified) => {
            show_stored(admitted, StatusCode::CONFLICT, &Shown::conflict(values)).await
        }
        Err(error) => answer::refuse(admitted, error),
    }
}

async fn make_initial_access_token(admitted: &Admitted) -> Result<Response, Failure> {
    let (app, seen) = (&admitted.app, answer::seen(admitted));
    let (settings, token) = match settings::make_initial_access_token(app, seen).await {
        Ok(made) => made,
        Err(error) => return answer::refuse(admitted, error),
    };
    admitted.trail().act("initial access token made").done();
    let secret = ShownSecret {
        parts: vec![("Initial Access Token", token.expose().to_owned())],
        hint: "Whoever registers clients sends it as: Authorization: Bearer <token>. It is kept as a \
               hash, and not shown again.",
    };
    let page = page(admitted, &settings, &Shown::secret(Some(secret)));
    admitted.show(StatusCode::OK, &page)
}

fn read(values: &Values) -> Result<SettingsEntry, DocumentError> {
    let mut fields = form::to_fields(values, FORM);
    fields.insert("doctype".to_owned(), OAUTH_SETTINGS.into());
    let (mut entry, value) = (SettingsEntry::default(), fields.into());
    entry.add_settings(&Document::new(1, &value)?)?;
    Ok(entry)
}

async fn show_stored(
    admitted: &Admitted,
    status: StatusCode,
    shown: &Shown,
) -> Result<Response, Failure> {
    let settings = admitted.app.store().provider_settings().await?.unwrap_or_default();
    admitted.show(status, &page(admitted, &settings, shown))
}

fn page(admitted: &Admitted, settings: &ProviderSettings, shown: &Shown) -> DocumentPage {
    let saved = form::values_of(&write(&settings.oauth), FORM);
    let back = Link { href: "/app".to_owned(), label: "Desk".to_owned() };
    DocumentPage {
        title: OAUTH_SETTINGS.to_owned(),
        notice: shown.notice.map(str::to_owned),
        shown_secret: shown.secret.clone(),
        error: shown.error(FORM),
        sections: shown.sections(FORM, &saved),
        submit: shown.submit(),
        panels: vec![initial_access_token(settings)],
        modified: settings.modified.millis().to_string(),
        ..DocumentPage::empty("settings", PATH.to_owned(), back, &admitted.csrf_token)
    }
}

fn initial_access_token(settings: &ProviderSettings) -> Panel {
    let (label, question, text) = match settings.oauth.initial_access_token_hash {
        None => (
            "Make a token",
            None,
            "There is none. Where Registration Access is Initial Access Token, clients register \
             with one alone.",
        ),
        Some(_) => (
            "Replace the token",
            Some(
                "The token that is there registers no client any more. Clients that it has \
                  registered stay.",
            ),
            "There is one. Where Registration Access is Initial Access Token, clients register with \
             it alone.",
        ),
    };
    Panel {
        title: "Initial access token",
        text: text.to_owned(),
        facts: Facts::new(),
        acts: vec![Act { name: "make-initial-access-token", label, question }],
    }
}
