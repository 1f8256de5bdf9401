//! Many calls at once, but not all at once.

use std::future::Future;

use tokio::task::JoinSet;

use super::StoreError;

/// How many calls are under way together.
pub const AT_ONCE: usize = 16;

/// Does the same for each of many; the results come in any order.
///
/// # Errors
///
/// The first failure; what is still under way is called off.
pub async fn for_each<I, T, F>(
    items: impl IntoIterator<Item = I>,
    act: impl Fn(I) -> F,
) -> Result<Vec<T>, StoreError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    let (mut under_way, mut results) = (JoinSet::new(), Vec::new());
    for item in items {
        if under_way.len() >= AT_ONCE {
            results.extend(next(&mut under_way).await?);
        }
        under_way.spawn(act(item));
    }
    while let Some(result) = next(&mut under_way).await? {
        results.push(result);
    }
    Ok(results)
}

async fn next<T: Send + 'static>(
    under_way: &mut JoinSet<Result<T, StoreError>>,
) -> Result<Option<T>, StoreError> {
    let Some(joined) = under_way.join_next().await else { return Ok(None) };
    let result = joined.map_err(|error| StoreError::Unreachable(error.to_string()))?;
    result.map(Some)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn each_is_done_once_and_only_some_together() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut done = for_each(0..100, |n| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(n)
            }
        })
        .await
        .unwrap();
        done.sort_unstable();
        assert_eq!(done, (0..100).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
    }

    #[tokio::test]
    async fn one_failure_is_a_failure() {
        let outcome =
            for_each(
                0..40,
                |n| async move { if n == 20 { Err(StoreError::Busy) } else { Ok(()) } },
            )
            .await;
        assert_eq!(outcome.unwrap_err(), StoreError::Busy);
    }
}
