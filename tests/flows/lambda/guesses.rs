//! Guesses at one password through several processes at once.

use super::{Deployment, event::Event, races::race};

const PROCESSES: usize = 4;
const GUESSES: usize = 60;
/// What is heard of guesses at one user in a window.
const HEARD: usize = 10;

#[tokio::test]
async fn of_many_guesses_at_once_no_more_are_heard_than_in_a_row() {
    let deployment = Deployment::new().await;
    let session = deployment.start_many("session", PROCESSES).await;
    let guess = [("usr", "alice@example.com"), ("pwd", "wrong")];
    let guess = Event::post("/api/method/login").form(&guess);
    let replies = race(&session, &guess, GUESSES).await;
    let count = |status| replies.iter().filter(|reply| reply.answer.status == status).count();
    let (heard, unheard) = (count(401), count(429));
    assert_eq!(heard + unheard, GUESSES, "{replies:?}");
    let counters = deployment.counters("throttle#user#").await;
    assert!(counters.values().sum::<u32>() as usize >= GUESSES, "{counters:?}");
    // A new window may have begun in between.
    assert!(0 < heard && heard <= HEARD * counters.len(), "{heard} of {counters:?}");
}
