//! What a user may say of himself: names, picture, language, under Frappe's field names.

use thiserror::Error;

use super::{claim_form::web_address, user::User};

/// The most characters of a name: those of a Data field in Frappe.
pub const LONGEST_NAME: usize = 140;
/// The most characters of a picture's address.
pub const LONGEST_IMAGE: usize = 2_048;
/// The most characters of a language tag ([RFC 5646 section 4.4.1]).
///
/// [RFC 5646 section 4.4.1]: https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1
pub const LONGEST_LANGUAGE: usize = 35;

/// What was typed, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// The address of a picture, or nothing.
    pub user_image: String,
    /// A language tag, or nothing.
    pub language: String,
}

/// What was typed, as it may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    first_name: String,
    last_name: String,
    user_image: Option<String>,
    language: Option<String>,
}

/// What is wrong with a field, in a sentence for who typed it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ProfileError {
    /// Frappe wants a first name of everybody.
    #[error("Please enter your first name.")]
    NoFirstName,
    /// See [`LONGEST_NAME`].
    #[error("The first name is longer than {LONGEST_NAME} characters.")]
    LongFirstName,
    /// See [`LONGEST_NAME`].
    #[error("The last name is longer than {LONGEST_NAME} characters.")]
    LongLastName,
    /// See [`LONGEST_IMAGE`].
    #[error("The address is longer than {LONGEST_IMAGE} characters.")]
    LongImage,
    /// A page over https cannot show it, or it is no address.
    #[error("A picture has an address that begins with https://.")]
    NotHttps,
    /// No language tag.
    #[error("A language is a tag such as en or pt-BR.")]
    NotALanguage,
}

impl ProfileError {
    /// The field that it is about.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoFirstName | Self::LongFirstName => "first_name",
            Self::LongLastName => "last_name",
            Self::LongImage | Self::NotHttps => "user_image",
            Self::NotALanguage => "language",
        }
    }
}

impl Typed {
    /// What a user's form shows before he types.
    pub fn of(user: &User) -> Self {
        Self {
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            user_image: user.user_image.clone().unwrap_or_default(),
            language: user.language.clone().unwrap_or_default(),
        }
    }

    /// Reads what was typed, over the user as he is: what he has from elsewhere and leaves alone,
    /// such as a picture's path on the site that he came from, is no mistake of his.
    ///
    /// # Errors
    ///
    /// All that is wrong, in the order of the form.
    pub fn read(&self, user: &User) -> Result<Profile, Vec<ProfileError>> {
        let (first_name, last_name) = (name(&self.first_name), name(&self.last_name));
        let before = Self::of(user);
        let user_image = kept_or(&self.user_image, &before.user_image, image);
        let language = kept_or(&self.language, &before.language, language);
        let too_long = |name: &str| name.chars().count() > LONGEST_NAME;
        let errors = [
            first_name.is_empty().then_some(ProfileError::NoFirstName),
            too_long(&first_name).then_some(ProfileError::LongFirstName),
            too_long(&last_name).then_some(ProfileError::LongLastName),
            user_image.as_ref().err().copied(),
            language.as_ref().err().copied(),
        ];
        let errors: Vec<ProfileError> = errors.into_iter().flatten().collect();
        match (user_image, language) {
            (Ok(user_image), Ok(language)) if errors.is_empty() => {
                Ok(Profile { first_name, last_name, user_image, language })
            }
            _ => Err(errors),
        }
    }
}

impl Profile {
    /// The same user with this profile: nothing else of him is changed.
    pub fn of(&self, user: &User) -> User {
        let Self { first_name, last_name, user_image, language } = self.clone();
        User { first_name, last_name, user_image, language, ..user.clone() }
    }
}

/// A name in one line, without space around it.
fn name(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Field = Result<Option<String>, ProfileError>;

fn kept_or(typed: &str, before: &str, read: impl Fn(&str) -> Field) -> Field {
    match typed.trim() {
        "" => Ok(None),
        typed if typed == before => Ok(Some(before.to_owned())),
        typed => read(typed),
    }
}

/// A picture's address, as every page can show it.
fn image(text: &str) -> Field {
    if text.chars().count() > LONGEST_IMAGE {
        return Err(ProfileError::LongImage);
    }
    let text = web_address(text).ok_or(ProfileError::NotHttps)?;
    if text.len() > LONGEST_IMAGE { Err(ProfileError::LongImage) } else { Ok(Some(text)) }
}

/// A tag in the form of BCP 47: a language of two or three letters, and what follows it.
fn language(text: &str) -> Field {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language =
        matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| {
        matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if is_language && parts.all(is_part) && text.len() <= LONGEST_LANGUAGE {
        Ok(Some(text.to_owned()))
    } else {
        Err(ProfileError::NotALanguage)
    }
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
