//! `/app/oauth-provider-settings`: of the OAuth Settings, whether people are asked again, as Frappe's
//! older document has it.

use axum::response::Response;
use http::StatusCode;
use shared::{
    admin::{AdminError, settings},
    doctype::{
        Document, DocumentError,
        settings::{PROVIDER_SETTINGS, SettingsEntry, write_provider_settings},
    },
    pages::Link,
    store::settings::ProviderSettings,
    web::Failure,
};

use crate::{
    answer::{self, Done},
    form::{self, FieldSpec, Kind, SectionSpec, Values},
    guard::Admitted,
    pages::DocumentPage,
    shown::Shown,
};

/// The address.
pub(crate) const PATH: &str = "/app/oauth-provider-settings";

const FORM: &[SectionSpec] = &[SectionSpec {
    title: "Consent",
    is_folded: false,
    fields: &[FieldSpec::new(
        "skip_authorization",
        "Skip Authorization",
        Kind::Select(&["Force", "Auto"]),
        "Force asks at every authorization. Auto does not ask again what the user has allowed that \
         client, while he allows it. Functions hear of a change within a minute.",
    )],
}];

/// Shows them.
pub(crate) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    let settings = admitted.app.store().provider_settings().await?.unwrap_or_default();
    let shown = Shown::notice(answer::notice(&query));
    admitted.show(StatusCode::OK, &page(&admitted, &settings, &shown))
}

/// Saves them.
pub(crate) async fn save(admitted: Admitted) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    let read = match read(&values) {
        Ok(entry) => entry,
        Err(error) => return answer::refuse(&admitted, error.into()),
    };
    let seen = answer::seen(&admitted);
    match settings::change(&admitted.app, seen, &read).await {
        Ok(_) => {
            admitted.trail().act("settings changed").done();
            answer::back(PATH, Done::Saved)
        }
        Err(AdminError::Modified) => {
            let settings = admitted.app.store().provider_settings().await?.unwrap_or_default();
            admitted
                .show(StatusCode::CONFLICT, &page(&admitted, &settings, &Shown::conflict(values)))
        }
        Err(error) => answer::refuse(&admitted, error),
    }
}

fn read(values: &Values) -> Result<SettingsEntry, DocumentError> {
    let mut fields = form::to_fields(values, FORM);
    fields.insert("doctype".to_owned(), PROVIDER_SETTINGS.into());
    let (mut entry, value) = (SettingsEntry::default(), fields.into());
    entry.add_settings(&Document::new(1, &value)?)?;
    Ok(entry)
}

fn page(admitted: &Admitted, settings: &ProviderSettings, shown: &Shown) -> DocumentPage {
    let saved = form::values_of(&write_provider_settings(settings.oauth.skip_authorization), FORM);
    let back = Link { href: "/app".to_owned(), label: "Desk".to_owned() };
    DocumentPage {
        title: PROVIDER_SETTINGS.to_owned(),
        notice: shown.notice.map(str::to_owned),
        error: shown.error(FORM),
        sections: shown.sections(FORM, &saved),
        submit: shown.submit(),
        modified: settings.modified.millis().to_string(),
        ..DocumentPage::empty("settings", PATH.to_owned(), back, &admitted.csrf_token)
    }
}
