//! The trail: one line of the log for everything that gives, refuses or takes away. It carries
//! who, for which client, from where, and what came of it; never a secret, and no e-mail.
//!
//! Lambda adds the request id. infra/handbook/trail.md explains the fields to who reads them.

use std::fmt::Display;

use super::{ClientAddress, Incoming};
use crate::protocol::user::User;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A password was tried.
    Login,
    /// A session was ended in its own browser.
    Logout,
    /// An app was told that a session is over.
    BackchannelLogout,
    /// A session was ended from another one of its user.
    SessionEnd,
    /// All sessions and tokens of a user were ended, by himself.
    SignOutEverywhere,
    /// A user changed his password, or tried to.
    PasswordChange,
    /// A user changed what he says of himself.
    ProfileChange,
    /// An authorization was asked for, and given or refused.
    Authorization,
    /// A device asked for a code to show to its user.
    DeviceAuthorization,
    /// Tokens were asked for, by a code, a refresh token or the client itself.
    Token,
    /// A token was revoked by its client, or grants by their user.
    Revocation,
    /// A client asked what a token is, and was not believed.
    Introspection,
    /// An app registered a client, or changed or deleted its own.
    Registration,
    /// A System Manager did something to a client, a user, a setting or a grant.
    Administration,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 14] = [
        Self::Login,
        Self::Logout,
        Self::BackchannelLogout,
        Self::SessionEnd,
        Self::SignOutEverywhere,
        Self::PasswordChange,
        Self::ProfileChange,
        Self::Authorization,
        Self::DeviceAuthorization,
        Self::Token,
        Self::Revocation,
        Self::Introspection,
        Self::Registration,
        Self::Administration,
    ];

    /// Its name in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::BackchannelLogout => "backchannel_logout",
            Self::SessionEnd => "session_end",
            Self::SignOutEverywhere => "sign_out_everywhere",
            Self::PasswordChange => "password_change",
            Self::ProfileChange => "profile_change",
            Self::Authorization => "authorization",
            Self::DeviceAuthorization => "device_authorization",
            Self::Token => "token",
            Self::Revocation => "revocation",
            Self::Introspection => "introspection",
            Self::Registration => "registration",
            Self::Administration => "administration",
        }
    }
}

/// A line that is being written.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    event: Event,
    address: Option<ClientAddress>,
    actor: Option<&'a str>,
    client: Option<&'a str>,
    act: Option<&'static str>,
    subject: Option<&'a str>,
}

impl<'a> Trail<'a> {
    /// Of something that a request asked for.
    pub fn of(event: Event, incoming: &Incoming) -> Self {
        Self::at(event, incoming.address)
    }

    /// Of something that was asked for from an address.
    pub fn at(event: Event, address: Option<ClientAddress>) -> Self {
        Self { event, address, actor: None, client: None, act: None, subject: None }
    }

    /// Who did it, or for whom it was done: the subject, which is in every token of his; an
    /// e-mail would make personal data of the log.
    #[must_use]
    pub fn actor(self, user: Option<&'a User>) -> Self {
        Self { actor: user.map(|user| user.sub.as_str()), ..self }
    }

    /// The client that it concerns.
    #[must_use]
    pub fn client(self, client_id: &'a str) -> Self {
        Self { client: Some(client_id), ..self }
    }

    /// What a System Manager or an app did, in a few words.
    #[must_use]
    pub fn act(self, act: &'static str) -> Self {
        Self { act: Some(act), ..self }
    }

    /// The user to whom it was done: the subject.
    #[must_use]
    pub fn subject(self, sub: &'a str) -> Self {
        Self { subject: Some(sub), ..self }
    }

    /// It was done.
    pub fn done(&self) {
        self.write("done", None);
    }

    /// It was refused, and why.
    pub fn refused(&self, cause: &impl Display) {
        self.write("refused", Some(&cause.to_string()));
    }

    fn write(&self, outcome: &'static str, cause: Option<&str>) {
        let Self { event, address, actor, client, act, subject } = *self;
        let address = address.map(|address| tracing::field::display(address.0));
        let event = event.as_str();
        tracing::info!(
            event,
            outcome,
            cause,
            act,
            actor,
            client,
            subject,
            address,
            "{event} {outcome}"
        );
    }
}
