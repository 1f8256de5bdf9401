//! How an act ends: back on the page with a word about it, or with a page that says why not.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use shared::{
    admin::{AdminError, Seen},
    clock::Timestamp,
    doctype::DocumentError,
    pages::{Link, MessagePage},
    protocol::params::Params,
    web::{Failure, answer::redirect},
};

use crate::{
    form::{self, SectionSpec},
    guard::Admitted,
};

/// What was done, for the page that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Saved,
    Created,
    Deleted,
    CutOff,
    Revoked,
    Unlocked,
    SecretRetired,
    KeyRevoked,
}

const ALL: [Done; 8] = [
    Done::Saved,
    Done::Created,
    Done::Deleted,
    Done::CutOff,
    Done::Revoked,
    Done::Unlocked,
    Done::SecretRetired,
    Done::KeyRevoked,
];

impl Done {
    const fn word(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Created => "created",
            Self::Deleted => "deleted",
            Self::CutOff => "cut-off",
            Self::Revoked => "revoked",
            Self::Unlocked => "unlocked",
            Self::SecretRetired => "secret-retired",
            Self::KeyRevoked => "key-revoked",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Saved => "Saved.",
            Self::Created => "Created.",
            Self::Deleted => "Deleted. Everything that it was given is dead.",
            Self::CutOff => "Cut off: every session, code and token until now is dead.",
            Self::Revoked => "Revoked: its tokens are dead.",
            Self::Unlocked => "The failed logins are forgotten.",
            Self::SecretRetired => "The older secret has ended.",
            Self::KeyRevoked => "The API key has ended.",
        }
    }
}

/// What is said when somebody else has saved the document since the form was shown.
pub(crate) const CONFLICT: &str = "Somebody else has changed this while you did. Nothing of yours is \
    saved yet. Where you differ, the form shows what was saved meanwhile: put together what you want, \
    and save it over that.";

/// What is wrong with a form, in a sentence with the field's name as people know it.
pub(crate) fn fault(error: &DocumentError, form: &[SectionSpec]) -> String {
    match error.field() {
        Some((field, problem)) => format!("{}: {problem}.", form::label(form, field)),
        None => error.to_string(),
    }
}

/// Leads to a page, by a GET: who reloads it does nothing again.
pub(crate) fn back(path: &str, done: Done) -> Result<Response, Failure> {
    redirect(StatusCode::SEE_OTHER, &format!("{path}?done={}", done.word()))
}

/// What the page's address says was done. Somebody else's words never stand there.
pub(crate) fn notice(query: &Params) -> Option<&'static str> {
    let word = query.get("done").ok().flatten()?;
    ALL.into_iter().find(|done| done.word() == word).map(Done::sentence)
}

/// The version that a form was made of; none of ours if it says something else.
pub(crate) fn seen(admitted: &Admitted) -> Seen {
    let millis = admitted.field("modified").parse().unwrap_or(i64::MIN);
    Seen(Some(Timestamp::from_millis(millis)))
}

/// Says why an act was not done, where no form can say it.
pub(crate) fn refuse(admitted: &Admitted, error: AdminError) -> Result<Response, Failure> {
    let (status, title, text) = match error {
        AdminError::App(error) => return Ok(Failure::from(error).into_response()),
        AdminError::NoSuch { .. } => (
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "It has been deleted, or never was there.".to_owned(),
        ),
        AdminError::Modified => (
            StatusCode::CONFLICT,
            "It was changed meanwhile",
            "Somebody else has changed it since this page was shown. Nothing was done: look at it \
             as it is now, and decide again."
                .to_owned(),
        ),
        AdminError::Exists { .. } => {
            (StatusCode::CONFLICT, "There is one already", format!("{error}."))
        }
        AdminError::Document(_) => (StatusCode::BAD_REQUEST, "That cannot be", error.to_string()),
        AdminError::Forbidden(words) => (StatusCode::FORBIDDEN, "That cannot be", words.to_owned()),
    };
    let label = "Show it as it is".to_owned();
    let link = Link { href: admitted.incoming.uri.path().to_owned(), label };
    let page = MessagePage { title: title.to_owned(), text, detail: None, link: Some(link) };
    admitted.show(status, &page)
}
