//! What can be done with a user besides saving him.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use shared::{
    admin::users,
    protocol::user::User,
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
pub(super) async fn act(Path(name): Path<String>, admitted: Admitted) -> Result<Response, Failure> {
    let (app, here) = (&admitted.app, path(&name));
    let outcome = match admitted.field("act") {
        "save" => return edit::save(&admitted, &name).await,
        "revoke" => return grants::revoke(&admitted, &here).await,
        "make-api-key" => return make_api_key(&admitted, &name).await,
        "revoke-api-key" => {
            let user = users::revoke_api_key(app, &name).await;
            user.map(|user| ("API key revoked", user, Done::KeyRevoked))
        }
        "unlock" => {
            let user = users::unlock(app, &name).await;
            user.map(|user| ("user unlocked", user, Done::Unlocked))
        }
        "cut-off" => {
            let user = users::cut_off(app, &name).await;
            user.map(|user| ("user signed out everywhere", user, Done::CutOff))
        }
        "delete" => {
            let seen = answer::seen(&admitted);
            let user = users::remove(app, &admitted.manager, &name, seen).await;
            user.map(|user| ("user deleted", user, Done::Deleted))
        }
        _ => return redirect(StatusCode::SEE_OTHER, &here),
    };
    match outcome {
        Ok((act, user, done)) => {
            admitted.trail().act(act).subject(&user.sub).done();
            answer::back(if done == Done::Deleted { PATH } else { &here }, done)
        }
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// What can be done with this one.
pub(super) fn panels(user: &User) -> Vec<Panel> {
    let act = |name, label| Act { name, label, question: None };
    let ask = |name, label, question| Act { name, label, question: Some(question) };
    let keys = match &user.api_key {
        None => vec![act("make-api-key", "Make an API key")],
        Some(_) => vec![
            ask("make-api-key", "Make another API key", "The one that is there ends at once."),
            ask(
                "revoke-api-key",
                "Revoke the API key",
                "Programs that use it are refused at once.",
            ),
        ],
    };
    vec![
        Panel {
            title: "Login",
            text: "After ten wrong passwords a user has to wait for up to ten minutes.".to_owned(),
            facts: Facts::new(),
            acts: vec![act("unlock", "Forget failed logins")],
        },
        Panel {
            title: "API key",
            text: "A program that sends it may do what the user may.".to_owned(),
            facts: Facts::new(),
            acts: keys,
        },
        Panel {
            title: "End",
            text: String::new(),
            facts: Facts::new(),
            acts: vec![
                ask(
                    "cut-off",
                    "Sign out everywhere",
                    "Every session, token and API key of this user dies at once. He can log in \
                     again.",
                ),
                ask(
                    "delete",
                    "Delete",
                    "The user and everything that he was given end at once. Somebody who gets this \
                     e-mail address later is another user.",
                ),
            ],
        },
    ]
}

async fn make_api_key(admitted: &Admitted, name: &str) -> Result<Response, Failure> {
    let (user, key) = match users::make_api_key(&admitted.app, name).await {
        Ok(made) => made,
        Err(error) => return answer::refuse(admitted, error),
    };
    admitted.trail().act("API key made").subject(&user.sub).done();
    let secret = ShownSecret {
        parts: vec![("API Key", key.api_key), ("API Secret", key.api_secret.expose().to_owned())],
        hint: "Send both as: Authorization: token <API Key>:<API Secret>. The secret is not shown \
               again.",
    };
    edit::page_of(admitted, &user, Shown::secret(Some(secret))).await
}
