//! What the pages say, in every language: a file for each, a key and a sentence a line. A sentence
//! is text, and so is what stands for its `{placeholders}`: neither ever becomes markup.

use minijinja::{Error, ErrorKind, HtmlEscape, Value, value::Kwargs};

use super::Language;

impl Language {
    /// A sentence; its key, if there is none, which a test rules out.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// A sentence with what stands for its placeholders.
    pub fn say_with(self, key: &str, parts: &[(&str, &str)]) -> String {
        let sentence = self.sentence(key).unwrap_or(key);
        let text = pieces(sentence).map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Placeholder(name) => {
                parts.iter().find(|(part, _)| *part == name).map_or("", |(_, text)| text)
            }
        });
        text.collect()
    }

    /// A sentence as HTML: what a template calls as `say("key", placeholder=value)`. What stands
    /// for a placeholder is escaped unless the template itself has made it.
    pub(super) fn say_in_template(self, key: &str, parts: &Kwargs) -> Result<Value, Error> {
        let unknown = |what| Error::new(ErrorKind::UndefinedError, format!("{what} of `{key}`"));
        let sentence = self.sentence(key).ok_or_else(|| unknown("the sentence"))?;
        let mut html = String::new();
        for piece in pieces(sentence) {
            match piece {
                Piece::Text(text) => html += &HtmlEscape(text).to_string(),
                Piece::Placeholder(name) => {
                    let value: Value = parts.get(name)?;
                    let text = value.to_string();
                    html += &if value.is_safe() { text } else { HtmlEscape(&text).to_string() };
                }
            }
        }
        parts.assert_all_used()?;
        Ok(Value::from_safe_string(html))
    }

    /// A sentence as it stands in its file, which is short enough to be looked through each time.
    fn sentence(self, key: &str) -> Option<&'static str> {
        let is_its = |line: &'static str| line.strip_prefix(key)?.strip_prefix(" = ");
        self.file().lines().find_map(is_its)
    }

    /// The sentences of the language: lines of `key = sentence`.
    const fn file(self) -> &'static str {
        match self {
            Self::English => include_str!("languages/en.properties"),
            Self::German => include_str!("languages/de.properties"),
            Self::French => include_str!("languages/fr.properties"),
            Self::Spanish => include_str!("languages/es.properties"),
            Self::Arabic => include_str!("languages/ar.properties"),
            Self::Hindi => include_str!("languages/hi.properties"),
        }
    }
}

/// A piece of a sentence.
enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// The pieces of a sentence, in their order.
fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    // Every part but the first begins behind an opening brace.
    sentence.split('{').enumerate().flat_map(|(index, part)| match part.split_once('}') {
        Some((name, text)) if index > 0 => [Piece::Placeholder(name), Piece::Text(text)],
        _ => [Piece::Text(part), Piece::Text("")],
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(sentence: &str) -> BTreeSet<&str> {
        let names = pieces(sentence).filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name),
            Piece::Text(_) => None,
        });
        names.collect()
    }

    /// Keys and sentences, in their order.
    fn sentences(language: Language) -> Vec<(&'static str, &'static str)> {
        let lines = language.file().lines().filter(|line| !line.is_empty());
        lines.map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("{line}"))).collect()
    }

    #[test]
    fn no_language_lacks_a_sentence_or_a_placeholder_or_has_one_more() {
        let english = sentences(Language::English);
        assert!(english.len() > 100);
        for language in Language::ALL {
            let (tag, said) = (language.tag(), sentences(language));
            let keys = |sentences: &[(&'static str, _)]| -> Vec<&str> {
                sentences.iter().map(|(key, _)| *key).collect()
            };
            assert_eq!(keys(&said), keys(&english), "{tag}");
            for ((key, sentence), (_, reference)) in said.into_iter().zip(&english) {
                let reference = placeholders(reference);
                assert_eq!(placeholders(sentence), reference, "{key} in {tag}");
                assert_eq!(sentence.matches(['{', '}']).count(), reference.len() * 2, "{key}");
                assert!(!sentence.trim().is_empty() && sentence.trim() == sentence, "{key}");
                assert!(!sentence.contains(['<', '>', '&']), "{key} in {tag} is no markup");
                assert_eq!(language.sentence(key), Some(sentence), "{key} is there twice");
            }
        }
    }

    #[test]
    fn a_sentence_takes_what_stands_for_its_placeholders_as_text() {
        let parts = [("minutes", "{minutes}"), ("other", "x")];
        let said = Language::German.say_with("attempts.minutes", &parts);
        assert_eq!(
            said,
            "Zu viele Versuche. Bitte versuchen Sie es in {minutes} Minuten noch einmal."
        );
        assert_eq!(Language::Arabic.say("no.such"), "no.such");
    }
}
