//! How a grant came to be.

use serde::{Deserialize, Serialize};

use super::{client::Client, grant::Grant};
use crate::secret::{Secret, SecretHash};

/// Who gave a grant, and by which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A user, at the authorization endpoint.
    #[default]
    Authorization,
    /// A user, to whom a device has shown a code.
    Device {
        /// The secret of the code with which the device comes for its tokens; kept to know a reuse.
        code: SecretHash,
    },
    /// An administrator, who has bound the client to its service user (`client_credentials`). The user
    /// was never asked.
    ServiceUser,
}

impl Origin {
    /// Whether it is the usual one, which is not written down.
    pub fn is_authorization(&self) -> bool {
        *self == Self::Authorization
    }

    /// Whether this is the secret of the device's code.
    pub fn has_device_code(&self, secret: &Secret) -> bool {
        matches!(self, Self::Device { code } if code.matches(secret.expose()))
    }
}

impl Grant {
    /// Whether its user gave it himself. What he did not allow is no app of his list, and spares him no
    /// question when the same app asks him.
    pub fn is_by_consent(&self) -> bool {
        self.origin != Origin::ServiceUser
    }

    /// Whether the client may still have it: a service user that is another one today, or none, ends what
    /// was given for the one before.
    pub fn is_of_service_user(&self, client: &Client) -> bool {
        self.is_by_consent() || client.service_user.as_deref() == Some(&self.user)
    }
}
