//! What can be done to one document: read, create, save and remove, by doctype.

use serde_json::Value;
use shared::App;

use super::{
    bearer_token, doctype::Doctype, documents, oauth_client, refusal::Refused, sent::Fields,
    settings, user,
};
use crate::guard::Program;

/// The doctype of this name.
pub(crate) fn doctype(name: &str) -> Result<Doctype, Refused> {
    let unknown =
        || Refused::NoDoctype(name.chars().filter(|c| !c.is_control()).take(60).collect());
    Doctype::parse(name).ok_or_else(unknown)
}

/// Reads a document.
pub(crate) async fn read(app: &App, doctype: Doctype, name: &str) -> Result<Value, Refused> {
    match doctype {
        Doctype::OAuthClient => {
            let client = shared::admin::clients::read(app, name).await?;
            Ok(documents::client(&client))
        }
        Doctype::User => Ok(documents::user(&shared::admin::users::read(app, name).await?)),
        Doctype::BearerToken => bearer_token::read(app, name).await,
        Doctype::ProviderSettings | Doctype::OAuthSettings | Doctype::SocialLoginKey => {
            settings::read(app, doctype, name).await
        }
    }
}

/// Makes a document.
pub(crate) async fn create(
    program: &Program,
    doctype: Doctype,
    sent: &Fields,
) -> Result<Value, Refused> {
    let created = match doctype {
        Doctype::OAuthClient => oauth_client::create(program, sent).await,
        Doctype::User => user::create(program, sent).await,
        Doctype::BearerToken => Err(bearer_token::not_made()),
        Doctype::ProviderSettings | Doctype::OAuthSettings | Doctype::SocialLoginKey => {
            Err(settings::neither_made_nor_removed())
        }
    };
    tell(program, "create", (doctype, ""), created)
}

/// Changes the fields of a document that were sent.
pub(crate) async fn save(
    program: &Program,
    doctype: Doctype,
    name: &str,
    sent: &Fields,
) -> Result<Value, Refused> {
    let saved = match doctype {
        Doctype::OAuthClient => oauth_client::save(program, name, sent).await,
        Doctype::User => user::save(program, name, sent).await,
        Doctype::BearerToken => bearer_token::save(program, name, sent).await,
        Doctype::ProviderSettings | Doctype::OAuthSettings | Doctype::SocialLoginKey => {
            settings::save(program, doctype, name, sent).await
        }
    };
    tell(program, "save", (doctype, name), saved)
}

/// Removes a document.
pub(crate) async fn remove(program: &Program, doctype: Doctype, name: &str) -> Result<(), Refused> {
    let removed = match doctype {
        Doctype::OAuthClient => oauth_client::remove(program, name).await,
        Doctype::User => user::remove(program, name).await,
        Doctype::BearerToken => bearer_token::revoke(program, name).await.map(drop),
        Doctype::ProviderSettings | Doctype::OAuthSettings | Doctype::SocialLoginKey => {
            Err(settings::neither_made_nor_removed())
        }
    };
    tell(program, "delete", (doctype, name), removed)
}

/// Writes down what was refused. By the exception's name: its words may have an e-mail.
pub(crate) fn tell<T>(
    program: &Program,
    act: &'static str,
    (doctype, name): (Doctype, &str),
    result: Result<T, Refused>,
) -> Result<T, Refused> {
    if let Err(refused) = &result {
        let (_, exc_type) = refused.exception();
        let trail = program.trail().act(act);
        let is_client = doctype == Doctype::OAuthClient && !name.is_empty();
        let trail = if is_client { trail.client(name) } else { trail };
        trail.refused(&exc_type);
    }
    result
}
