//! Loopback redirection: an app on its user's device listens at a port that it gets when it starts
//! ([RFC 8252 section 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).

use url::Host;

/// Whether a host is this very machine, by whatever address of it.
pub fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// How a browser may be told to stay on its device. The RFC advises against `localhost`, but many
/// command lines register it.
const HOSTS: [&str; 3] = ["127.0.0.1", "[::1]", "localhost"];

/// Whether two redirection URIs are the same but for the port, and lead to the device that the browser
/// is on. What listens at another port there is the user's own, too.
pub(super) fn is_same_but_for_port(requested: &str, registered: &str) -> bool {
    let (requested, registered) = (without_port(requested), without_port(registered));
    requested.is_some() && requested == registered
}

/// Whether a host is the device that the browser is on.
pub(super) fn is_host(host: &str) -> bool {
    HOSTS.contains(&host)
}

/// Whether a URI leads to the device that the browser is on.
pub fn is_loopback(uri: &str) -> bool {
    without_port(uri).is_some()
}

/// The host and what follows its port. By the text: a parsed URL is a normalised one, and two that
/// differ would be one.
fn without_port(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let host = HOSTS.into_iter().find(|host| rest.starts_with(host))?;
    let rest = rest.strip_prefix(host)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (port, path) = rest.split_at(end);
    let is_port = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits && text.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let is_fine = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    is_fine.then_some((host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_port_of_the_same_loopback_host_and_path_is_the_same() {
        for (requested, registered) in [
            ("http://127.0.0.1:49152/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:8000/cb"),
            ("http://[::1]:1/cb?x=1", "http://[::1]:65535/cb?x=1"),
            ("http://localhost:3118/callback", "http://localhost/callback"),
            ("http://localhost:1", "http://localhost"),
        ] {
            assert!(is_same_but_for_port(requested, registered), "{requested} {registered}");
        }
    }

    #[test]
    fn nothing_but_the_port_may_differ_and_nowhere_but_on_the_device() {
        for (requested, registered) in [
            ("http://localhost:1/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.1:1/cb2", "http://127.0.0.1/cb"),
            ("http://127.0.0.1:1/cb?x=2", "http://127.0.0.1/cb?x=1"),
            ("https://127.0.0.1:1/cb", "https://127.0.0.1/cb"),
            ("http://a.example:1/cb", "http://a.example/cb"),
            ("http://127.0.0.1.evil.example:1/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.1@evil.example/cb", "http://127.0.0.1/cb"),
            ("http://127.0.0.1:1@evil.example/cb", "http://127.0.0.1/cb"),
            ("http://localhost.evil.example/cb", "http://localhost/cb"),
            ("http://localhost:0/cb", "http://localhost/cb"),
            ("http://localhost:65536/cb", "http://localhost/cb"),
            ("http://localhost:+1/cb", "http://localhost/cb"),
            ("http://localhost:/cb", "http://localhost/cb"),
            ("HTTP://localhost:1/cb", "http://localhost/cb"),
            ("http://127.1:1/cb", "http://127.1/cb"),
        ] {
            assert!(!is_same_but_for_port(requested, registered), "{requested} {registered}");
        }
    }
}
