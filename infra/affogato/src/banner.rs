//! What is said when the server is ready: where it is, where its data is, what to try.

use shared::config::Config;

use crate::{
    console::{Console, Style},
    demo::Demo,
    demo_page,
    import::Report,
};

/// What is known when the server is ready.
#[derive(Debug)]
pub struct Banner<'a> {
    /// The origin where it listens.
    pub origin: &'a str,
    /// The issuer.
    pub issuer: &'a str,
    /// What `--issuer` said or implied.
    pub config: &'a Config,
    /// The data folder; none in memory.
    pub data: Option<&'a str>,
    /// What was imported, if anything.
    pub report: Option<&'a Report>,
    /// The demo.
    pub demo: Option<&'a Demo>,
}

impl Banner<'_> {
    /// Prints it.
    pub fn print(&self, console: &mut Console) {
        let title = console.styled(Style::Bold, "Affogato");
        let version = console.styled(Style::Dim, env!("CARGO_PKG_VERSION"));
        let origin = console.styled(Style::Accent, self.origin);
        console.line(&format!("\n  {title} {version} serves on {origin}\n"));
        fact(console, "Issuer", self.issuer);
        match self.data {
            Some(folder) => fact(console, "Data", &format!("{folder} (kept between runs)")),
            None => fact(console, "Data", "in memory (gone at the end)"),
        }
        if let Some(report) = self.report {
            fact(console, "Imported", &report.to_string());
        }
        if self.issuer != self.config.issuer {
            fact(console, "Note", "the issuer is the imported Social Login Key's Base URL");
        }
        if self.issuer.starts_with("https://") {
            let note =
                "browsers keep the login's cookies over https only: put a TLS proxy before it";
            fact(console, "Note", note);
        }
        if let Some(demo) = self.demo {
            self.try_it(console, demo);
        }
        let stop = console.styled(Style::Dim, "Ctrl-C stops it.");
        console.line(&format!("\n  {stop}"));
    }

    fn try_it(&self, console: &mut Console, demo: &Demo) {
        let Demo { user, password, client_id, client_secret } = demo;
        let base = format!("{}/api/method/frappe.integrations.oauth2", self.issuer);
        let redirect_uri = format!("{}{}", self.issuer, demo_page::PATH);
        fact(console, "Demo user", &format!("{user}, password {password}"));
        if let Some(folder) = self.data {
            let text = format!("kept in {folder}/demo.json; remove that file for a new one");
            fact(console, "", &console.styled(Style::Dim, &text));
        }
        let steps = [
            (
                "Open this, log in as the demo user and allow. You are shown a code:",
                format!(
                    "{base}.authorize?client_id={client_id}&response_type=code\
                     &scope=openid%20all&redirect_uri={redirect_uri}"
                ),
            ),
            (
                "Paste this, and the code right behind it. You get tokens:",
                format!(
                    "curl {base}.get_token -u {client_id}:{client_secret} \
                     -d grant_type=authorization_code -d redirect_uri={redirect_uri} -d code="
                ),
            ),
            (
                "Paste this, and the access_token right behind it. You see who logged in:",
                format!("curl {base}.openid_profile -d access_token="),
            ),
            (
                "Open the desk, as the demo user: clients, users and settings are kept there.",
                format!("{}/app", self.issuer),
            ),
        ];
        for (number, (what, how)) in (1..).zip(steps) {
            let number = console.styled(Style::Bold, &format!("{number}"));
            let how = console.styled(Style::Accent, &how);
            // At the start of the line: an address or a command is copied without its margin.
            console.line(&format!("\n  {number} {what}\n\n{how}"));
        }
    }
}

fn fact(console: &mut Console, name: &str, value: &str) {
    let name = console.styled(Style::Dim, &format!("{name:9}"));
    console.line(&format!("  {name} {value}"));
}

#[cfg(test)]
#[path = "banner_tests.rs"]
mod tests;
