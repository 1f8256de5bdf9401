//! What an import did.

use std::{collections::BTreeMap, fmt};

/// What became of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Changed,
    Left,
}

/// Documents of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many are new.
    pub created: usize,
    /// How many changed what was there.
    pub changed: usize,
    /// How many left it as it was.
    pub left: usize,
}

impl Count {
    /// How many there were.
    pub fn seen(&self) -> usize {
        self.created + self.changed + self.left
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Changed => &mut self.changed,
            Outcome::Left => &mut self.left,
        } += 1;
    }
}

/// What an import did; printed, it is one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Users, with passwords that came in the clear.
    pub users: Count,
    /// Password hashes.
    pub hashes: Count,
    /// OAuth clients.
    pub clients: Count,
    /// Settings.
    pub settings: Count,
    /// Documents that there is no place for, by doctype.
    pub others: BTreeMap<String, usize>,
}

impl Report {
    /// The counts with what they count, of which there may be none.
    pub fn kinds(&self) -> [(&'static str, Count); 4] {
        [
            ("user", self.users),
            ("password hash", self.hashes),
            ("client", self.clients),
            ("setting", self.settings),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = self.kinds();
        let parts: Vec<String> = kinds
            .into_iter()
            .filter(|(_, count)| count.seen() > 0)
            .map(|(kind, count)| plural(count.seen(), kind))
            .collect();
        let is_new = kinds.iter().any(|(_, count)| count.created + count.changed > 0);
        match parts.as_slice() {
            [] => f.write_str("nothing")?,
            parts if is_new => f.write_str(&parts.join(", "))?,
            parts => write!(f, "{} (nothing new)", parts.join(", "))?,
        }
        if !self.others.is_empty() {
            let others: Vec<String> =
                self.others.iter().map(|(doctype, n)| format!("{n} {doctype}")).collect();
            write!(f, "; left out: {}", others.join(", ").escape_debug())?;
        }
        Ok(())
    }
}

fn plural(count: usize, kind: &str) -> String {
    let ending = match (count, kind.ends_with('h')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{count} {kind}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line() {
        let mut report = Report::default();
        assert_eq!(report.to_string(), "nothing");
        report.users.add(Outcome::Left);
        report.clients.add(Outcome::Left);
        report.clients.add(Outcome::Left);
        assert_eq!(report.to_string(), "1 user, 2 clients (nothing new)");
        report.users.add(Outcome::Changed);
        report.hashes.add(Outcome::Created);
        report.hashes.add(Outcome::Left);
        report.others.insert("Note".to_owned(), 3);
        let line = "2 users, 2 password hashes, 2 clients; left out: 3 Note";
        assert_eq!(report.to_string(), line);
    }
}
