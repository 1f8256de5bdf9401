//! Requests exactly as they were captured, with sessions, codes and tokens of this world.
//!
//! Most of them carry no client secret, and many approve by following a link, because Frappe asks
//! for neither. Whatever it gave for that must not be given here.

use serde_json::Value;

use super::{
    case::{Case, Request, claims},
    preparation::Preparation,
    proof::proves_a_client,
    stage::Stage,
};
use crate::harness::person::Answer;

/// Why a request must be refused as it stands.
fn must_be_refused(case: &Case, request: &Request) -> Option<&'static str> {
    let is_bearer = request.header("Authorization").starts_with("Bearer aff");
    let is_anonymous = !is_bearer
        && !request.body.contains("access_token=aff")
        && !request.header("Cookie").contains("sid=");
    match case.method() {
        _ if request.method == "OPTIONS" => None,
        "get_token" | "revoke_token" if !proves_a_client(request) => {
            Some("no client proved itself")
        }
        "introspect_token" if !proves_a_client(request) && !is_bearer => {
            Some("nobody proved himself")
        }
        "openid_profile" | "get_logged_user" if is_anonymous => Some("nobody asks"),
        "authorize" | "approve" if is_anonymous => Some("nobody is logged in"),
        "authorize" | "approve" if request.query.contains("client_id=code1") => {
            Some("nobody agreed")
        }
        _ => None,
    }
}

/// What an answer gives away, if anything.
fn gift(answer: &Answer) -> Option<String> {
    let location = answer.header("location");
    let in_address = ["code=aff", "access_token=", "id_token="];
    if let Some(word) = in_address.iter().find(|word| location.contains(**word)) {
        return Some(format!("{word} in {location}"));
    }
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let members = ["access_token", "refresh_token", "id_token", "sub", "email"];
    let member = members.iter().find(|member| !body[**member].is_null());
    let is_user = body["message"].as_str().is_some_and(|text| text.contains('@'));
    let is_given = member.is_some() || body["active"] == true || is_user;
    is_given.then(|| answer.text.clone())
}

/// Asks a case as it was captured. Gives whether it was refused, or what went wrong.
pub(crate) async fn ask(
    stage: &mut Stage,
    case: &Case,
    preparation: &Preparation,
) -> Result<bool, String> {
    let request = stage.prepare(case, preparation).await;
    let answer = stage.browser.send(&request).await;
    let name = &case.name;
    if answer.status >= 500 {
        return Err(format!("{name}: {} {}", answer.status, answer.text));
    }
    if name.starts_with("HOLE_") {
        return hole(stage, &request, &answer)
            .await
            .map(|()| true)
            .map_err(|e| format!("{name}: {e}"));
    }
    let Some(why) = must_be_refused(case, &request) else { return Ok(false) };
    let cookie = request.header("Cookie");
    let end = stage.browser.follow(&answer, cookie).await;
    let is_api = !matches!(case.method(), "authorize" | "approve");
    if let Some(gift) = gift(&answer).or_else(|| gift(&end)) {
        return Err(format!("{name}: {why}, and yet {gift}"));
    }
    if is_api && answer.status < 400 {
        return Err(format!("{name}: {why}, and yet {} {}", answer.status, answer.text));
    }
    Ok(true)
}

/// A forged cookie is no user: whatever is given is given to mallory, or nobody.
async fn hole(stage: &Stage, request: &Request, answer: &Answer) -> Result<(), String> {
    let end = stage.browser.follow(answer, request.header("Cookie")).await;
    let code = (!end.header("location").is_empty()).then(|| end.parameter("code")).flatten();
    let email = match code {
        Some(code) => {
            let tokens = stage.redeem(&code, "skip1").await;
            claims(tokens["id_token"].as_str().unwrap())["email"].clone()
        }
        None => end.json().get("message").cloned().unwrap_or_default(),
    };
    let is_harmless = email == "mallory@example.com" || answer.status >= 400;
    if is_harmless { Ok(()) } else { Err(format!("it is {email}'s")) }
}
