//! Forms in a page of HTML: what is needed to fill and submit them, and no more.

use std::collections::HashMap;

/// A form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    /// Where it goes; the page's own address if it does not say.
    pub(crate) action: Option<String>,
    /// `get` or `post`.
    pub(crate) method: String,
    /// What is sent, in the page's order.
    pub(crate) fields: Vec<Field>,
    /// What can be pressed.
    pub(crate) buttons: Vec<Field>,
}

/// A field or button.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    /// `text`, `password`, `hidden`, `submit`.
    pub(crate) kind: String,
}

impl Form {
    /// The name of the first field of one of these kinds.
    pub(crate) fn field(&self, kinds: &[&str]) -> Option<&str> {
        let field = self.fields.iter().find(|field| kinds.contains(&field.kind.as_str()))?;
        Some(&field.name)
    }

    /// The button of a name and value.
    pub(crate) fn button(&self, name: &str, value: &str) -> Option<&Field> {
        self.buttons.iter().find(|button| button.name == name && button.value == value)
    }

    /// What is sent if `pressed` is pressed, with some fields filled.
    pub(crate) fn filled(
        &self,
        values: &[(&str, &str)],
        pressed: Option<&Field>,
    ) -> Vec<(String, String)> {
        let value = |field: &Field| {
            let typed = values.iter().find(|(name, _)| *name == field.name);
            typed.map_or_else(|| field.value.clone(), |(_, value)| (*value).to_owned())
        };
        let named = self.fields.iter().filter(|field| !field.name.is_empty());
        let mut pairs: Vec<_> = named.map(|field| (field.name.clone(), value(field))).collect();
        let pressed = pressed.filter(|button| !button.name.is_empty());
        pairs.extend(pressed.map(|button| (button.name.clone(), button.value.clone())));
        pairs
    }
}

/// The forms of a page.
pub(crate) fn read(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut is_open = false;
    for tag in html.split('<').skip(1) {
        let Some((name, attributes)) = tag_of(tag) else { continue };
        let text = |key: &str| attributes.get(key).cloned().unwrap_or_default();
        match (name.as_str(), forms.last_mut()) {
            ("form", _) => {
                let method = text("method").to_lowercase();
                let action = attributes.get("action").cloned().filter(|action| !action.is_empty());
                forms.push(Form { action, method, ..Form::default() });
                is_open = true;
            }
            ("/form", _) => is_open = false,
            ("input" | "textarea" | "button", Some(form)) if is_open => {
                let default = if name == "button" { "submit" } else { "text" };
                let kind = attributes.get("type").cloned().unwrap_or_else(|| default.to_owned());
                let field = Field { name: text("name"), value: text("value"), kind };
                let is_pressed = matches!(field.kind.as_str(), "submit" | "button" | "image");
                if is_pressed { &mut form.buttons } else { &mut form.fields }.push(field);
            }
            _ => {}
        }
    }
    forms
}

/// A tag's name and attributes, both up to its `>`.
fn tag_of(text: &str) -> Option<(String, HashMap<String, String>)> {
    let end = text.find(|c: char| c.is_whitespace() || c == '>')?;
    let (name, mut rest) = text.split_at(end);
    let mut attributes = HashMap::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return Some((name.to_lowercase(), attributes));
        }
        let end = rest.find(|c: char| c.is_whitespace() || "=>".contains(c)).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value_of(after),
            None => (String::new(), after),
        };
        attributes.insert(key.to_lowercase(), value);
        rest = after;
    }
}

fn value_of(text: &str) -> (String, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let (value, rest) = inner.split_once(quote).unwrap_or((inner, ""));
            return (unescape(value), rest);
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    (unescape(value), rest)
}

/// Text as it was before it was escaped.
pub(crate) fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let (entity, behind) = after.split_once(';').unwrap_or(("", after));
        if let Some(found) = character(entity) {
            plain.push(found);
            rest = behind;
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain + rest
}

fn character(entity: &str) -> Option<char> {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok();
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            char::from_u32(hex.map_or_else(|| code(number, 10), |hex| code(hex, 16))?)
        }
    }
}
