//! Passwords: hashes of our own, of passlib and of nobody.

use proptest::prelude::*;

use super::*;

fn verify(hash: &str, password: &str) -> Result<Verdict, UnknownHash> {
    Hash::import(hash)?.verify(&Secret::new(password))
}

/// The password fits, another does not, and the login will renew the hash.
fn assert_renewable(hash: &str, password: &str) {
    assert_eq!(verify(hash, password), Ok(Verdict::Right { is_outdated: true }), "{hash}");
    assert_eq!(verify(hash, "Passw0rd!y"), Ok(Verdict::Wrong), "{hash}");
}

#[test]
fn our_own_hash_is_argon2id_and_up_to_date() {
    let hash = Hash::of(&Secret::new("hunter2"), Random).unwrap();
    assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(verify(&hash.0, "hunter2"), Ok(Verdict::Right { is_outdated: false }));
    assert_eq!(verify(&hash.0, "hunter3"), Ok(Verdict::Wrong));
    assert_eq!(format!("{hash:?}"), "[redacted]");
}

#[test]
fn hashes_that_passlib_wrote_verify_and_are_due_for_renewal() {
    let pbkdf2 =
        "$pbkdf2-sha256$29000$J2QshXCu1VrrPef8P4cQIg$JFdT9f.S6BglupiY7NQmxkGokOpnqqeNP66vpMCSx54";
    let argon2 = "$argon2id$v=19$m=65536,t=3,p=4$VkvQaxz7Y0wF64ZAr0aXGQ$0N+wJHu6bL1RvgmaOMxHM+5ZbhEjIDGcuRFD6WlSGaY";
    for (hash, password) in [(pbkdf2, "Passw0rd!x"), (argon2, "Erín's 咖啡")] {
        assert_renewable(hash, password);
    }
    let current = "$argon2id$v=19$m=19456,t=2,p=1$I8aQ2NoRhUKRh8cpqOxwgQ$JQoyl4Ud5J5CNhNXWiLYPAyef4lBk6q5Ymwym0+4Ric";
    assert_eq!(verify(current, "x"), Ok(Verdict::Right { is_outdated: false }));
}

#[test]
fn every_argon2_that_passlib_ever_wrote_verifies_and_is_due_for_renewal() {
    for hash in [
        "$argon2id$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gmPX1NAGnMvGqSdUO/sTzA",
        "$argon2i$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$b5zbrLWZWYXbXnaVhBT89Q",
        "$argon2d$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$QL6sIXvfLYYPMVyw6OFh+A",
        "$argon2i$v=16$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$H2iNYEJDrff4sHEiU2ADVA",
        "$argon2i$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$H2iNYEJDrff4sHEiU2ADVA",
        "$argon2d$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$zPdg+Ny0r1G8qGW75rMb4g",
        "$argon2id$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$ELow2coJ8/do6SYifzGEcw",
    ] {
        assert_renewable(hash, "Passw0rd!x");
    }
    // Our own costs do not make another algorithm or version ours.
    for hash in [
        "$argon2i$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$iGI6lfuS7Bk2xEXYg75I/IKaC6vsfB1QxW8aORkZa5U",
        "$argon2id$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$3raQDng+aO+7bUou8qW27Af71k4kCWmV2CeKHag1wdg",
    ] {
        assert_renewable(hash, "x");
    }
}

#[test]
fn bcrypt_as_passlib_wrote_it_verifies_and_is_due_for_renewal() {
    for hash in [
        "$2a$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2b$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2y$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        // Chance in the last bits of the salt, and of the sum.
        "$2b$04$N9qo8uLOickgx2ZMRZoMyfOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2b$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4X",
        "$bcrypt-sha256$2a,4$N9qo8uLOickgx2ZMRZoMye$gwltQR4r3Q5ZqNF/gXOB27lS4duthKm",
        "$bcrypt-sha256$2b,4$N9qo8uLOickgx2ZMRZoMye$gwltQR4r3Q5ZqNF/gXOB27lS4duthKm",
        "$bcrypt-sha256$v=2,t=2b,r=4$N9qo8uLOickgx2ZMRZoMye$v9Xwr58bdvsvrWpfgneZ1FLvEhnNDym",
    ] {
        assert_renewable(hash, "Passw0rd!x");
    }
    // passlib's default cost.
    let default = "$2b$12$1ajERtrEPHalQnQCCyWAoOa5DCZlho076lnn6o3UUtLbpz.I1PtOG";
    assert_renewable(default, "Erín's 咖啡");
}

#[test]
fn bcrypt_hears_72_bytes_and_bcrypt_sha256_all() {
    let hash_of_71 = "$2b$04$N9qo8uLOickgx2ZMRZoMyeVOpl1HIS/vZ58DC9P2X4DadJheoa7bC";
    let hash_of_72 = "$2b$04$N9qo8uLOickgx2ZMRZoMyeF1J3tt0w8.ywyH26Gg0MaR3.85io4ma";
    // The wraparound of an old `$2a$` would have heard one byte of these 256.
    for length in [71, 72, 73, 255, 256, 512] {
        let password = "a".repeat(length);
        let is_right = |hash| verify(hash, &password) != Ok(Verdict::Wrong);
        assert_eq!((is_right(hash_of_71), is_right(hash_of_72)), (length == 71, length > 71));
        let older = hash_of_72.replace("$2b$", "$2a$");
        assert_eq!(is_right(&older), length > 71);
    }
    let cut = "$2b$04$N9qo8uLOickgx2ZMRZoMye.d7ywt80zI9akd2yKbHHgYQhzwwCI2y";
    assert_renewable(cut, &format!("{}ä", "a".repeat(71)));
    let all = "$bcrypt-sha256$v=2,t=2b,r=4$N9qo8uLOickgx2ZMRZoMye$ajUp1Zoe7zvqTBjw1u0K9Z.txHLKbDS";
    assert_renewable(all, &"a".repeat(100));
    assert_eq!(verify(all, &"a".repeat(99)), Ok(Verdict::Wrong));
}

#[test]
fn a_nul_is_no_way_to_write_a_password_of_bcrypt_twice() {
    let a = "$2b$04$N9qo8uLOickgx2ZMRZoMyejfZrCzu1NUzAb1NKgJQM2bQtnV1ztM.";
    assert_renewable(a, "a");
    for password in ["a\0", "a\0b", "a\0a", "a\0a\0a"] {
        assert_eq!(verify(a, password), Ok(Verdict::Wrong), "{password:?}");
    }
    let empty = "$2b$04$N9qo8uLOickgx2ZMRZoMyexhJu7XyhFyrko6QMKtD6uvGcfCxpYoK";
    assert_renewable(empty, "");
    assert_eq!(verify(empty, "\0"), Ok(Verdict::Wrong));
    // passlib takes it here, because bcrypt hears only the digest.
    let digest =
        "$bcrypt-sha256$v=2,t=2b,r=4$N9qo8uLOickgx2ZMRZoMye$nx.FB1P/ENn63gqoc9ZxQ2jTo6c28r2";
    assert_renewable(digest, "a\0b");
    assert_eq!(verify(digest, "a"), Ok(Verdict::Wrong));
}

#[test]
fn no_password_fits_the_decoy() {
    assert_eq!(Hash::decoy().verify(&Secret::new("")), Ok(Verdict::Wrong));
}

#[test]
fn a_hash_that_is_weak_ruinous_or_of_another_kind_is_not_taken() {
    for hash in [
        "",
        "plain",
        "$2b$12$abcdefghijklmnopqrstuv",
        "$2b$12$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4",
        "$2b$12$N9qo8uLOickgx2ZMRZoMy咖OJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2x$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2$04$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2b$03$N9qo8uLOickgx2ZMRZoMyeOJ4gh31FsgDDIWVbmmYNttrD9CQ1Y4W",
        "$2b$15$N9qo8uLOickgx2ZMRZoMyevOwcEiFsAW7DaEZySqdE4DJMW4XPDwG",
        "$2b$31$N9qo8uLOickgx2ZMRZoMyevOwcEiFsAW7DaEZySqdE4DJMW4XPDwG",
        "$bcrypt-sha256$v=2,t=2b,r=15$N9qo8uLOickgx2ZMRZoMye$v9Xwr58bdvsvrWpfgneZ1FLvEhnNDym",
        "$bcrypt-sha256$v=3,t=2b,r=4$N9qo8uLOickgx2ZMRZoMye$v9Xwr58bdvsvrWpfgneZ1FLvEhnNDym",
        "$argon2i$v=17$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$b5zbrLWZWYXbXnaVhBT89Q",
        "$argon2x$v=19$m=64,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$b5zbrLWZWYXbXnaVhBT89Q",
        "$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=1,x=2$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AA",
        "$argon2id$v=19$m=7,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$0$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$99999999$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$29000$AAAA$",
    ] {
        assert_eq!(Hash::import(hash).err(), Some(UnknownHash), "{hash}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}|[$a-z0-9=,+/-]{0,120}") {
        drop(Hash::import(&text));
    }
}
