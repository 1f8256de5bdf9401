//! Which passwords somebody may choose, and the words of the refusal: on the desk and on the command
//! line. The page of the account has words of its own in every language.

use thiserror::Error;

use super::password::LONGEST;
use crate::secret::Secret;

/// The shortest, in characters: NIST's lower bound (SP 800-63B).
pub const SHORTEST: usize = 8;

/// Why a text cannot be somebody's new password, as the end of a sentence.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PasswordRuleError {
    /// Nothing, or nothing but space: a slip of the finger.
    #[error("the password is empty")]
    Empty,
    /// Fewer than [`SHORTEST`] characters.
    #[error("a password has at least {SHORTEST} characters")]
    Short,
    /// More than [`LONGEST`] characters.
    #[error("a password has at most {LONGEST} characters")]
    Long,
    /// A slip of the finger, which nobody could see.
    #[error("the two passwords differ")]
    Differs,
    /// Whoever changes his password wants the one that others may know to work no more.
    #[error("the new password is the current one")]
    Same,
}

/// Whether a text may be a new password.
///
/// # Errors
///
/// Why not.
pub fn check(password: &Secret) -> Result<(), PasswordRuleError> {
    let text = password.expose();
    match text.chars().count() {
        _ if text.trim().is_empty() => Err(PasswordRuleError::Empty),
        length if length < SHORTEST => Err(PasswordRuleError::Short),
        length if length > LONGEST => Err(PasswordRuleError::Long),
        _ => Ok(()),
    }
}

/// Whether a password may be changed for another, typed twice. The current one is as it was typed:
/// whether it is right is asked elsewhere, and this must not tell.
///
/// # Errors
///
/// Why not.
pub fn check_change(
    current: &Secret,
    new: &Secret,
    again: &Secret,
) -> Result<(), PasswordRuleError> {
    check(new)?;
    if new.equals(current) {
        return Err(PasswordRuleError::Same);
    }
    if new.equals(again) { Ok(()) } else { Err(PasswordRuleError::Differs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_neither_empty_nor_short_nor_endless() {
        let checked = |text: &str| check(&Secret::new(text));
        for empty in ["", " ", "          "] {
            assert_eq!(checked(empty), Err(PasswordRuleError::Empty));
        }
        assert_eq!(checked("1234567"), Err(PasswordRuleError::Short));
        assert_eq!(checked(&"é".repeat(8)), Ok(()));
        assert_eq!(checked(&"é".repeat(512)), Ok(()));
        assert_eq!(checked(&"x".repeat(513)), Err(PasswordRuleError::Long));
    }

    #[test]
    fn a_new_password_is_another_and_typed_twice() {
        let checked = |current: &str, new: &str, again: &str| {
            check_change(&Secret::new(current), &Secret::new(new), &Secret::new(again))
        };
        assert_eq!(checked("old one!", "new one!", "new one!"), Ok(()));
        assert_eq!(checked("old one!", "new one!", "new one"), Err(PasswordRuleError::Differs));
        assert_eq!(checked("old one!", "old one!", "old one!"), Err(PasswordRuleError::Same));
        assert_eq!(checked("old", "old", "old"), Err(PasswordRuleError::Short));
    }
}
