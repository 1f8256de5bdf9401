//! The rows of a list while documents go by: only what can still be in the answer is kept.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::query::{MOST, MOST_SORTED, Query, QueryError, SortKey, row};

/// How many bytes are kept at most; the function has 1024 MB.
const MOST_KEPT: usize = 64 * 1024 * 1024;
/// How many bytes are answered at most: an answer of Lambda has 6 MB.
const MOST_ANSWERED: usize = 5 * 1024 * 1024;

/// A row with what it is sorted by.
struct Row {
    keys: Vec<SortKey>,
    name: String,
    cells: Map<String, Value>,
    /// In an answer, where what is not ASCII is escaped.
    size: usize,
}

/// The first rows in the query's order, of all that were taken.
pub(crate) struct Rows<'a> {
    query: &'a Query,
    /// How many may still be in the answer, those before the page with them.
    most: usize,
    kept: Vec<Row>,
    kept_bytes: usize,
}

impl<'a> Rows<'a> {
    /// No rows yet.
    pub(crate) fn new(query: &'a Query) -> Result<Self, QueryError> {
        // One more than all, to see that there are more.
        let most = query.start.saturating_add(query.length.unwrap_or(MOST + 1));
        if most > MOST_SORTED + MOST + 1 {
            return Err(QueryError::TooMuch(
                "limit_start is beyond 10,000. Sort by name, and go on with a filter \
                 [\"name\", \">\", the last name]",
            ));
        }
        Ok(Self { query, most, kept: Vec::new(), kept_bytes: 0 })
    }

    /// Takes a document, if it is such.
    pub(crate) fn take(&mut self, document: &Value) -> Result<(), QueryError> {
        if !self.query.filters.hold(document) {
            return Ok(());
        }
        let row = self.row(document);
        self.kept_bytes += row.bytes();
        self.kept.push(row);
        if self.kept.len() >= 2 * self.most.max(1) {
            self.forget();
        }
        if self.kept_bytes > MOST_KEPT {
            return Err(QueryError::TooMuch("ask for fewer fields, or for fewer documents"));
        }
        Ok(())
    }

    /// The page that was asked for.
    pub(crate) fn finish(mut self) -> Result<Vec<Value>, QueryError> {
        self.forget();
        let page: Vec<Row> = self.kept.into_iter().skip(self.query.start).collect();
        if page.len() > MOST {
            return Err(QueryError::TooMuch(
                "more than 1,000 documents. Ask for pages by limit_start and limit_page_length",
            ));
        }
        if page.iter().map(|row| row.size).sum::<usize>() > MOST_ANSWERED {
            return Err(QueryError::TooMuch("more than 5 MB. Ask for fewer fields or documents"));
        }
        Ok(page.into_iter().map(|row| row.cells.into()).collect())
    }

    fn row(&self, document: &Value) -> Row {
        let cells = row(document, &self.query.fields);
        let text = Value::Object(cells.clone()).to_string();
        let name = document.get("name").and_then(Value::as_str).unwrap_or_default();
        Row {
            keys: self.query.order.iter().map(|o| SortKey::of(document.get(o.column))).collect(),
            name: name.to_owned(),
            size: text.bytes().map(|byte| if byte.is_ascii() { 1 } else { 3 }).sum(),
            cells,
        }
    }

    /// Sorts, and forgets what can be in the answer no more.
    fn forget(&mut self) {
        let order = &self.query.order;
        self.kept.sort_by(|one, other| {
            let pairs = order.iter().zip(one.keys.iter().zip(&other.keys));
            let ordering = pairs.map(|(order, (one, other))| order.compare(one, other));
            // By name last, so that no document is on two pages.
            ordering.fold(Ordering::Equal, Ordering::then).then_with(|| one.name.cmp(&other.name))
        });
        self.kept.truncate(self.most);
        self.kept_bytes = self.kept.iter().map(Row::bytes).sum();
    }
}

impl Row {
    fn bytes(&self) -> usize {
        self.size + self.name.len() + self.keys.iter().map(SortKey::size).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resource::doctype::Doctype;

    fn list(sent: &Value, count: usize) -> Result<Vec<Value>, QueryError> {
        let query = Query::parse(Doctype::User, sent.as_object().unwrap())?;
        let mut rows = Rows::new(&query)?;
        // In no order, as a scan gives them.
        for number in (0..count).map(|number| (number * 7919) % count) {
            let document = json!({ "name": format!("u{number:05}@x"), "enabled": number % 2 });
            rows.take(&document)?;
            assert!(rows.kept.len() <= 2 * rows.most, "{}", rows.kept.len());
        }
        rows.finish()
    }

    #[test]
    fn a_page_is_cut_out_of_the_whole_order_while_little_is_kept() {
        let sent = json!({
            "order_by": "enabled desc, name asc", "limit_start": 2, "limit_page_length": 2,
        });
        assert_eq!(
            list(&sent, 5_000),
            Ok(vec![json!({"name": "u00005@x"}), json!({"name": "u00007@x"})])
        );
    }

    #[test]
    fn all_of_them_are_at_most_a_thousand() {
        assert_eq!(list(&json!({"limit_page_length": 0}), 1_000).unwrap().len(), 1_000);
        assert!(matches!(list(&json!({"limit": 5_000}), 1_001), Err(QueryError::TooMuch(_))));
        assert_eq!(list(&json!({}), 50).unwrap().len(), 20);
    }

    #[test]
    fn what_cannot_be_sorted_in_bounds_is_refused() {
        let far = json!({"limit_start": 20_000});
        assert!(matches!(list(&far, 1), Err(QueryError::TooMuch(_))));
        let query = Query::parse(
            Doctype::OAuthClient,
            &Map::from_iter([
                ("fields".to_owned(), json!(["redirect_uris"])),
                ("limit".to_owned(), json!(0)),
            ]),
        );
        let query = query.unwrap();
        let mut rows = Rows::new(&query).unwrap();
        let long = json!({"name": "x", "redirect_uris": "https://x ".repeat(30_000)});
        let taken = (0..400).try_for_each(|_| rows.take(&long));
        assert!(matches!(taken, Err(QueryError::TooMuch(_))));
    }
}
