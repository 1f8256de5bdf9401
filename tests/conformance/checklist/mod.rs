//! What the RFCs and OpenID Connect demand of an authorization server, by number: each demand is held
//! by a test here or elsewhere, or has a reason why it is not.

mod discovery;
mod logout;
mod not_offered;
mod openid_connect;
mod resources;
mod rfc6749;
mod rfc6749_tokens;
mod rfc6750;
mod rfc7009;
mod rfc7591;
mod rfc7592;
mod rfc7636;
mod rfc7662;
mod rfc8252;
mod rfc8628;
mod rfc9207;
mod rfc9700;

use serde_json::{Value, json};

use crate::{
    modules::Module,
    suite::fixtures::{client, user_of},
};

/// What its user and clients are called by.
pub(crate) const FOLDER: &str = "checklist";

/// A demand: its number, the section that it is from, and how it is held.
pub(crate) type Demand = (u8, &'static str, Held);

/// How a demand is held.
pub(crate) enum Held {
    /// By a test here.
    Here(Module),
    /// By modules of the plans and tests of `tests/flows`, `tests/clients` and crates.
    By(&'static [&'static str]),
    /// Not.
    Not(&'static str),
}

/// All of them.
pub(crate) const ALL: [&[Demand]; 17] = [
    rfc6749::DEMANDS,
    rfc6749_tokens::DEMANDS,
    rfc6750::DEMANDS,
    rfc9700::DEMANDS,
    rfc7636::DEMANDS,
    rfc9207::DEMANDS,
    rfc8252::DEMANDS,
    resources::DEMANDS,
    rfc8628::DEMANDS,
    rfc7009::DEMANDS,
    rfc7662::DEMANDS,
    rfc7591::DEMANDS,
    rfc7592::DEMANDS,
    discovery::DEMANDS,
    openid_connect::DEMANDS,
    logout::DEMANDS,
    not_offered::DEMANDS,
];

/// How many there are.
pub(crate) const COUNT: u8 = 129;

/// The demands that are held here, by the names of their tests.
pub(crate) fn held_here() -> Vec<(String, Module)> {
    let all = ALL.into_iter().flatten();
    let here = all.filter_map(|(_, section, held)| match held {
        Held::Here(hold) => Some((format!("{FOLDER}::{section}"), *hold)),
        Held::By(_) | Held::Not(_) => None,
    });
    here.collect()
}

/// The id of a client that form-urlencoding changes.
pub(crate) const ODD: &str = "odd:id+100%25";

/// Clients that the checklist needs beside a plan's.
pub(crate) fn clients() -> Vec<Value> {
    let mut public = client(FOLDER, "public", &json!({"token_endpoint_auth_method": "None"}));
    let mut tv = client(
        FOLDER,
        "tv",
        &json!({"token_endpoint_auth_method": "None", "allows_device_grant": 1}),
    );
    for client in [&mut public, &mut tv] {
        client.as_object_mut().unwrap().remove("client_secret");
    }
    vec![
        public,
        tv,
        client(FOLDER, "robot", &json!({"service_user": user_of(FOLDER)})),
        client(FOLDER, ODD, &json!({})),
        client(FOLDER, "code_only", &json!({"allows_id_token_response_types": 0})),
        client(
            FOLDER,
            "at_jwt",
            &json!({
                "access_token_format": "JWT",
                "scopes": "openid profile email phone address offline_access roles",
            }),
        ),
        client(FOLDER, "jwt", &json!({"userinfo_signed_response_alg": "RS256"})),
    ]
}
