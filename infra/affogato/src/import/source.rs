//! Where documents come from: a file is read one document at a time, however long it is.

use std::{
    cell::Cell,
    fmt,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, SeqAccess, Visitor},
};
use serde_json::{Value, error::Category};

use super::file::Problem;

/// A document of a list, and where it stands.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its place in the list, from 1.
    pub(super) number: usize,
    /// The line on which it begins, from 1; 0 in memory.
    pub(super) line: usize,
    /// The document.
    pub(super) value: Value,
}

/// Hands out the documents of a file one by one, until `take` says no.
pub(super) fn each(path: &Path, take: impl FnMut(Listed) -> bool) -> Result<(), Problem> {
    each_of(BufReader::new(File::open(path)?), take)
}

/// The same of a text in this form.
pub(super) fn each_of(text: impl Read, take: impl FnMut(Listed) -> bool) -> Result<(), Problem> {
    let (line, is_stopped) = (Cell::new(1), Cell::new(false));
    let mut json = serde_json::Deserializer::from_reader(Lines { text, line: &line });
    let list = List { take, line: &line, is_stopped: &is_stopped };
    match json.deserialize_seq(list).and_then(|()| json.end()) {
        Err(_) if is_stopped.get() => Ok(()),
        // A document may be any JSON, so only the list can be of a wrong type.
        Err(error) if error.classify() == Category::Data => Err(Problem::NotAList),
        done => Ok(done?),
    }
}

/// Counts lines on the way. The parser asks for one byte at a time and looks one ahead, so the
/// count is that of the byte before it.
struct Lines<'a, R> {
    text: R,
    line: &'a Cell<usize>,
}

impl<R: Read> Read for Lines<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.text.read(buffer)?;
        for byte in buffer.iter().take(length) {
            self.line.set(self.line.get() + usize::from(*byte == b'\n'));
        }
        Ok(length)
    }
}

struct List<'a, F> {
    take: F,
    line: &'a Cell<usize>,
    is_stopped: &'a Cell<bool>,
}

impl<'de, F: FnMut(Listed) -> bool> Visitor<'de> for List<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON list of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some((line, value)) = list.next_element_seed(Element(self.line))? {
            number += 1;
            if !(self.take)(Listed { number, line, value }) {
                self.is_stopped.set(true);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// One document with the line on which it begins.
struct Element<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = (usize, Value);

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let line = self.0.get();
        Ok((line, Value::deserialize(json)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, most: usize) -> Result<Vec<(usize, usize)>, String> {
        let mut places = Vec::new();
        let take = |listed: Listed| {
            places.push((listed.number, listed.line));
            places.len() < most
        };
        each_of(text.as_bytes(), take).map_err(|problem| problem.to_string())?;
        Ok(places)
    }

    #[test]
    fn documents_come_one_by_one_with_their_lines() {
        let text = "[\n {\"a\": 1},\n\n {\"b\":\n 2}, 3\n]\n";
        assert_eq!(read(text, 9), Ok(vec![(1, 2), (2, 4), (3, 5)]));
        assert_eq!(read("[]", 9), Ok(vec![]));
        // What comes after the one that was refused is not even read.
        assert_eq!(read("[1, 2, nonsense", 2), Ok(vec![(1, 1), (2, 1)]));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["{}", "3", "\"a\"", "null"] {
            assert_eq!(read(text, 9).unwrap_err(), "not a JSON list of documents", "{text}");
        }
        for text in ["[1", "[1] 2", "[1,]", ""] {
            assert!(read(text, 9).unwrap_err().starts_with("not JSON: "), "{text}");
        }
    }
}
