//! What a person sees in the terminal: one writer, with style only where it is one.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

/// Where the local server talks to the person who started it.
pub struct Console {
    out: Box<dyn Write + Send>,
    has_style: bool,
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console").field("has_style", &self.has_style).finish_non_exhaustive()
    }
}

/// How a text is set off where the terminal can show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Headings and what to look at first.
    Bold,
    /// What may be skipped.
    Dim,
    /// What can be clicked or pasted.
    Accent,
    /// What went wrong.
    Error,
}

impl Console {
    /// The standard output, styled only if it is a terminal: escape codes in a log or a pipe are
    /// noise, and a pasted command must not carry them.
    pub fn stdout() -> Self {
        let out = io::stdout();
        let has_style = out.is_terminal();
        Self { out: Box::new(out), has_style }
    }

    /// The standard error, likewise.
    pub fn stderr() -> Self {
        let out = io::stderr();
        let has_style = out.is_terminal();
        Self { out: Box::new(out), has_style }
    }

    /// Any writer, without style.
    pub fn plain(out: impl Write + Send + 'static) -> Self {
        Self { out: Box::new(out), has_style: false }
    }

    /// Writes one line. A closed pipe (`affogato | head -1`) is not a reason to stop serving.
    pub fn line(&mut self, text: &str) {
        let written = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
        if let Err(error) = written {
            tracing::debug!(%error, "the terminal is gone");
        }
    }

    /// The text in a style, or as it is.
    pub fn styled(&self, style: Style, text: &str) -> String {
        if !self.has_style {
            return text.to_owned();
        }
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Accent => "36",
            Style::Error => "1;31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_gets_escape_codes() {
        let console = Console::plain(io::sink());
        assert_eq!(console.styled(Style::Accent, "curl"), "curl");
        let terminal = Console { out: Box::new(io::sink()), has_style: true };
        assert_eq!(terminal.styled(Style::Bold, "x"), "\u{1b}[1mx\u{1b}[0m");
    }
}
