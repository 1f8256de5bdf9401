//! What a document's page shows beside the document as it is: a word about what was done, or what
//! somebody typed that could not be saved.

use shared::doctype::DocumentError;

use crate::{
    answer,
    form::{self, SectionSpec, Values},
    pages::{Section, ShownSecret},
};

/// What is shown beside the document.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// What has just been done.
    pub(crate) notice: Option<&'static str>,
    /// A secret in the clear.
    pub(crate) secret: Option<ShownSecret>,
    typed: Option<Values>,
    fault: Option<DocumentError>,
}

impl Shown {
    /// A word about what was done.
    pub(crate) fn notice(notice: Option<&'static str>) -> Self {
        Self { notice, ..Self::default() }
    }

    /// A secret.
    pub(crate) fn secret(secret: Option<ShownSecret>) -> Self {
        Self { secret, ..Self::default() }
    }

    /// What was typed, and what is wrong with it.
    pub(crate) fn faulty(typed: Values, fault: DocumentError) -> Self {
        Self { typed: Some(typed), fault: Some(fault), ..Self::default() }
    }

    /// What was typed while somebody else saved the document.
    pub(crate) fn conflict(typed: Values) -> Self {
        Self { typed: Some(typed), ..Self::default() }
    }

    /// Whether somebody else was faster.
    pub(crate) fn is_conflict(&self) -> bool {
        self.typed.is_some() && self.fault.is_none()
    }

    /// Why it was not saved.
    pub(crate) fn error(&self, form: &[SectionSpec]) -> Option<String> {
        match &self.fault {
            Some(fault) => Some(answer::fault(fault, form)),
            None => self.is_conflict().then(|| answer::CONFLICT.to_owned()),
        }
    }

    /// The form: what was typed or else what is saved; after a conflict, both.
    pub(crate) fn sections(&self, form: &[SectionSpec], saved: &Values) -> Vec<Section> {
        let values = self.typed.as_ref().unwrap_or(saved);
        let fault = self.fault.as_ref().and_then(DocumentError::field);
        form::show(form, values, fault, self.is_conflict().then_some(saved))
    }

    /// What the form's button says.
    pub(crate) fn submit(&self) -> &'static str {
        if self.is_conflict() { "Save over it" } else { "Save" }
    }
}
