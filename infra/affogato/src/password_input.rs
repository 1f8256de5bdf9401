//! A password from whoever sits at the terminal, or from a script's pipe. Never from the command
//! line, which every process of the machine can read and which a shell keeps.

use std::io::{self, BufRead};

use shared::{
    protocol::password_rule::{self, PasswordRuleError},
    secret::Secret,
};
use thiserror::Error;

/// Bytes of a line that are read: more than the longest password has.
const MOST_BYTES: u64 = 4096;

/// Why there is no password, in one line.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Nobody to ask.
    #[error("there is no terminal to ask for the password ({0}); pipe it in with --password-stdin")]
    NoTerminal(io::Error),
    /// The pipe.
    #[error("the password cannot be read from the standard input: {0}")]
    Unreadable(io::Error),
    /// One that nobody may have.
    #[error("{0}; nothing was changed")]
    Unlawful(#[from] PasswordRuleError),
}

/// Gets a password: the first line of the standard input, or asked for twice without echo.
///
/// # Errors
///
/// See [`PasswordError`].
pub fn read(is_piped: bool, name: &str) -> Result<Secret, PasswordError> {
    if is_piped {
        return check(first_line(io::stdin().lock())?);
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map(Secret::new).map_err(PasswordError::NoTerminal)
    };
    let password = check(ask(&format!("New password of {name}: "))?)?;
    let is_the_same = ask("Once more: ")?.equals(&password);
    if is_the_same { Ok(password) } else { Err(PasswordRuleError::Differs.into()) }
}

fn first_line(input: impl BufRead) -> Result<Secret, PasswordError> {
    let mut line = String::new();
    input.take(MOST_BYTES).read_line(&mut line).map_err(PasswordError::Unreadable)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Secret::new(line.strip_suffix('\r').unwrap_or(line)))
}

fn check(password: Secret) -> Result<Secret, PasswordError> {
    password_rule::check(&password)?;
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piped(input: &[u8]) -> Result<String, String> {
        let password = first_line(input).and_then(check);
        password.map(|secret| secret.expose().to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_line_is_the_password_without_its_end() {
        for input in ["pass wörd \nmore", "pass wörd \r\n", "pass wörd "] {
            assert_eq!(piped(input.as_bytes()), Ok("pass wörd ".to_owned()));
        }
    }

    #[test]
    fn a_password_is_neither_empty_nor_short_nor_endless() {
        for empty in ["", "\n", "          \n", "\nsecond line"] {
            assert!(piped(empty.as_bytes()).unwrap_err().contains("is empty"));
        }
        assert!(piped(b"1234567\n").unwrap_err().contains("at least 8"));
        assert!(piped("é".repeat(8).as_bytes()).is_ok());
        assert!(piped(&[b'x'; 512]).is_ok());
        for long in [513, 100_000] {
            assert!(piped(&vec![b'x'; long]).unwrap_err().contains("at most 512"));
        }
        assert!(piped(&[0xff; 9]).unwrap_err().contains("cannot be read"));
    }
}
