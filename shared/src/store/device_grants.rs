//! Grants that devices ask for. Their names follow from what a person types, and so may be taken.

use aws_sdk_dynamodb::{
    operation::put_item::PutItemError, types::ReturnValuesOnConditionCheckFailure,
};

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
        let put = self.client.put_item().table_name(self.name(GRANT.table));
        let written = put
            .set_item(Some(make(grant, attempt, &[])?))
            .condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = written else { return Ok(true) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failure)) => {
                let theirs = failure.item().cloned().map(read).transpose()?;
                Ok(theirs.is_some_and(|theirs| theirs.has_seen(attempt)))
            }
            _ => Err(error.into()),
        }
    }
}
