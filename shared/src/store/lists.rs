//! Lists for administrators, of all users, clients or grants: a scan, page by page.
//!
//! A scan costs by the size of the table, so nothing on the way of an OAuth request may ask for
//! one; a tidy test holds that.

use aws_sdk_dynamodb::{operation::scan::builders::ScanFluentBuilder, types::AttributeValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;

use super::{
    Store, StoreError, item,
    item::Item,
    kinds::{CLIENT, GRANT, Kind, USER},
};
use crate::protocol::{client::Client, grant::Grant, user::User};

/// A part of a list, in no order.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is in it; maybe nothing, though others follow.
    pub entries: Vec<T>,
    /// Where the next one begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// A place in a list: the key of the last item before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// Reads one that a page's link carried. Whatever it says, it is a place in the same list.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty())?;
        String::from_utf8(bytes).ok().map(Self)
    }

    /// For a link.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }
}

impl Store {
    /// Reads a page of the users.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn users_page(&self, from: Option<Cursor>) -> Result<Page<User>, StoreError> {
        self.page(USER, from, |scan| scan).await?.read()
    }

    /// Reads a page of the clients.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn clients_page(&self, from: Option<Cursor>) -> Result<Page<Client>, StoreError> {
        self.page(CLIENT, from, |scan| scan).await?.read()
    }

    /// Reads a page of the grants, of one client or of all.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn grants_page(
        &self,
        client_id: Option<&str>,
        from: Option<Cursor>,
    ) -> Result<Page<Grant>, StoreError> {
        let of_client = |scan: ScanFluentBuilder| match client_id {
            None => scan,
            Some(client_id) => {
                let filter = scan.get_filter_expression().clone().unwrap_or_default();
                scan.filter_expression(format!("{filter} AND #document.#client = :client"))
                    .expression_attribute_names("#document", item::DOCUMENT)
                    .expression_attribute_names("#client", "client_id")
                    .expression_attribute_values(":client", AttributeValue::S(client_id.to_owned()))
            }
        };
        self.page(GRANT, from, of_client).await?.read()
    }

    async fn page(
        &self,
        kind: Kind,
        from: Option<Cursor>,
        narrow: impl FnOnce(ScanFluentBuilder) -> ScanFluentBuilder,
    ) -> Result<Page<Item>, StoreError> {
        let (table, prefix) = (kind.table, kind.only().text);
        let start = from.map(|Cursor(key)| (table.key.to_owned(), AttributeValue::S(key)));
        let mut scan = self
            .client
            .scan()
            .table_name(self.name(table))
            .consistent_read(true)
            .set_exclusive_start_key(start.map(|pair| [pair].into()));
        if !prefix.is_empty() {
            // Passwords stand in the users' table, and are not even fetched.
            scan = scan
                .filter_expression("begins_with(#key, :prefix)")
                .expression_attribute_names("#key", table.key)
                .expression_attribute_values(":prefix", AttributeValue::S(prefix));
        }
        let answer = narrow(scan).send().await?;
        let next = answer.last_evaluated_key.and_then(|mut key| key.remove(table.key));
        let next = match next {
            Some(AttributeValue::S(key)) => Some(Cursor(key)),
            _ => None,
        };
        Ok(Page { entries: answer.items.unwrap_or_default(), next })
    }
}

impl Page<Item> {
    fn read<T: DeserializeOwned>(self) -> Result<Page<T>, StoreError> {
        let entries = self.entries.into_iter().map(item::read);
        Ok(Page { entries: entries.collect::<Result<_, _>>()?, next: self.next })
    }
}

/// What has a key in a list, so that a page may end behind it.
pub trait Listed {
    /// The place behind it.
    fn cursor(&self) -> Cursor;
}

impl Listed for User {
    fn cursor(&self) -> Cursor {
        Cursor(USER.key(&self.name).text)
    }
}

impl Listed for Client {
    fn cursor(&self) -> Cursor {
        Cursor(CLIENT.key(&self.client_id).text)
    }
}

impl Listed for Grant {
    fn cursor(&self) -> Cursor {
        Cursor(GRANT.key(self.id.as_str()).text)
    }
}

impl<T: Listed> Page<T> {
    /// The page without what is not such, and with `most` entries at the most.
    #[must_use]
    pub fn filtered(mut self, most: usize, is_such: impl Fn(&T) -> bool) -> Self {
        self.entries.retain(is_such);
        if self.entries.len() > most {
            self.entries.truncate(most);
            self.next = self.entries.last().map(Listed::cursor);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_cut_goes_on_behind_its_last_entry() {
        let client = |id: &str| Client { client_id: id.to_owned(), ..Client::default() };
        let page = || Page { entries: ["a", "b", "c", "d"].map(client).to_vec(), next: None };
        let cut = page().filtered(2, |client| client.client_id != "b");
        let ids: Vec<_> = cut.entries.iter().map(|client| client.client_id.as_str()).collect();
        assert_eq!((ids, cut.next), (vec!["a", "c"], Some(Cursor("c".to_owned()))));
        assert_eq!(page().filtered(4, |_| true).next, None);
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor("user#ä@x".to_owned());
        assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        for foreign in ["", "!", "_w"] {
            assert_eq!(Cursor::parse(foreign), None, "{foreign}");
        }
    }
}
