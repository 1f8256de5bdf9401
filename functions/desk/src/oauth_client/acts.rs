//! What can be done with a client besides saving it.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use shared::{
    admin::{AdminError, clients, clients::Written},
    protocol::client::{Client, StoredSecret},
    secret::Secret,
    web::{Failure, answer::redirect},
};

use super::{PATH, edit, path};
use crate::{
    answer::{self, Done},
    grants,
    guard::Admitted,
    pages::{Act, Facts, Panel, ShownSecret},
    shown::Shown,
};

/// Does what a form of the page asks for.
pub(super) async fn act(
    Path(client_id): Path<String>,
    admitted: Admitted,
) -> Result<Response, Failure> {
    let (app, id) = (&admitted.app, client_id.as_str());
    let (here, seen) = (path(id), answer::seen(&admitted));
    let done = |act: &'static str| admitted.trail().act(act).client(id).done();
    let outcome = match admitted.field("act") {
        "save" => return edit::save(&admitted, id).await,
        "revoke" => return grants::revoke(&admitted, &here).await,
        "show-secret" => return show_secret(&admitted, id).await,
        "add-secret" => match clients::add_secret(app, id, seen).await {
            Ok(written) => return with_secret(&admitted, "client secret added", written).await,
            Err(error) => Err(error),
        },
        "replace-secret" => match clients::replace_secret(app, id, seen).await {
            Ok(written) => return with_secret(&admitted, "client secret replaced", written).await,
            Err(error) => Err(error),
        },
        "retire-secret" => clients::retire_secret(app, id, seen)
            .await
            .map(|_| done("client secret retired"))
            .map(|()| Done::SecretRetired),
        "cut-off" => {
            clients::cut_off(app, id).await.map(|_| done("client cut off")).map(|()| Done::CutOff)
        }
        "delete" => match clients::remove(app, id, seen).await {
            Ok(_) => {
                done("client deleted");
                return answer::back(PATH, Done::Deleted);
            }
            Err(error) => Err(error),
        },
        _ => return redirect(StatusCode::SEE_OTHER, &here),
    };
    match outcome {
        Ok(done) => answer::back(&here, done),
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// What can be done with this one.
pub(super) fn panels(client: &Client) -> Vec<Panel> {
    let act = |name, label| Act { name, label, question: None };
    let ask = |name, label, question| Act { name, label, question: Some(question) };
    let mut panels = Vec::new();
    if client.has_secret() {
        let mut acts = Vec::new();
        if client.has_readable_secret() {
            acts.push(act("show-secret", "Show the secret"));
        }
        let text = if client.next_client_secret == StoredSecret::None {
            acts.push(act("add-secret", "Add a second secret"));
            "While an app changes over to another secret, two are good."
        } else {
            acts.push(ask(
                "retire-secret",
                "End the older secret",
                "An app that still uses it gets no token any more. What it has stays good.",
            ));
            "Two secrets are good. When the app uses the newer one, end the older."
        };
        acts.push(ask(
            "replace-secret",
            "Replace the secret",
            "For a secret that has leaked: every one that the client has ends at once, and the app \
             needs the new one.",
        ));
        panels.push(Panel { title: "Secret", text: text.to_owned(), facts: Facts::new(), acts });
    }
    panels.push(Panel {
        title: "End",
        text: String::new(),
        facts: Facts::new(),
        acts: vec![
            ask(
                "cut-off",
                "Cut off",
                "Every code and token of this client dies, and its users have to authorize it \
                 again. The client stays.",
            ),
            ask(
                "delete",
                "Delete",
                "The client and everything that it was given end at once, and do not come back.",
            ),
        ],
    });
    panels
}

/// A secret that has just been made.
pub(super) fn new_secret(client: &Client, secret: &Secret) -> ShownSecret {
    let hint = if client.signs_id_tokens() {
        "Give both to the app. The secret can be shown again here."
    } else {
        "Give both to the app. The secret is kept as a hash, and not shown again."
    };
    shown(client, secret, hint)
}

fn shown(client: &Client, secret: &Secret, hint: &'static str) -> ShownSecret {
    ShownSecret {
        parts: vec![
            ("Client ID", client.client_id.clone()),
            ("Client Secret", secret.expose().to_owned()),
        ],
        hint,
    }
}

/// Shows the secrets that can be read: by a POST, so that no history or cache has them.
async fn show_secret(admitted: &Admitted, client_id: &str) -> Result<Response, Failure> {
    let client = match clients::read(&admitted.app, client_id).await {
        Ok(client) => client,
        Err(error) => return answer::refuse(admitted, error),
    };
    let secrets = admitted.app.open_client_secrets(&client).await?;
    let Some(current) = secrets.current else {
        let error = AdminError::Forbidden("The secret is kept as a hash. Make a new one.");
        return answer::refuse(admitted, error);
    };
    admitted.trail().act("client secret shown").client(client_id).done();
    let hint = "Whoever has it can act as the app, and sign what the app believes.";
    let mut secret = shown(&client, &current, hint);
    if let Some(next) = secrets.next {
        secret.parts.push(("Newer Client Secret", next.expose().to_owned()));
    }
    edit::page_of(admitted, &client, Shown::secret(Some(secret))).await
}

async fn with_secret(
    admitted: &Admitted,
    act: &'static str,
    written: Written,
) -> Result<Response, Failure> {
    let Written { client, secret } = written;
    admitted.trail().act(act).client(&client.client_id).done();
    let secret = secret.map(|secret| new_secret(&client, &secret));
    edit::page_of(admitted, &client, Shown::secret(secret)).await
}
