//! [RFC 9207](https://www.rfc-editor.org/rfc/rfc9207): the issuer in every answer.

use super::{
    Demand,
    Held::{By, Here},
};
use crate::suite::run::Run;

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    // suite/answer.rs asks for it in each answer and each error, since discovery announces it.
    (53, "rfc9207_2_the_issuer_is_in_every_answer", By(&["oidcc-server", "oidcc-prompt-none-not-logged-in"])),
    (54, "rfc9207_3_and_is_announced", Here(the_issuer_is_announced)),
];

fn the_issuer_is_announced(run: &Run<'_>) {
    assert_eq!(run.provider.metadata["authorization_response_iss_parameter_supported"], true);
    let (answer, _) = run.authorize(&run.browser(), &run.request());
    assert_eq!(answer.expect("iss"), run.provider.issuer());
}
