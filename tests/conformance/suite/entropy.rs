//! How much chance there is in a text: measured on the text itself, as the plans' modules do.

use std::collections::BTreeMap;

/// Shannon's entropy of the characters, in bits.
pub(crate) fn bits(text: &str) -> f64 {
    let mut counts: BTreeMap<char, u32> = BTreeMap::new();
    for character in text.chars() {
        *counts.entry(character).or_default() += 1;
    }
    let total = f64::from(counts.values().sum::<u32>());
    let of = |count: &u32| f64::from(*count) * (total / f64::from(*count)).log2();
    counts.values().map(of).sum()
}

/// Fails if a code or token is likely to be guessed.
pub(crate) fn demand(what: &str, text: &str) {
    assert!(bits(text) >= 96.0, "{what} has {:.0} bits of entropy: {text}", bits(text));
}

/// Letters and digits that nobody can foresee.
pub(crate) fn random(length: usize) -> String {
    let words = std::iter::repeat_with(|| format!("{:032x}", rand::random::<u128>()));
    let mut text: String = words.take(length / 32 + 1).collect();
    text.truncate(length);
    text
}
