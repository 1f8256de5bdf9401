//! Who is let in. A handler of the desk takes [`Admitted`], one of the resource API [`Program`], and
//! neither exists for anybody but a System Manager whose request is his own doing.

mod manager;
mod program;
mod refusal;

use shared::{
    protocol::user::User,
    web::{
        Incoming,
        trail::{Event, Trail},
    },
};

pub(crate) use manager::{Admitted, let_managers_in};
pub(crate) use program::{Program, let_programs_in};

/// The line of the trail for what a System Manager does.
fn trail<'a>(incoming: &Incoming, actor: &'a User) -> Trail<'a> {
    Trail::of(Event::Administration, incoming).actor(Some(actor))
}
