//! Grants that devices ask for. Their names follow from what a person types, and so may be taken.

use super::{
    Store, StoreError,
    grants::{make, read},
    kinds::GRANT,
};
use crate::protocol::grant::{Attempt, Grant};

impl Store {
    /// Keeps the grant that a device asks for, and gives whether its name was free: another device's request,
    /// or what came of one, is never written over. A write that the SDK repeated because its answer was lost
    /// is known by the attempt.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn start_device_grant(
        &self,
        grant: &Grant,
        attempt: &Attempt,
    ) -> Result<bool, StoreError> {
        let (key, item) = (GRANT.key(grant.id.as_str()), make(grant, attempt, &[])?);
        match self.put_over(&key, None, &item).await? {
            None => Ok(true),
            Some(theirs) => Ok(read(theirs)?.has_seen(attempt)),
        }
    }
}
