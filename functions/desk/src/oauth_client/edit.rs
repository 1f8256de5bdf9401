//! The page of a client: made, shown, saved.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use shared::{
    admin::{AdminError, clients, clients::Written},
    doctype::{oauth_client, standard::to_the_second},
    pages::Link,
    protocol::{
        client::{Client, StoredSecret},
        client_authentication::Unsealed,
        scope::Scope,
    },
    web::Failure,
};

use super::{PATH, acts, form::FORM, path};
use crate::{
    answer::{self, Done},
    form, grants,
    guard::Admitted,
    listing::Asked,
    pages::{DocumentPage, Facts},
    shown::Shown,
};

/// The form of a client that is not there yet.
pub(super) async fn blank(admitted: Admitted) -> Result<Response, Failure> {
    admitted.show(StatusCode::OK, &new_page(&admitted, &Shown::default()))
}

/// Makes a client, and shows its secret.
pub(super) async fn create(admitted: Admitted) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    match clients::create(&admitted.app, &form::to_fields(&values, FORM)).await {
        Ok(Written { client, secret }) => {
            admitted.trail().act("client created").client(&client.client_id).done();
            let Some(secret) = secret else {
                return answer::back(&path(&client.client_id), Done::Created);
            };
            let shown = acts::new_secret(&client, &secret);
            page_of(&admitted, &client, Shown::secret(Some(shown))).await
        }
        Err(AdminError::Document(error)) => {
            let page = new_page(&admitted, &Shown::faulty(values, error));
            admitted.show(StatusCode::BAD_REQUEST, &page)
        }
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// Shows a client.
pub(super) async fn show(
    Path(client_id): Path<String>,
    admitted: Admitted,
) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    match clients::read(&admitted.app, &client_id).await {
        Ok(client) => page_of(&admitted, &client, Shown::notice(answer::notice(&query))).await,
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// Saves the form of a client.
pub(super) async fn save(admitted: &Admitted, client_id: &str) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    let fields = form::to_fields(&values, FORM);
    match clients::save(&admitted.app, client_id, answer::seen(admitted), &fields).await {
        Ok(Written { client, secret }) => {
            admitted.trail().act("client changed").client(client_id).done();
            let Some(secret) = secret else { return answer::back(&path(client_id), Done::Saved) };
            let secret = Some(acts::new_secret(&client, &secret));
            page_of(admitted, &client, Shown::secret(secret)).await
        }
        Err(AdminError::Document(error)) => {
            retry(admitted, client_id, Shown::faulty(values, error)).await
        }
        Err(AdminError::Modified) => retry(admitted, client_id, Shown::conflict(values)).await,
        Err(error) => answer::refuse(admitted, error),
    }
}

/// The form again, with what was typed.
async fn retry(admitted: &Admitted, client_id: &str, shown: Shown) -> Result<Response, Failure> {
    let is_conflict = shown.is_conflict();
    let client = match clients::read(&admitted.app, client_id).await {
        Ok(client) => client,
        Err(error) => return answer::refuse(admitted, error),
    };
    let mut page = document(admitted, &client, shown).await?;
    if is_conflict {
        return admitted.show(StatusCode::CONFLICT, &page);
    }
    // The version stays the one that the form was made of.
    admitted.field("modified").clone_into(&mut page.modified);
    admitted.show(StatusCode::BAD_REQUEST, &page)
}

/// The page of a client.
pub(super) async fn page_of(
    admitted: &Admitted,
    client: &Client,
    shown: Shown,
) -> Result<Response, Failure> {
    let page = document(admitted, client, shown).await?;
    admitted.show(StatusCode::OK, &page)
}

async fn document(
    admitted: &Admitted,
    client: &Client,
    shown: Shown,
) -> Result<DocumentPage, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    let path = path(&client.client_id);
    let grants = grants::of_client(&admitted.app, client, &Asked::read(&query), &path).await?;
    let saved = form::values_of(&oauth_client::write(client, &Unsealed::default()), FORM);
    let has_no_key = client.signs_id_tokens() && !client.has_readable_secret();
    let warning = "Its secret is only known by its hash, so no id_token can be signed for it. Make a \
                   new secret, and end the older one.";
    Ok(DocumentPage {
        title: client.app_name.clone(),
        notice: shown.notice.map(str::to_owned),
        error: shown.error(FORM),
        warning: has_no_key.then_some(warning),
        sections: shown.sections(FORM, &saved),
        submit: shown.submit(),
        shown_secret: shown.secret,
        facts: facts(client),
        panels: acts::panels(client),
        grants: Some(grants),
        modified: client.modified.millis().to_string(),
        ..DocumentPage::empty("clients", path, back(), &admitted.csrf_token)
    })
}

fn new_page(admitted: &Admitted, shown: &Shown) -> DocumentPage {
    let scopes = Scope::parse(oauth_client::DEFAULT_SCOPES);
    let client = Client { scopes, ..Client::default() };
    let blank = form::values_of(&oauth_client::write(&client, &Unsealed::default()), FORM);
    DocumentPage {
        title: "New client".to_owned(),
        error: shown.error(FORM),
        sections: shown.sections(FORM, &blank),
        submit: "Create",
        ..DocumentPage::empty("clients", format!("{PATH}/new"), back(), &admitted.csrf_token)
    }
}

fn back() -> Link {
    Link { href: PATH.to_owned(), label: "OAuth Clients".to_owned() }
}

fn facts(client: &Client) -> Facts {
    let secret = match (&client.client_secret, &client.next_client_secret) {
        (StoredSecret::None, _) if client.is_public() => "None: a public client",
        (StoredSecret::None, _) => "None: it signs with a key of its own",
        (StoredSecret::Hashed(_), StoredSecret::None) => "One, known by its hash",
        (StoredSecret::Sealed(_), StoredSecret::None) => "One",
        (_, StoredSecret::Hashed(_) | StoredSecret::Sealed(_)) => "Two, either is good",
    };
    let mut facts =
        vec![("Client ID", client.client_id.clone()), ("Client Secret", secret.to_owned())];
    if let Some(until) = client.document_until {
        facts.push(("Made of its document, read again from", to_the_second(until)));
    } else if client.is_self_registered {
        facts.push(("Registered", "by the app itself: nobody vouches for it".to_owned()));
    }
    if let Some(until) = client.unused_until {
        facts.push(("Kept until", format!("{}, if nobody uses it", to_the_second(until))));
    }
    facts.push(("Created", to_the_second(client.creation)));
    facts.push(("Changed", to_the_second(client.modified)));
    facts
}
