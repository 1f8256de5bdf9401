//! What an import did.

use std::{collections::BTreeMap, fmt};

/// Documents of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there were.
    pub seen: usize,
    /// How many of them changed something.
    pub changed: usize,
}

impl Count {
    pub(super) fn add(&mut self, is_changed: bool) {
        self.seen += 1;
        self.changed += usize::from(is_changed);
    }
}

/// What an import did; printed, it is one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Users and their passwords.
    pub users: Count,
    /// OAuth clients.
    pub clients: Count,
    /// Settings.
    pub settings: Count,
    /// Documents that there is no place for, by doctype.
    pub others: BTreeMap<String, usize>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [(self.users, "user"), (self.clients, "client"), (self.settings, "setting")];
        let parts: Vec<String> = kinds
            .into_iter()
            .filter(|(count, _)| count.seen > 0)
            .map(|(count, kind)| plural(count.seen, kind))
            .collect();
        let changed: usize = kinds.iter().map(|(count, _)| count.changed).sum();
        match parts.as_slice() {
            [] => f.write_str("nothing")?,
            parts if changed == 0 => write!(f, "{} (nothing new)", parts.join(", "))?,
            parts => f.write_str(&parts.join(", "))?,
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
    format!("{count} {kind}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line() {
        let mut report = Report::default();
        assert_eq!(report.to_string(), "nothing");
        report.users.add(false);
        report.clients.add(false);
        report.clients.add(false);
        assert_eq!(report.to_string(), "1 user, 2 clients (nothing new)");
        report.users.add(true);
        report.others.insert("Note".to_owned(), 3);
        assert_eq!(report.to_string(), "2 users, 2 clients; left out: 3 Note");
    }
}
