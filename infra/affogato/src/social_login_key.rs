//! `affogato social-login-key`: what to enter in another Frappe site, and here.

use shared::protocol::social_login_key::{fields, redirect_uris};

use crate::{
    cli::SocialLoginKeyOptions,
    console::{Console, Style},
};

/// Prints it.
pub fn print(options: &SocialLoginKeyOptions, console: &mut Console) {
    let SocialLoginKeyOptions { issuer, site, client_id } = options;
    console.line(&format!("\n  In the Social Login Key of {site}:\n"));
    for (name, value) in fields(issuer, client_id) {
        line(console, name, &value);
    }
    let [new, old] = redirect_uris(site);
    console.line(&format!("\n  In its OAuth Client of {issuer}:\n"));
    line(console, "Redirect URIs", &format!("{new} {old}"));
    line(console, "Default Redirect URI", &new);
    line(console, "Scopes", "openid");
    line(console, "is_frappe_site", "1");
    console.line("");
}

fn line(console: &mut Console, name: &str, value: &str) {
    let name = console.styled(Style::Dim, &format!("{name:22}"));
    console.line(&format!("  {name} {value}"));
}
