//! A device as its user knows it again: "Firefox on Linux", made of the header `User-Agent`.
//!
//! Only a label: the header is its sender's word, and decides nothing.

/// More of an unknown program's name than this helps nobody to know it again.
const LENGTH: usize = 40;

/// What a browser's text holds, and what it is called. Each claims to be those below it, too.
const BROWSERS: [(&str, &str); 14] = [
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("OPiOS/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];

/// What a system's text holds, and what it is called. Android says Linux, an iPhone Mac OS X.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// The label; empty for who does not say what he is.
///
/// Of a browser nothing of the header itself is left: the versions change with every update, and
/// what a stranger writes there is shown to the user. Of a program the first word is kept, cut, in
/// plain ASCII.
pub fn label(user_agent: &str) -> String {
    let found = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let is_browser = user_agent.starts_with("Mozilla/") || user_agent.starts_with("Opera/");
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) if is_browser => format!("{browser} on {system}"),
        (Some(browser), None) if is_browser => browser.to_owned(),
        (None, Some(system)) if is_browser => format!("A browser on {system}"),
        _ if is_browser => "A browser".to_owned(),
        _ => program(user_agent),
    }
}

fn program(user_agent: &str) -> String {
    let word = user_agent.split_whitespace().next().unwrap_or_default();
    word.chars().filter(char::is_ascii_graphic).take(LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_as_its_user_calls_it() {
        let safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0";
        for (label, text) in [
            ("Firefox on Linux", "(X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"),
            ("Firefox on Android", "(Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"),
            ("Chrome on Windows", &format!("(Windows NT 10.0; Win64; x64) {chrome} Safari/537.36")),
            ("Chrome on ChromeOS", &format!("(X11; CrOS x86_64 14541.0.0) {chrome} Safari/537.36")),
            ("Edge on Windows", &format!("(Windows NT 10.0) {chrome} Safari/537.36 Edg/131.0.0.0")),
            ("Opera on macOS", &format!("(Macintosh; Intel Mac OS X 10_15_7) {chrome} OPR/116.0")),
            (
                "Samsung Internet on Android",
                &format!("(Linux; Android 10) SamsungBrowser/27 {chrome}"),
            ),
            (
                "Safari on iPhone",
                &format!("(iPhone; CPU iPhone OS 18_1 like Mac OS X) {safari} Safari/1"),
            ),
            (
                "Chrome on iPad",
                &format!("(iPad; CPU OS 18_1 like Mac OS X) {safari} CriOS/131 Safari/1"),
            ),
            (
                "Safari on macOS",
                &format!("(Macintosh; Intel Mac OS X 10_15_7) {safari} Safari/605.1"),
            ),
            ("Firefox", "(Haiku) Gecko Firefox/1"),
            ("A browser on Windows", "(compatible; MSIE 10.0; Windows NT 6.2)"),
            ("A browser", "(nothing that we know)"),
        ] {
            assert_eq!(self::label(&format!("Mozilla/5.0 {text}")), label);
        }
    }

    #[test]
    fn a_program_is_its_first_word_cut_and_harmless() {
        assert_eq!(label("curl/8.5.0"), "curl/8.5.0");
        assert_eq!(label("python-requests/2.32.3"), "python-requests/2.32.3");
        assert_eq!(label("Firefox/1 (Linux)"), "Firefox/1");
        assert_eq!(label(&"x".repeat(5_000)).len(), LENGTH);
        assert_eq!(label("a\u{202e}b\u{0}c\u{1f600}d and more"), "abcd");
        assert_eq!(label(""), "");
        assert_eq!(label(" \t "), "");
    }
}
