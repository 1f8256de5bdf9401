//! What the settings say of clients that register themselves.

use super::Settings;
use crate::protocol::registration::RegistrationPolicy;

/// Who may register a client.
pub fn policy(_settings: &Settings) -> RegistrationPolicy {
    RegistrationPolicy { enabled: true, initial_access_token: None }
}
