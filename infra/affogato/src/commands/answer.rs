//! What a command has done: lines for a person, one JSON object for a script.

use serde_json::Value;

use crate::console::{Console, Style};

/// What a command has done.
#[derive(Clone, Debug)]
pub struct Answer {
    lines: Vec<Line>,
    json: Value,
}

#[derive(Clone, Debug)]
enum Line {
    Words(String),
    Field(&'static str, String),
}

impl Answer {
    /// An answer for a script; [`line`](Self::line) and [`field`](Self::field) add what a person
    /// is told.
    pub(super) fn new(json: Value) -> Self {
        Self { lines: Vec::new(), json }
    }

    /// Adds a line.
    pub(super) fn line(mut self, words: impl Into<String>) -> Self {
        self.lines.push(Line::Words(words.into()));
        self
    }

    /// Adds a name and its value; one without a value is left out.
    pub(super) fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.lines.push(Line::Field(name, value));
        }
        self
    }

    /// Adds that some apps could not be told of a logout.
    pub(super) fn unheard(self, count: usize) -> Self {
        match count {
            0 => self,
            1 => self.line("An app could not be told: its users stay logged in there."),
            _ => self
                .line(format!("{count} apps could not be told: their users stay logged in there.")),
        }
    }

    /// Prints the one or the other.
    pub fn print(&self, is_json: bool, console: &mut Console) {
        if is_json {
            return console.line(&self.json.to_string());
        }
        for line in &self.lines {
            let text = match line {
                Line::Words(words) => harmless(words),
                Line::Field(name, value) => {
                    let name = console.styled(Style::Dim, &format!("{name:15}"));
                    format!("{name} {}", harmless(value))
                }
            };
            console.line(&text);
        }
    }
}

/// Without control characters: names come from files and from apps, and a terminal obeys what it
/// is sent.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_no_order_to_the_terminal() {
        assert_eq!(
            harmless("a\u{1b}[2Jb\r\nc\u{9b}d é"),
            "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}d é"
        );
    }
}
