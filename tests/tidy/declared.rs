//! What the function crates say that they serve.

/// The prefixes under which Frappe offers a method.
const PREFIXES: [&str; 3] = ["/api/method/", "/api/v1/method/", "/api/v2/method/"];

/// Serves what nobody else does: Frappe's 404.
const FALLBACK: &str = "session";

/// A function crate's own word.
pub(crate) struct Declared {
    pub(crate) package: &'static str,
    methods: &'static [&'static str],
    paths: &'static [&'static str],
}

/// Every function crate.
pub(crate) const ALL: [Declared; 12] = [
    Declared { package: "authorize", methods: authorize::METHODS, paths: authorize::PATHS },
    Declared { package: "authorizer", methods: authorizer::METHODS, paths: authorizer::PATHS },
    Declared { package: "desk", methods: desk::METHODS, paths: desk::PATHS },
    Declared { package: "discovery", methods: discovery::METHODS, paths: discovery::PATHS },
    Declared { package: "get_token", methods: get_token::METHODS, paths: get_token::PATHS },
    Declared { package: "introspect", methods: introspect::METHODS, paths: introspect::PATHS },
    Declared { package: "notify", methods: notify::METHODS, paths: notify::PATHS },
    Declared {
        package: "openid_profile",
        methods: openid_profile::METHODS,
        paths: openid_profile::PATHS,
    },
    Declared {
        package: "register_client",
        methods: register_client::METHODS,
        paths: register_client::PATHS,
    },
    Declared { package: "revoke", methods: revoke::METHODS, paths: revoke::PATHS },
    Declared { package: "rotate_keys", methods: rotate_keys::METHODS, paths: rotate_keys::PATHS },
    Declared { package: "session", methods: session::METHODS, paths: session::PATHS },
];

impl Declared {
    /// The route keys of an HTTP API that lead here, in order. Methods of HTTP are the
    /// function's affair, which answers 405 itself.
    pub(crate) fn route_keys(&self) -> Vec<String> {
        let under = |method: &&str| PREFIXES.map(|prefix| format!("ANY {prefix}{method}"));
        let mut keys: Vec<String> = self.methods.iter().flat_map(under).collect();
        keys.extend(self.paths.iter().map(|path| format!("ANY {path}")));
        if self.package == FALLBACK {
            keys.push("$default".to_owned());
        }
        keys.sort();
        keys
    }
}
