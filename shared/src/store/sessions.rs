//! Sessions: started, read, touched, ended.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    Store, StoreError, item,
    kinds::{Key, SESSION},
};
use crate::{
    clock::Timestamp,
    protocol::session::{Session, SessionToken},
};

impl Store {
    /// Reads the session that a cookie names; whether the cookie is its own is for the caller to
    /// ask.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn session(&self, token: &SessionToken) -> Result<Option<Session>, StoreError> {
        self.get(&key(token)).await
    }

    /// Keeps a new session.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn start_session(
        &self,
        token: &SessionToken,
        session: &Session,
    ) -> Result<(), StoreError> {
        self.put(&key(token), session, Some(session.ends_at())).await
    }

    /// Writes down that a session lives. One that has just been ended stays ended.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn touch_session(
        &self,
        token: &SessionToken,
        session: &Session,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let ends_at = Session { last_active: now, ..session.clone() }.ends_at();
        let key = key(token);
        let touched = self
            .client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            .update_expression("SET #document.last_active = :now, #ttl = :ttl")
            .condition_expression("attribute_exists(#document)")
            .expression_attribute_names("#document", item::DOCUMENT)
            .expression_attribute_names("#ttl", key.table.ttl.unwrap_or("ttl"))
            .expression_attribute_values(":now", AttributeValue::N(now.millis().to_string()))
            .expression_attribute_values(":ttl", AttributeValue::N(ends_at.seconds().to_string()))
            .send()
            .await;
        let Err(error) = touched else { return Ok(()) };
        match error.as_service_error() {
            Some(service) if service.is_conditional_check_failed_exception() => Ok(()),
            _ => Err(error.into()),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StoreError> {
        self.delete(&key(token)).await
    }
}

fn key(token: &SessionToken) -> Key {
    SESSION.key(&token.id)
}
