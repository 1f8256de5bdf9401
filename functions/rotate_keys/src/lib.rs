//! Rotation of the signing keys: a schedule calls it every hour, and it does what is due.

use lambda_http::{Error, LambdaEvent};
use serde_json::{Value, json};
use shared::{
    App,
    protocol::signing_key::Rotation,
    web::trail::{Event, Trail},
};

/// The methods served here, in Frappe's names: none.
pub const METHODS: &[&str] = &[];
/// The other paths served here: none.
pub const PATHS: &[&str] = &[];

/// Makes the keys that are due and sweeps up those that are over. What the event says is of no
/// meaning: nobody can ask for more than is due.
///
/// # Errors
///
/// When the store or the data key cannot be reached. Lambda tries twice more, and the next hour
/// comes; until then the keys that are there go on signing.
pub async fn answer(app: &App, _event: LambdaEvent<Value>) -> Result<Value, Error> {
    let (set, has_changed) = app.rotate_keys(Rotation::WhenDue).await?;
    let now = app.now();
    let keys: Vec<Value> = set
        .keys
        .iter()
        .map(|key| json!({ "kid": key.kid, "role": format!("{:?}", set.role(key, now)) }))
        .collect();
    if has_changed {
        Trail::at(Event::Administration, None).act("rotate the signing keys").done();
    }
    Ok(json!({ "changed": has_changed, "keys": keys }))
}
