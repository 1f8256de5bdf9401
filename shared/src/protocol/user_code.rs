//! The code that a person types to let a device in
//! ([RFC 8628 section 6.1](https://www.rfc-editor.org/rfc/rfc8628#section-6.1)).
//!
//! Eight of twenty letters, which is 34.6 bits: enough where few tries are heard (`throttle.rs`) and a code
//! lives for minutes. The letters have no vowels, so that no code is a word, and none that looks like a
//! digit.

use std::fmt;

use super::token::GrantId;
use crate::secret::Random;

/// The letters.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many there are in a code.
const LENGTH: usize = 8;
/// What is read of what somebody typed. More is no code, however it is written.
pub const LONGEST_TYPED: usize = 64;

/// A code.
#[derive(Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// A new one, each letter equally likely.
    pub fn draw(random: Random) -> Self {
        let mut code = String::with_capacity(LENGTH);
        while code.len() < LENGTH {
            // 240 = 12 * 20: bytes from there on would make the first letters likelier.
            let bytes = random.bytes::<16>().into_iter().filter(|byte| *byte < 240);
            code.extend(bytes.map(letter).take(LENGTH - code.len()));
        }
        Self(code)
    }

    /// Reads what somebody typed: in small letters, with dashes, points or spaces, or without. `None` for
    /// what we never showed.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > LONGEST_TYPED {
            return None;
        }
        let code: String = typed
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let is_ours = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
        is_ours.then_some(Self(code))
    }

    /// The grant that is asked for by it: whoever types the code finds the item by one read.
    pub fn grant(&self) -> GrantId {
        GrantId::of(&format!("user_code {}", self.0))
    }
}

/// As it is shown: in two halves, which are easier to read and to type.
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

/// It lets a device in while it lives.
impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode([redacted])")
    }
}

fn letter(byte: u8) -> char {
    char::from(ALPHABET.get(usize::from(byte % 20)).copied().unwrap_or(b'B'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_has_more_than_34_bits_and_is_shown_in_two_halves() {
        let length = i32::try_from(LENGTH).unwrap();
        assert!(20_f64.powi(length).log2() > 34.5);
        let shown = UserCode::draw(Random).to_string();
        assert_eq!((shown.len(), shown.find('-')), (9, Some(4)), "{shown}");
        assert!(!shown.contains(['A', 'E', 'I', 'O', 'U', 'Y', '0', '1']), "{shown}");
        assert_ne!(UserCode::draw(Random), UserCode::draw(Random));
        assert!(!format!("{:?}", UserCode::draw(Random)).contains('-'));
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for typed in ["", "BCDF-GHJ", "BCDF-GHJKL", "BCDF-GHJA", "BCDF-GHJ1", "ВCDF-GHJK", "-"] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
        assert_eq!(UserCode::parse(&format!("BCDFGHJK{}", " ".repeat(LONGEST_TYPED))), None);
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(
            code in "[BCDFGHJKLMNPQRSTVWXZ]{8}",
            lower in any::<[bool; 8]>(),
            between in proptest::collection::vec("[-_. \u{a0}\u{2010}-\u{2015}]{0,2}", 9),
        ) {
            let letters = code.chars().zip(lower).zip(&between);
            let mut typed = String::new();
            for ((letter, lower), sign) in letters {
                typed += sign;
                typed.push(if lower { letter.to_ascii_lowercase() } else { letter });
            }
            typed += &between[8];
            let read = UserCode::parse(&typed).unwrap();
            prop_assert_eq!(read.to_string().replace('-', ""), code);
            prop_assert_eq!(UserCode::parse(&read.to_string()).unwrap().grant(), read.grant());
        }

        #[test]
        fn nothing_that_is_typed_makes_the_reader_panic(typed in "\\PC{0,80}") {
            if let Some(code) = UserCode::parse(&typed) {
                prop_assert_eq!(UserCode::parse(&code.to_string()), Some(code));
            }
        }
    }
}
