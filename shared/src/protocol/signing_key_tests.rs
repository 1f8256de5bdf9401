//! The rules of rotation, without a key that could sign.

use super::*;

fn at(hours: u64) -> Timestamp {
    Timestamp::from_millis(1_000) + Duration::from_hours(hours)
}

fn fresh(kid: &str) -> FreshKey {
    let public = r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#;
    FreshKey {
        kid: kid.to_owned(),
        algorithm: SigningAlgorithm::RS256,
        public: serde_json::from_str(public).unwrap(),
        sealed: String::new(),
    }
}

fn kids(set: &KeySet, now: Timestamp) -> String {
    let signs = set.signing(SigningAlgorithm::RS256, now).map_or("-", |key| &key.kid);
    let published: Vec<&str> = set.published(now).map(|key| key.kid.as_str()).collect();
    format!("{} signs, {} published", signs, published.join(" "))
}

const PERIOD_HOURS: u64 = 90 * 24;

#[test]
fn the_first_key_signs_at_once_and_every_other_a_day_after_it_is_published() {
    let first = KeySet::default().rotated(&[fresh("a")], Rotation::WhenDue, at(0)).unwrap();
    assert_eq!(kids(&first, at(0)), "a signs, a published");
    assert_eq!(first.rotated(&[fresh("b")], Rotation::WhenDue, at(PERIOD_HOURS - 25)), None);

    let due = at(PERIOD_HOURS - 24);
    let second = first.rotated(&[fresh("b")], Rotation::WhenDue, due).unwrap();
    assert_eq!(kids(&second, at(PERIOD_HOURS - 1)), "a signs, a b published");
    assert_eq!(kids(&second, at(PERIOD_HOURS)), "b signs, a b published");
    let roles: Vec<KeyRole> =
        second.keys.iter().map(|key| second.role(key, at(PERIOD_HOURS))).collect();
    assert_eq!(roles, [KeyRole::Previous, KeyRole::Current]);
    assert_eq!(second.role(&second.keys[1], due), KeyRole::Next);
}

#[test]
fn the_first_key_signs_for_a_clock_that_is_behind_too() {
    let first = KeySet::default().rotated(&[fresh("a")], Rotation::WhenDue, at(1)).unwrap();
    assert_eq!(kids(&first, at(0)), "a signs, a published");
    let ahead = first.rotated(&[fresh("b")], Rotation::Ahead, at(2)).unwrap();
    assert_eq!(kids(&ahead, at(0)), "a signs, a b published");
}

#[test]
fn a_key_is_kept_until_its_last_token_has_expired_and_then_swept_up() {
    let set = KeySet::default().rotated(&[fresh("a")], Rotation::WhenDue, at(0)).unwrap();
    let set = set.rotated(&[fresh("b")], Rotation::Ahead, at(10)).unwrap();
    // `b` signs from hour 34 on; a token that `a` signed a moment before lives seven days.
    assert_eq!(kids(&set, at(34 + 7 * 24)), "b signs, a b published");
    let over = at(34 + 7 * 24 + 1);
    assert_eq!(kids(&set, over), "b signs, b published");
    let swept = set.rotated(&[], Rotation::WhenDue, over).unwrap();
    assert_eq!(swept.keys.len(), 1);
    assert!(swept.modified > set.modified);
}

#[test]
fn of_two_rotations_at_once_the_second_finds_nothing_to_do() {
    let set = KeySet::default().rotated(&[fresh("a")], Rotation::WhenDue, at(0)).unwrap();
    assert_eq!(set.rotated(&[fresh("b")], Rotation::WhenDue, at(0)), None);
    let set = set.rotated(&[fresh("b")], Rotation::Ahead, at(1)).unwrap();
    assert_eq!(set.rotated(&[fresh("c")], Rotation::Ahead, at(2)), None);
}

#[test]
fn keys_that_leaked_are_gone_at_once() {
    let set = KeySet::default().rotated(&[fresh("a")], Rotation::WhenDue, at(0)).unwrap();
    let set = set.rotated(&[fresh("b")], Rotation::Ahead, at(1)).unwrap();
    let set = set.rotated(&[fresh("c")], Rotation::AtOnce, at(2)).unwrap();
    assert_eq!(kids(&set, at(2)), "c signs, c published");
    assert!(set.find("a", at(2)).is_none() && set.find("c", at(2)).is_some());
}
