//! Who reads the environment and the time, and who makes randomness.

use crate::files::{File, production};

/// Fails if a production file other than `owner` mentions one of `words`.
fn only(owner: &str, words: &[&str]) {
    let found: Vec<String> = production()
        .iter()
        .filter(|file| file.path != owner)
        .flat_map(|file: &File| file.mentions(words))
        .collect();
    assert!(found.is_empty(), "only {owner} may:\n{}", found.join("\n"));
}

#[test]
fn only_config_reads_the_environment() {
    // `std::env::args` is no environment, and cargo's `env!` is read when building.
    only(
        "shared/src/config.rs",
        &["env::var", "env::vars", "env::var_os", "env::set_var", "option_env!"],
    );
}

#[test]
fn only_clock_reads_the_time() {
    only(
        "shared/src/clock.rs",
        &["SystemTime", "OffsetDateTime::now", "UtcDateTime::now", "Utc::now", "Local::now"],
    );
}

#[test]
fn only_secret_makes_randomness() {
    only(
        "shared/src/secret.rs",
        &["rand::", "rand_core", "SysRng", "SystemRandom", "getrandom", "RandomState", "uuid::"],
    );
}
