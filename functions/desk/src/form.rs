//! Forms of documents: which fields they have, and how a field's text becomes a document's and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shared::protocol::params::Params;

use crate::pages::{Field, Section};

/// A part of a form.
pub(crate) struct SectionSpec {
    pub(crate) title: &'static str,
    /// Whether it is folded until somebody wants it: most never touch it.
    pub(crate) is_folded: bool,
    pub(crate) fields: &'static [FieldSpec],
}

/// A field of a form.
pub(crate) struct FieldSpec {
    /// Frappe's name of it.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    pub(crate) hint: &'static str,
    pub(crate) is_required: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Email,
    Number,
    /// A text of several lines.
    Lines,
    /// A child table of roles, a role a line.
    Roles,
    Check,
    Select(&'static [&'static str]),
    /// Never shown, and only sent if it is filled in.
    Password,
}

/// The texts of a form's fields.
pub(crate) type Values = BTreeMap<&'static str, String>;

impl FieldSpec {
    /// A field that may stay empty.
    pub(crate) const fn new(
        name: &'static str,
        label: &'static str,
        kind: Kind,
        hint: &'static str,
    ) -> Self {
        Self { name, label, kind, hint, is_required: false }
    }

    /// A field that must be filled in.
    pub(crate) const fn required(
        name: &'static str,
        label: &'static str,
        kind: Kind,
        hint: &'static str,
    ) -> Self {
        Self { name, label, kind, hint, is_required: true }
    }
}

fn fields(sections: &[SectionSpec]) -> impl Iterator<Item = &FieldSpec> {
    sections.iter().flat_map(|section| section.fields)
}

/// The texts that a form shows of a document.
pub(crate) fn values_of(document: &Value, sections: &[SectionSpec]) -> Values {
    let text = |field: &FieldSpec| match (field.kind, document.get(field.name)) {
        (Kind::Password, _) | (_, None | Some(Value::Null)) => String::new(),
        (Kind::Roles, Some(rows)) => {
            let rows = rows.as_array().into_iter().flatten();
            let roles = rows.filter_map(|row| row.get("role").and_then(Value::as_str));
            roles.collect::<Vec<_>>().join("\n")
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    };
    fields(sections).map(|field| (field.name, text(field))).collect()
}

/// The texts that a form sent.
pub(crate) fn sent(form: &Params, sections: &[SectionSpec]) -> Values {
    let text = |field: &FieldSpec| {
        let text = form.get(field.name).ok().flatten().unwrap_or_default();
        if matches!(field.kind, Kind::Check) {
            // A check mark that is not set is not sent.
            return if text.is_empty() { "0" } else { "1" }.to_owned();
        }
        // Browsers end lines as HTTP does.
        text.replace("\r\n", "\n")
    };
    fields(sections).map(|field| (field.name, text(field))).collect()
}

/// The texts as fields of a document.
pub(crate) fn to_fields(values: &Values, sections: &[SectionSpec]) -> Map<String, Value> {
    let value = |field: &FieldSpec| {
        let text = values.get(field.name).map(String::as_str).unwrap_or_default();
        let value = match field.kind {
            Kind::Password if text.is_empty() => return None,
            Kind::Roles => {
                let roles = text.split(['\n', ',']).map(str::trim).filter(|role| !role.is_empty());
                roles.map(|role| json!({ "role": role })).collect()
            }
            Kind::Check => u8::from(text == "1").into(),
            Kind::Text
            | Kind::Email
            | Kind::Number
            | Kind::Lines
            | Kind::Select(_)
            | Kind::Password => text.into(),
        };
        Some((field.name.to_owned(), value))
    };
    fields(sections).filter_map(value).collect()
}

/// The form with these texts in it; with what is wrong with a field, and, where somebody else has
/// saved the document meanwhile, with his texts where they differ.
pub(crate) fn show(
    sections: &[SectionSpec],
    values: &Values,
    fault: Option<(&str, &str)>,
    theirs: Option<&Values>,
) -> Vec<Section> {
    let text = |values: &Values, name| values.get(name).cloned().unwrap_or_default();
    let field = |spec: &FieldSpec| {
        let value =
            if spec.kind == Kind::Password { String::new() } else { text(values, spec.name) };
        let theirs = theirs.map(|theirs| text(theirs, spec.name));
        let theirs = theirs.filter(|theirs| spec.kind != Kind::Password && *theirs != value);
        let options: &[&str] = if let Kind::Select(options) = spec.kind { options } else { &[] };
        Field {
            name: spec.name,
            label: spec.label,
            kind: spec.kind.as_str(),
            options,
            hint: spec.hint,
            is_required: spec.is_required,
            error: fault.filter(|(name, _)| *name == spec.name).map(|(_, words)| words.to_owned()),
            theirs: theirs.map(|theirs| spec.kind.read_out(theirs)),
            value,
        }
    };
    let section = |spec: &SectionSpec| {
        let fields: Vec<Field> = spec.fields.iter().map(field).collect();
        let wants_attention = |field: &Field| field.error.is_some() || field.theirs.is_some();
        let is_open = fields.iter().any(wants_attention);
        Section { title: spec.title, is_folded: spec.is_folded, is_open, fields }
    };
    sections.iter().map(section).collect()
}

/// What a field is called, for a sentence about it.
pub(crate) fn label<'a>(sections: &'a [SectionSpec], name: &'a str) -> &'a str {
    fields(sections).find(|field| field.name == name).map_or(name, |field| field.label)
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Number => "number",
            Self::Lines | Self::Roles => "lines",
            Self::Check => "check",
            Self::Select(_) => "select",
            Self::Password => "password",
        }
    }

    fn read_out(self, text: String) -> String {
        match (self, text.as_str()) {
            (Self::Check, "1") => "yes".to_owned(),
            (Self::Check, _) => "no".to_owned(),
            (_, _) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &[SectionSpec] = &[SectionSpec {
        title: "Form",
        is_folded: true,
        fields: &[
            FieldSpec::required("app_name", "App name", Kind::Text, ""),
            FieldSpec::new("skip", "Skip", Kind::Check, ""),
            FieldSpec::new("roles", "Roles", Kind::Roles, ""),
            FieldSpec::new("seconds", "Seconds", Kind::Number, ""),
            FieldSpec::new("new_password", "Password", Kind::Password, ""),
        ],
    }];

    #[test]
    fn what_a_form_shows_of_a_document_is_what_it_sends_back() {
        let document = json!({
            "app_name": "A", "skip": 1, "roles": [{"role": "X"}, {"role": "Y"}], "seconds": 60,
        });
        let values = values_of(&document, FORM);
        assert_eq!(values["roles"], "X\nY");
        let form = Params::from_urlencoded(b"app_name=A&skip=1&roles=X%0D%0AY&seconds=60").unwrap();
        assert_eq!(sent(&form, FORM), values);
        let fields = to_fields(&values, FORM);
        assert_eq!(
            Value::Object(fields),
            json!({"app_name": "A", "skip": 1, "roles": [{"role": "X"}, {"role": "Y"}], "seconds": "60"})
        );
    }

    #[test]
    fn a_mark_that_is_not_sent_is_not_set_and_a_password_is_sent_only_if_there_is_one() {
        let form = Params::from_urlencoded(b"app_name=A&new_password=x").unwrap();
        let values = sent(&form, FORM);
        assert_eq!(to_fields(&values, FORM)["skip"], 0);
        assert_eq!(to_fields(&values, FORM)["new_password"], "x");
        let shown = show(FORM, &values, Some(("app_name", "wrong")), None);
        let fields = &shown[0].fields;
        assert_eq!(fields[4].value, "");
        assert_eq!(fields[0].error.as_deref(), Some("wrong"));
        // What is wrong is not hidden in a fold.
        assert!(shown[0].is_open && !show(FORM, &values, None, None)[0].is_open);
        let without = sent(&Params::default(), FORM);
        assert!(!to_fields(&without, FORM).contains_key("new_password"));
    }

    #[test]
    fn what_somebody_else_saved_stands_where_it_differs() {
        let mine = values_of(&json!({"app_name": "A", "skip": 0, "seconds": 1}), FORM);
        let theirs = values_of(&json!({"app_name": "B", "skip": 1, "seconds": 1}), FORM);
        let shown = show(FORM, &mine, None, Some(&theirs));
        let theirs: Vec<_> = shown[0].fields.iter().map(|f| f.theirs.as_deref()).collect();
        assert_eq!(theirs, [Some("B"), Some("yes"), None, None, None]);
    }
}
