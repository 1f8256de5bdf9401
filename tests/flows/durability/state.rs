//! What is known of a session or a grant when its server dies.

/// From answers that were read to their end, and from questions that were not answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// It was never heard of.
    #[default]
    Unknown,
    /// The server has said that it is good.
    Good,
    /// A step was asked for that leaves it good, whether it has happened or not.
    GoodEitherWay,
    /// Its end was asked for: it is good or over.
    InDoubt,
    /// The server has said that it is over.
    Over,
}

impl State {
    /// Before the answer is there.
    pub(super) fn asked_to_end(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Good | Self::GoodEitherWay | Self::InDoubt => Self::InDoubt,
            Self::Over => Self::Over,
        }
    }
}
