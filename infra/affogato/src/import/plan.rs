//! What a set of fixture files asks for, checked as a whole before anything is written.

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use serde_json::Value;
use shared::{
    doctype::{
        Document, DocumentError, auth,
        oauth_client::{self, ClientEntry},
        oauth_settings::OAUTH_SETTINGS,
        settings::{self, SettingsEntry},
        user::{self, UserEntry},
    },
    protocol::password::Hash,
    secret::{Secret, sha256},
};

use super::{
    file::{FileError, Problem},
    source,
};

/// The shortest secret of a client that nobody finds by trying. Frappe's have 10 hexadecimal
/// digits: 40 bits.
const SHORTEST_SECRET: usize = 16;
/// How many clients are named that have a weaker one.
const MOST_NAMED: usize = 100;

/// A document that is written by itself.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    User(Box<UserEntry>),
    Hash(String, Hash),
    Client(Box<ClientEntry>),
}

/// Users, clients and settings to be written: where they stand, and what is known of them all.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    sources: Vec<Source>,
    /// The users' names and, of those who come with a password, the names again.
    users: HashSet<Mark>,
    with_password: HashSet<Mark>,
    /// Hashes that stand before their user, or without one.
    early_hashes: usize,
    entries: usize,
    weak: Vec<String>,
    pub(super) settings: SettingsEntry,
    pub(super) others: BTreeMap<String, usize>,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    List(Vec<Value>),
}

/// Stands for a name in a few bytes: a hundred thousand names would be too many to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mark([u8; 8]);

impl Mark {
    pub(super) fn of(name: &str) -> Self {
        let mut mark = [0; 8];
        mark.iter_mut().zip(sha256(name.as_bytes())).for_each(|(to, from)| *to = from);
        Self(mark)
    }
}

impl Entry {
    /// Reads a document; `None` if it is not of these.
    fn read(document: &Document<'_>) -> Result<Option<Self>, DocumentError> {
        if auth::is_row(document) {
            return Ok(auth::read(document)?.map(|(name, hash)| Self::Hash(name, hash)));
        }
        Ok(match document.doctype() {
            user::DOCTYPE => Some(Self::User(Box::new(user::read(document)?))),
            oauth_client::DOCTYPE => Some(Self::Client(Box::new(oauth_client::read(document)?))),
            _ => None,
        })
    }

    pub(super) fn is_hash(&self) -> bool {
        matches!(self, Self::Hash(..))
    }

    /// Whose hash it is.
    pub(super) fn hash_of(&self) -> Option<&str> {
        match self {
            Self::Hash(name, _) => Some(name),
            Self::User(_) | Self::Client(_) => None,
        }
    }

    /// Who it is.
    pub(super) fn user_of(&self) -> Option<&str> {
        match self {
            Self::User(entry) => Some(&entry.user.name),
            Self::Hash(..) | Self::Client(_) => None,
        }
    }

    /// What may not be written twice at once.
    pub(super) fn mark(&self) -> Mark {
        match self {
            Self::User(entry) => Mark::of(&entry.user.name),
            Self::Hash(name, _) => Mark::of(name),
            Self::Client(entry) => Mark::of(&format!("client {}", entry.client.client_id)),
        }
    }
}

impl Plan {
    /// Adds a list of documents.
    ///
    /// # Errors
    ///
    /// Names the first document that cannot be imported, and its field.
    pub fn add(&mut self, documents: &[Value]) -> Result<(), DocumentError> {
        for (index, value) in documents.iter().enumerate() {
            self.check(index + 1, value)?;
        }
        self.add_list(documents.to_vec());
        Ok(())
    }

    /// How many documents are to be written, besides settings.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// The clients whose secret can be found by trying, offline, by whoever has one `id_token`:
    /// the secret is the key that signs it.
    pub fn weak_secrets(&self) -> &[String] {
        &self.weak
    }

    pub(super) fn add_list(&mut self, documents: Vec<Value>) {
        self.sources.push(Source::List(documents));
    }

    pub(super) fn add_file(&mut self, path: PathBuf) {
        self.sources.push(Source::File(path));
    }

    /// Checks a document, and keeps what has to be known of it.
    pub(super) fn check(&mut self, number: usize, value: &Value) -> Result<(), DocumentError> {
        let document = &Document::new(number, value)?;
        let Some(entry) = Entry::read(document)? else { return self.check_other(document) };
        self.entries += 1;
        match entry {
            Entry::User(entry) => {
                let mark = Mark::of(&entry.user.name);
                self.users.insert(mark);
                if entry.password.is_some() {
                    self.with_password.insert(mark);
                }
            }
            Entry::Hash(name, _) => self.early_hashes += usize::from(!self.has_user(&name)),
            Entry::Client(entry) => {
                let is_weak = |s: &Secret| s.expose().chars().count() < SHORTEST_SECRET;
                let mut secrets = [entry.secrets.current, entry.secrets.next].into_iter().flatten();
                if secrets.any(|s| is_weak(&s)) && self.weak.len() < MOST_NAMED {
                    self.weak.push(entry.client.client_id);
                }
            }
        }
        Ok(())
    }

    fn check_other(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        let is_document = !auth::is_row(document);
        match document.doctype() {
            OAUTH_SETTINGS | settings::PROVIDER_SETTINGS if is_document => {
                self.settings.add_settings(document)
            }
            settings::SOCIAL_LOGIN_KEY if is_document && settings::is_ours(document) => {
                self.settings.add_key(document)
            }
            doctype => {
                // An export holds more than we have a place for.
                *self.others.entry(doctype.to_owned()).or_default() += 1;
                Ok(())
            }
        }
    }

    pub(super) fn has_user(&self, name: &str) -> bool {
        self.users.contains(&Mark::of(name))
    }

    /// Whether the documents have this user's password in the clear, which goes before a hash.
    pub(super) fn has_password(&self, name: &str) -> bool {
        self.with_password.contains(&Mark::of(name))
    }

    /// Whether a hash may be of a user whom the documents do not have.
    pub(super) fn may_have_strangers(&self) -> bool {
        self.early_hashes > 0
    }

    /// Reads the documents again and hands them out, until `take` says no.
    ///
    /// # Errors
    ///
    /// When a file has become another one since it was checked.
    pub(super) fn each_entry(&self, mut take: impl FnMut(Entry) -> bool) -> Result<(), FileError> {
        for source in &self.sources {
            let mut wrong = None;
            let mut hand_out = |number, line, value: &Value| {
                let read = Document::new(number, value).and_then(|document| Entry::read(&document));
                match read {
                    Ok(entry) => entry.is_none_or(&mut take),
                    Err(error) => {
                        wrong = Some(Problem::Document { line, error });
                        false
                    }
                }
            };
            match source {
                Source::List(list) => {
                    list.iter().enumerate().all(|(index, value)| hand_out(index + 1, 0, value));
                }
                Source::File(path) => {
                    let read = source::each(path, |at| hand_out(at.number, at.line, &at.value));
                    let problem = read.err().or(wrong);
                    if let Some(problem) = problem {
                        return Err(FileError::new(path.clone(), problem));
                    }
                }
            }
        }
        Ok(())
    }
}
