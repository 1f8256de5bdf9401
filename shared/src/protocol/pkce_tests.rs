//! Tests of Proof Key for Code Exchange.

use proptest::prelude::*;

use super::*;

const RFC_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RFC_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const FRAPPE_CHALLENGE: &str = "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0";

fn check(
    policy: PkcePolicy,
    challenge: Option<&str>,
    method: Option<&str>,
    verifier: Option<&str>,
) -> Result<(), PkceError> {
    let challenge = CodeChallenge::parse(challenge, method, policy)?;
    verify(challenge.as_ref(), verifier.map(Secret::new).as_ref(), policy)
}

#[test]
fn rfc7636_appendix_b() {
    for policy in [PkcePolicy::Required, PkcePolicy::Offered, PkcePolicy::Lenient] {
        assert_eq!(check(policy, Some(RFC_CHALLENGE), Some("S256"), Some(RFC_VERIFIER)), Ok(()));
    }
}

#[test]
fn the_example_of_frappes_documentation_works_for_clients_made_the_frappe_way() {
    let lenient = PkcePolicy::Lenient;
    for method in ["S256", "s256"] {
        assert_eq!(check(lenient, Some(FRAPPE_CHALLENGE), Some(method), Some("420")), Ok(()));
    }
    assert_eq!(check(lenient, Some("420"), Some("plain"), Some("420")), Ok(()));
    assert_eq!(check(lenient, Some("420"), None, Some("420")), Ok(()));
    assert_eq!(check(lenient, None, None, None), Ok(()));
    assert_eq!(check(lenient, None, Some("S256"), None), Ok(()));
    assert_eq!(check(lenient, None, None, Some("420")), Ok(()));
}

#[test]
fn who_follows_openid_connect_may_leave_it_out_and_uses_it_in_the_rfcs_form_alone() {
    assert_eq!(check(PkcePolicy::Offered, None, None, None), Ok(()));
}

#[test]
fn every_refusal_has_its_cause() {
    use PkceError as E;
    use PkcePolicy::{Lenient, Offered, Required};
    let long = "a".repeat(129);
    let cases = [
        (check(Required, None, None, None), E::ChallengeRequired),
        (check(Required, None, Some("S256"), None), E::ChallengeRequired),
        (check(Required, Some(RFC_CHALLENGE), None, None), E::MethodNotSupported),
        (check(Required, Some(RFC_CHALLENGE), Some("plain"), None), E::MethodNotSupported),
        (check(Required, Some(RFC_CHALLENGE), Some("s256"), None), E::MethodNotSupported),
        (check(Lenient, Some(RFC_CHALLENGE), Some("S512"), None), E::MethodNotSupported),
        (check(Required, Some("abc"), Some("S256"), None), E::MalformedChallenge),
        (check(Required, Some(RFC_CHALLENGE), Some("S256"), None), E::VerifierMissing),
        (check(Lenient, Some(RFC_CHALLENGE), Some("S256"), None), E::VerifierMissing),
        (check(Required, Some(FRAPPE_CHALLENGE), Some("S256"), Some("420")), E::MalformedVerifier),
        (check(Required, Some(RFC_CHALLENGE), Some("S256"), Some(&long)), E::MalformedVerifier),
        (check(Lenient, Some(RFC_CHALLENGE), Some("S256"), Some("420")), E::Mismatch),
        (check(Lenient, Some("420"), Some("plain"), Some("421")), E::Mismatch),
        (verify(None, Some(&Secret::new(RFC_VERIFIER)), Required), E::VerifierUnexpected),
        (check(Offered, None, None, Some(RFC_VERIFIER)), E::VerifierUnexpected),
        (check(Offered, None, Some("S256"), None), E::ChallengeRequired),
        (check(Offered, Some("420"), Some("plain"), Some("420")), E::MethodNotSupported),
        (check(Offered, Some("420"), None, Some("420")), E::MethodNotSupported),
        (check(Offered, Some(FRAPPE_CHALLENGE), Some("S256"), Some("420")), E::MalformedVerifier),
    ];
    for (at, (result, cause)) in cases.into_iter().enumerate() {
        assert_eq!(result, Err(cause), "case {at}");
    }
}

proptest! {
    #[test]
    fn a_lawful_verifier_meets_its_own_challenge_and_no_other(
        verifier in "[A-Za-z0-9._~-]{43,128}", other in "[A-Za-z0-9._~-]{43,128}"
    ) {
        let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        let policy = PkcePolicy::Required;
        prop_assert_eq!(check(policy, Some(&challenge), Some("S256"), Some(&verifier)), Ok(()));
        if other != verifier {
            let result = check(policy, Some(&challenge), Some("S256"), Some(&other));
            prop_assert_eq!(result, Err(PkceError::Mismatch));
        }
    }

    #[test]
    fn an_unlawful_verifier_is_refused(verifier in "[A-Za-z]{42}|[A-Za-z]{129}|[a-z]{42}[ é%]") {
        let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        let result = check(PkcePolicy::Required, Some(&challenge), Some("S256"), Some(&verifier));
        prop_assert_eq!(result, Err(PkceError::MalformedVerifier));
    }
}
