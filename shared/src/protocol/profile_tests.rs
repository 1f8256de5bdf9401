//! Tests of what a user may say of himself.

use super::*;

fn typed(first_name: &str, last_name: &str, user_image: &str, language: &str) -> Typed {
    let text = str::to_owned;
    Typed {
        first_name: text(first_name),
        last_name: text(last_name),
        user_image: text(user_image),
        language: text(language),
    }
}

#[test]
fn what_is_typed_is_kept_in_one_line_and_nothing_else_is_changed() {
    let user = User {
        name: "alice@x".into(),
        sub: "s".into(),
        enabled: true,
        roles: vec!["Blogger".into()],
        language: Some("de".into()),
        ..User::default()
    };
    let typed = typed(" Ada\n  Maria ", "Lovelace", "HTTPS://Example.com/a b.png", "");
    let saved = typed.read(&user).unwrap().of(&user);
    let image = Some("https://example.com/a%20b.png".to_owned());
    let expected = User {
        first_name: "Ada Maria".into(),
        last_name: "Lovelace".into(),
        user_image: image,
        language: None,
        ..user
    };
    assert_eq!(saved, expected);
}

#[test]
fn a_picture_comes_by_https_and_carries_no_password() {
    let read = |text: &str| typed("A", "", text, "").read(&User::default());
    for unlawful in [
        "http://example.com/a.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "//example.com/a.png",
        "/files/a.png",
        "https://",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "nonsense",
    ] {
        assert_eq!(read(unlawful), Err(vec![ProfileError::NotHttps]), "{unlawful}");
    }
    let long = format!("https://example.com/{}", "x".repeat(LONGEST_IMAGE));
    assert_eq!(read(&long), Err(vec![ProfileError::LongImage]));
    // It grows as it is escaped.
    let long = format!("https://example.com/{}", "é".repeat(LONGEST_IMAGE / 2));
    assert_eq!(read(&long), Err(vec![ProfileError::LongImage]));
}

#[test]
fn what_came_from_elsewhere_may_stay_as_it_is() {
    let (user_image, language) = (Some("/files/a.png".to_owned()), Some("pt_BR".to_owned()));
    let user = User { user_image, language, ..User::default() };
    let profile = typed("A", "", "/files/a.png", "pt_BR").read(&user).unwrap();
    let saved = profile.of(&user);
    assert_eq!((saved.user_image, saved.language), (user.user_image, user.language));
    assert!(typed("A", "", "/files/b.png", "").read(&User::default()).is_err());
}

#[test]
fn a_language_is_a_tag() {
    let read = |text: &str| typed("A", "", "", text).read(&User::default()).is_ok();
    for tag in ["en", "pt-BR", "zh-Hant-TW", "gsw", "de-1996", "", " en "] {
        assert!(read(tag), "{tag}");
    }
    let long = format!("en{}", "-abcdefgh".repeat(4));
    for other in ["e", "english", "pt_BR", "en-", "en;x", "<b>", "12", "én", long.as_str()] {
        assert!(!read(other), "{other}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let long = "é".repeat(LONGEST_NAME + 1);
    let errors = typed(&long, &long, "x", "x").read(&User::default()).unwrap_err();
    let fields: Vec<&str> = errors.into_iter().map(ProfileError::field).collect();
    assert_eq!(fields, ["first_name", "last_name", "user_image", "language"]);
    let nameless = typed(" \t", "B", "", "").read(&User::default());
    assert_eq!(nameless, Err(vec![ProfileError::NoFirstName]));
    let most = "é".repeat(LONGEST_NAME);
    assert!(typed(&most, &most, "", "").read(&User::default()).is_ok());
}
