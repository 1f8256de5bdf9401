//! Roles, with the ones that Frappe gives by itself.

use super::user::User;

/// Everybody has it.
pub const ALL: &str = "All";
/// Everybody has it, logged in or not.
pub const GUEST: &str = "Guest";
/// Who may open the desk has it: a System User.
pub const DESK_USER: &str = "Desk User";

/// Who has it keeps the users, clients and settings.
pub const SYSTEM_MANAGER: &str = "System Manager";

const AUTOMATIC: [&str; 3] = [ALL, GUEST, DESK_USER];

/// Whether a role comes by itself, so that giving or taking it does nothing.
pub fn is_automatic(role: &str) -> bool {
    AUTOMATIC.contains(&role)
}

/// Whether a user keeps the users, clients and settings.
pub fn is_system_manager(user: &User) -> bool {
    user.roles.iter().any(|role| role == SYSTEM_MANAGER)
}

/// A user's roles and the automatic ones behind them, in Frappe's order.
///
/// Whoever has a role that is not automatic is a System User, as Frappe makes them on saving.
pub fn of(user: &User) -> Vec<String> {
    let own = user.roles.iter().filter(|role| !is_automatic(role));
    let mut roles: Vec<String> = own.cloned().collect();
    let is_system_user = user.user_type.as_deref() == Some("System User") || !roles.is_empty();
    roles.extend([ALL.to_owned(), GUEST.to_owned()]);
    if is_system_user {
        roles.push(DESK_USER.to_owned());
    }
    roles
}

/// Whether a user has one of the roles that a client is allowed to; no list means
/// [`DESK_USER`], so that website users are refused.
pub fn may_use(user: &User, allowed: &[String]) -> bool {
    let roles = of(user);
    match allowed {
        [] => roles.iter().any(|role| role == DESK_USER),
        allowed => allowed.iter().any(|role| roles.contains(role)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(roles: &[&str]) -> User {
        User { roles: roles.iter().map(|role| (*role).to_owned()).collect(), ..User::default() }
    }

    #[test]
    fn a_user_with_a_role_of_his_own_is_a_desk_user() {
        assert_eq!(of(&user(&["Blogger"])), ["Blogger", "All", "Guest", "Desk User"]);
        assert_eq!(of(&user(&[])), ["All", "Guest"]);
        assert_eq!(of(&user(&["All", "Guest"])), ["All", "Guest"]);
    }

    #[test]
    fn only_the_very_role_makes_a_system_manager() {
        assert!(is_system_manager(&user(&["Blogger", "System Manager"])));
        assert!(!is_system_manager(&user(&["system manager", "System Managers"])));
        assert!(!is_system_manager(&user(&[])));
    }

    #[test]
    fn without_a_list_website_users_are_refused() {
        assert!(may_use(&user(&["Blogger"]), &[]));
        assert!(!may_use(&user(&[]), &[]));
        assert!(may_use(&user(&[]), &["All".to_owned()]));
        assert!(!may_use(&user(&["Blogger"]), &["Newsletter Manager".to_owned()]));
    }
}
