//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636): PKCE.

use super::{
    Demand,
    Held::{By, Here},
    rfc9700::{CHALLENGE, VERIFIER},
};
use crate::suite::run::Run;

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (49, "rfc7636_4_1_a_verifier_has_its_length_and_letters", Here(a_verifier_has_its_length_and_letters)),
    (50, "rfc7636_4_4_1_a_missing_challenge_is_told_by_a_redirect", By(&["checklist::rfc9700_2_1_1_a_public_client_uses_pkce"])),
    (51, "rfc7636_4_6_a_wrong_verifier_is_refused_and_guessing_ends_the_code", Here(guessing_ends_the_code)),
    (52, "rfc7636_appendix_b", By(&["oidcc-ensure-request-with-valid-pkce-succeeds"])),
];

fn code(run: &Run<'_>) -> String {
    let request = run.request().with("code_challenge", CHALLENGE);
    run.code(&request.with("code_challenge_method", "S256"))
}

fn a_verifier_has_its_length_and_letters(run: &Run<'_>) {
    let run = &run.by("public");
    let code = code(run);
    let long = "x".repeat(129);
    for verifier in ["420", &long, &VERIFIER.replace('-', " "), &VERIFIER[1..]] {
        let word = run.redeem(&code, &[("code_verifier", verifier)]).refused(400);
        assert!(["invalid_grant", "invalid_request"].contains(&word.as_str()), "{word}");
    }
    run.redeem(&code, &[("code_verifier", VERIFIER)]).success();
}

fn guessing_ends_the_code(run: &Run<'_>) {
    let code = code(run);
    assert_eq!(run.redeem(&code, &[]).refused(400), "invalid_grant");
    for _ in 0..3 {
        let guess = VERIFIER.replace("dB", "Bd");
        assert_eq!(run.redeem(&code, &[("code_verifier", &guess)]).refused(400), "invalid_grant");
    }
    let late = run.redeem(&code, &[("code_verifier", VERIFIER)]);
    assert_eq!(late.refused(400), "invalid_grant");
}
