//! The Social Login Key `frappe`: what another Frappe site is told so that its users log in here.

/// The method of a Frappe site that its users come back to.
pub const CALLBACK: &str = "/api/method/frappe.integrations.oauth2_logins.login_via_frappe";
/// The same in Frappe 12 and before.
pub const OLD_CALLBACK: &str = "/api/method/frappe.www.login.login_via_frappe";

/// What is entered into the form at the other site, field by field in the form's order. Provider
/// "Frappe" fills in all but the first five by itself.
pub fn fields(issuer: &str, client_id: &str) -> Vec<(&'static str, String)> {
    let method = |name: &str| format!("/api/method/frappe.integrations.oauth2.{name}");
    vec![
        ("Enable Social Login", "yes".to_owned()),
        ("Social Login Provider", "Frappe".to_owned()),
        ("Client ID", client_id.to_owned()),
        ("Client Secret", "the secret of that client".to_owned()),
        ("Base URL", issuer.to_owned()),
        ("Custom Base URL", "yes".to_owned()),
        ("Authorize URL", method("authorize")),
        ("Access Token URL", method("get_token")),
        ("Redirect URL", CALLBACK.to_owned()),
        ("API Endpoint", method("openid_profile")),
        ("Auth URL Data", r#"{"response_type": "code", "scope": "openid"}"#.to_owned()),
    ]
}

/// Where the other site's users come back to: what is entered here as the client's Redirect URIs.
/// Old and new versions of Frappe have different addresses; both may be registered.
pub fn redirect_uris(site: &str) -> [String; 2] {
    let site = site.trim_end_matches('/');
    [CALLBACK, OLD_CALLBACK].map(|path| format!("{site}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_those_of_frappes_preset() {
        let fields = fields("https://id.example.com", "a1b2c3d4e5");
        let of = |name| fields.iter().find(|(n, _)| *n == name).unwrap().1.as_str();
        assert_eq!(of("Base URL"), "https://id.example.com");
        assert_eq!(of("API Endpoint"), "/api/method/frappe.integrations.oauth2.openid_profile");
        let [new, old] = redirect_uris("https://shop.example.com/");
        assert!(new.starts_with("https://shop.example.com/api/method/frappe.integrations."));
        assert!(old.ends_with("frappe.www.login.login_via_frappe"));
    }
}
