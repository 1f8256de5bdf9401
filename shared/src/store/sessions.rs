//! Sessions: started, read, touched, ended.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::{Store, StoreError, item, kinds::SESSION, sessions_of_user::owner};
use crate::{
    clock::Timestamp,
    protocol::session::{Session, SessionToken},
};

impl Store {
    /// Reads a session; whether the cookie that names it is its own is for the caller to ask.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn session(&self, id: &str) -> Result<Option<Session>, StoreError> {
        self.get(&SESSION.key(id)).await
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
        let key = SESSION.key(&token.id);
        let mut item = item::make(&key, session, Some(session.ends_at()))?;
        if let Some(index) = key.table.index {
            item.insert(index.to_owned(), AttributeValue::S(owner(&session.user)));
        }
        let put = self.client.put_item().table_name(self.name(key.table));
        put.set_item(Some(item)).send().await?;
        Ok(())
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
        let key = SESSION.key(&token.id);
        let touched = self
            .client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            // A session of an older version comes into the index here.
            .update_expression("SET #document.last_active = :now, #ttl = :ttl, #index = :owner")
            .condition_expression("attribute_exists(#document)")
            .expression_attribute_names("#document", item::DOCUMENT)
            .expression_attribute_names("#ttl", key.table.ttl.unwrap_or("ttl"))
            .expression_attribute_names("#index", key.table.index.unwrap_or_default())
            .expression_attribute_values(":now", AttributeValue::N(now.millis().to_string()))
            .expression_attribute_values(":ttl", AttributeValue::N(ends_at.seconds().to_string()))
            .expression_attribute_values(":owner", AttributeValue::S(owner(&session.user)))
            .send()
            .await;
        let Err(error) = touched else { return Ok(()) };
        match error.as_service_error() {
            Some(service) if service.is_conditional_check_failed_exception() => Ok(()),
            _ => Err(error.into()),
        }
    }

    /// Writes down that an app is told who is logged in, so that it is told of the logout, too. Gives
    /// whether the session is there: what has ended meanwhile, nobody must hear of.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn note_app_of_session(&self, id: &str, client_id: &str) -> Result<bool, StoreError> {
        let key = SESSION.key(id);
        let app = AttributeValue::S(client_id.to_owned());
        let noted = self
            .client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            .update_expression(
                "SET #document.apps = list_append(if_not_exists(#document.apps, :none), :apps)",
            )
            .condition_expression(
                "attribute_exists(#document) AND NOT contains(#document.apps, :app)",
            )
            .expression_attribute_names("#document", item::DOCUMENT)
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(":apps", AttributeValue::L(vec![app.clone()]))
            .expression_attribute_values(":app", app)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = noted else { return Ok(true) };
        match error.as_service_error() {
            // It is there, and has the app already.
            Some(UpdateItemError::ConditionalCheckFailedException(failure)) => {
                Ok(failure.item().is_some())
            }
            _ => Err(error.into()),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn end_session(&self, id: &str) -> Result<(), StoreError> {
        self.delete(&SESSION.key(id)).await
    }
}
