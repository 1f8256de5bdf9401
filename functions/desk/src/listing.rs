//! A list of documents, a page at a time: searched, and in order where it is whole.

use std::future::Future;

use shared::{
    pages::Link,
    protocol::params::{Params, encode},
    store::{
        StoreError,
        lists::{Cursor, Listed, Page},
    },
};

/// How many entries a page shows.
const ENTRIES: usize = 50;
/// How many pages of the store are looked through for them: each is up to a megabyte.
const MOST_ROUNDS: usize = 8;

/// What a list was asked for.
pub(crate) struct Asked {
    /// What is searched for, in lower case.
    pub(crate) query: String,
    from: Option<Cursor>,
}

impl Asked {
    /// Reads it from the address.
    pub(crate) fn read(query: &Params) -> Self {
        let text = |name| query.get(name).ok().flatten().unwrap_or_default();
        Self { query: text("q").trim().to_lowercase(), from: Cursor::parse(text("after")) }
    }

    /// Whether one of these texts is what is searched for.
    pub(crate) fn is_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.query.is_empty()
            || texts.into_iter().any(|text| text.to_lowercase().contains(&self.query))
    }

    /// Whether this is the list from its beginning to its end.
    pub(crate) fn is_whole<T>(&self, page: &Page<T>) -> bool {
        self.from.is_none() && page.next.is_none()
    }

    /// The way to what follows a page.
    pub(crate) fn next<T>(&self, path: &str, page: &Page<T>) -> Option<Link> {
        let after = encode(&page.next.as_ref()?.to_text());
        let query = match self.query.as_str() {
            "" => String::new(),
            query => format!("q={}&", encode(query)),
        };
        Some(Link { href: format!("{path}?{query}after={after}"), label: "More".to_owned() })
    }
}

/// Looks through pages of the store until there is enough to show.
pub(crate) async fn collect<T, F>(
    asked: &Asked,
    read: impl Fn(Option<Cursor>) -> F,
    is_such: impl Fn(&T) -> bool,
) -> Result<Page<T>, StoreError>
where
    T: Listed,
    F: Future<Output = Result<Page<T>, StoreError>>,
{
    let mut found = Page { entries: Vec::new(), next: asked.from.clone() };
    for _ in 0..MOST_ROUNDS {
        let page = read(found.next.take()).await?;
        let page = page.filtered(ENTRIES - found.entries.len(), &is_such);
        found.entries.extend(page.entries);
        found.next = page.next;
        if found.next.is_none() || found.entries.len() >= ENTRIES {
            break;
        }
    }
    Ok(found)
}
