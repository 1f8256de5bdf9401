//! The page of a user: made, shown, saved.

use axum::{extract::Path, response::Response};
use http::StatusCode;
use shared::{
    admin::{AdminError, users},
    doctype::{standard::to_the_second, user},
    pages::Link,
    protocol::{roles, user::User},
    web::Failure,
};

use super::{
    PATH, acts,
    form::{FORM, NEW},
    path,
};
use crate::{
    answer::{self, Done},
    form, grants,
    guard::Admitted,
    pages::{DocumentPage, Facts},
    shown::Shown,
};

/// The form of a user who is not there yet.
pub(super) async fn blank(admitted: Admitted) -> Result<Response, Failure> {
    admitted.show(StatusCode::OK, &new_page(&admitted, &Shown::default()))
}

/// Makes a user.
pub(super) async fn create(admitted: Admitted) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, NEW);
    match users::create(&admitted.app, &form::to_fields(&values, NEW)).await {
        Ok(user) => {
            admitted.trail().act("user created").subject(&user.sub).done();
            answer::back(&path(&user.name), Done::Created)
        }
        Err(AdminError::Document(error)) => {
            let page = new_page(&admitted, &Shown::faulty(values, error));
            admitted.show(StatusCode::BAD_REQUEST, &page)
        }
        Err(error @ AdminError::Exists { .. }) => {
            // What was typed stays; it is not the form that is wrong.
            let error = Some(format!("{error}."));
            let page = DocumentPage { error, ..new_page(&admitted, &Shown::conflict(values)) };
            admitted.show(StatusCode::CONFLICT, &page)
        }
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// Shows a user.
pub(super) async fn show(
    Path(name): Path<String>,
    admitted: Admitted,
) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    match users::read(&admitted.app, &name).await {
        Ok(user) => page_of(&admitted, &user, Shown::notice(answer::notice(&query))).await,
        Err(error) => answer::refuse(&admitted, error),
    }
}

/// Saves the form of a user.
pub(super) async fn save(admitted: &Admitted, name: &str) -> Result<Response, Failure> {
    let values = form::sent(&admitted.form, FORM);
    let fields = form::to_fields(&values, FORM);
    let seen = answer::seen(admitted);
    let saved = users::save(&admitted.app, &admitted.manager, name, seen, &fields).await;
    let shown = match saved {
        Ok(user) => {
            admitted.trail().act("user changed").subject(&user.sub).done();
            return answer::back(&path(&user.name), Done::Saved);
        }
        Err(AdminError::Document(error)) => Shown::faulty(values, error),
        Err(AdminError::Modified) => Shown::conflict(values),
        Err(error) => return answer::refuse(admitted, error),
    };
    let is_conflict = shown.is_conflict();
    let user = match users::read(&admitted.app, name).await {
        Ok(user) => user,
        Err(error) => return answer::refuse(admitted, error),
    };
    let mut page = document(admitted, &user, shown).await?;
    if is_conflict {
        return admitted.show(StatusCode::CONFLICT, &page);
    }
    // The version stays the one that the form was made of.
    admitted.field("modified").clone_into(&mut page.modified);
    admitted.show(StatusCode::BAD_REQUEST, &page)
}

/// The page of a user.
pub(super) async fn page_of(
    admitted: &Admitted,
    user: &User,
    shown: Shown,
) -> Result<Response, Failure> {
    let page = document(admitted, user, shown).await?;
    admitted.show(StatusCode::OK, &page)
}

async fn document(admitted: &Admitted, user: &User, shown: Shown) -> Result<DocumentPage, Failure> {
    let grants = grants::of_user(&admitted.app, user).await?;
    let saved = form::values_of(&user::write(user), FORM);
    Ok(DocumentPage {
        title: user.full_name(),
        notice: shown.notice.map(str::to_owned),
        error: shown.error(FORM),
        warning: (!user.enabled).then_some("This user is disabled."),
        sections: shown.sections(FORM, &saved),
        submit: shown.submit(),
        shown_secret: shown.secret,
        facts: facts(user),
        panels: acts::panels(user),
        grants: Some(grants),
        modified: user.modified.millis().to_string(),
        ..DocumentPage::empty("users", path(&user.name), back(), &admitted.csrf_token)
    })
}

fn new_page(admitted: &Admitted, shown: &Shown) -> DocumentPage {
    let user = User { enabled: true, ..User::default() };
    DocumentPage {
        title: "New user".to_owned(),
        error: shown.error(NEW),
        sections: shown.sections(NEW, &form::values_of(&user::write(&user), NEW)),
        submit: "Create",
        ..DocumentPage::empty("users", format!("{PATH}/new"), back(), &admitted.csrf_token)
    }
}

fn back() -> Link {
    Link { href: PATH.to_owned(), label: "Users".to_owned() }
}

fn facts(user: &User) -> Facts {
    let all = roles::of(user);
    let automatic: Vec<&str> =
        all.iter().filter(|role| !user.roles.contains(role)).map(String::as_str).collect();
    vec![
        ("Email", user.name.clone()),
        ("Subject (sub)", user.sub.clone()),
        ("Roles by themselves", automatic.join(", ")),
        ("API key", user.api_key.clone().unwrap_or_else(|| "None".to_owned())),
        ("Created", to_the_second(user.creation)),
        ("Changed", to_the_second(user.modified)),
    ]
}
