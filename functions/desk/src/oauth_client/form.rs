//! The form of a client: Frappe's fields, and ours behind them.

use crate::form::{FieldSpec, Kind, SectionSpec};

/// The form.
pub(super) const FORM: &[SectionSpec] = &[
    SectionSpec {
        title: "App",
        is_folded: false,
        fields: &[
            FieldSpec::required("app_name", "App Name", Kind::Text, "What people are shown."),
            FieldSpec::new(
                "redirect_uris",
                "Redirect URIs",
                Kind::Lines,
                "Where the app takes answers, exactly as it sends them; one a line. Only an app with a \
                 service user or with devices may have none.",
            ),
            FieldSpec::new(
                "default_redirect_uri",
                "Default Redirect URI",
                Kind::Text,
                "For an app that sends none.",
            ),
            FieldSpec::new(
                "scopes",
                "Scopes",
                Kind::Text,
                "What it may ask for, and gets when it asks for nothing. Words, with spaces between.",
            ),
        ],
    },
    SectionSpec {
        title: "Who may use it",
        is_folded: false,
        fields: &[
            FieldSpec::new(
                "allowed_roles",
                "Allowed Roles",
                Kind::Roles,
                "A role a line; All is everybody. Empty means Desk User: whoever has another role.",
            ),
            FieldSpec::new(
                "skip_authorization",
                "Skip Authorization",
                Kind::Check,
                "Nobody is asked for consent. Only for apps of your own.",
            ),
        ],
    },
    SectionSpec {
        title: "How it asks",
        is_folded: false,
        fields: &[
            FieldSpec::new(
                "token_endpoint_auth_method",
                "Token Endpoint Auth Method",
                Kind::Select(&[
                    "Client Secret Basic",
                    "Client Secret Post",
                    "Private Key JWT",
                    "None",
                ]),
                "None is for apps that cannot keep a secret: they must use PKCE. Of the first two \
                 both are taken, whichever is chosen. Private Key JWT: it signs for itself, and has \
                 no secret.",
            ),
            FieldSpec::new(
                "jwks_uri",
                "JWKS URI",
                Kind::Text,
                "Where the public keys are of an app that signs for itself; https.",
            ),
            FieldSpec::new("jwks", "JWKS", Kind::Lines, "Or the keys themselves: a JWK Set."),
            FieldSpec::new(
                "grant_type",
                "Grant Type",
                Kind::Select(&["Authorization Code", "Implicit"]),
                "",
            ),
            FieldSpec::new("response_type", "Response Type", Kind::Select(&["Code", "Token"]), ""),
            FieldSpec::new(
                "id_token_signed_response_alg",
                "ID tokens are signed by",
                Kind::Select(&["HS256", "RS256", "ES256"]),
                "HS256 is Frappe's, with the client's secret; a client without one gets RS256. Most \
                 other apps want RS256, with a key that they find by discovery.",
            ),
            FieldSpec::new(
                "userinfo_signed_response_alg",
                "The profile is signed by",
                Kind::Select(&["None", "RS256", "ES256"]),
                "None is JSON, as Frappe answers. The others are a signed JWT.",
            ),
            FieldSpec::new(
                "allows_id_token_response_types",
                "ID tokens from the authorization endpoint",
                Kind::Check,
                "It may ask for id_token, alone or beside its code or token.",
            ),
            FieldSpec::new(
                "claims_policy",
                "What it is told of its users",
                Kind::Select(&["Frappe", "OpenID Connect"]),
                "Frappe: name, email, picture and roles, whatever its scopes. OpenID Connect: what \
                 the scopes profile, email, phone, address and roles stand for, and what it asks \
                 for by the parameter claims.",
            ),
            FieldSpec::new(
                "default_max_age",
                "Default max age",
                Kind::Number,
                "In seconds: an older login is asked for again. Empty: however old it is.",
            ),
            FieldSpec::new(
                "require_auth_time",
                "ID tokens say when people logged in",
                Kind::Check,
                "By OpenID Connect's claims they do in any case.",
            ),
            FieldSpec::new(
                "is_frappe_site",
                "A Frappe site",
                Kind::Check,
                "Refusals are shown here, because its callback crashes on them.",
            ),
            FieldSpec::new(
                "is_resource_server",
                "A resource server",
                Kind::Check,
                "It serves an API, and may introspect the tokens of other apps.",
            ),
            FieldSpec::new(
                "resources",
                "Its resources",
                Kind::Lines,
                "The URIs of the API that it serves, one a line: it sees the tokens that are meant for \
                 them. Empty: every token.",
            ),
        ],
    },
    SectionSpec {
        title: "Devices, programs and APIs",
        is_folded: true,
        fields: &[
            FieldSpec::new(
                "application_type",
                "Application Type",
                Kind::Select(&["Web", "Native"]),
                "Native runs on its user's device. Any port of its loopback redirect URIs is then good.",
            ),
            FieldSpec::new(
                "allows_device_grant",
                "Device grant",
                Kind::Check,
                "For a television or a command line: its user answers on another device.",
            ),
            FieldSpec::new(
                "service_user",
                "Service user",
                Kind::Text,
                "An e-mail address. The app gets tokens of this user by itself, with nobody there \
                 (client_credentials). Empty: it does not.",
            ),
            FieldSpec::new(
                "access_token_format",
                "Access tokens are",
                Kind::Select(&["Opaque", "JWT"]),
                "Opaque is Frappe's. A JWT is signed, and an API can read it without asking.",
            ),
            FieldSpec::new(
                "initiate_login_uri",
                "Initiate Login URI",
                Kind::Text,
                "The app's page that begins a login; https.",
            ),
        ],
    },
    SectionSpec {
        title: "Logging out",
        is_folded: true,
        fields: &[
            FieldSpec::new(
                "post_logout_redirect_uris",
                "Post Logout Redirect URIs",
                Kind::Lines,
                "Where its users may go after a logout that it begins, exactly as it sends them; one \
                 a line.",
            ),
            FieldSpec::new(
                "backchannel_logout_uri",
                "Back-Channel Logout URI",
                Kind::Text,
                "Where it is told that a user has logged out; https.",
            ),
        ],
    },
    SectionSpec {
        title: "How long things live, in seconds",
        is_folded: true,
        fields: &[
            FieldSpec::new("code_lifetime", "Authorization code", Kind::Number, "10 to 600."),
            FieldSpec::new("access_token_lifetime", "Access token", Kind::Number, "60 to 604800."),
            FieldSpec::new(
                "refresh_token_idle_lifetime",
                "Refresh token, unused",
                Kind::Number,
                "Each use begins it anew.",
            ),
            FieldSpec::new(
                "refresh_token_lifetime",
                "Refresh tokens, in any case",
                Kind::Number,
                "From the authorization; then the user is asked again.",
            ),
            FieldSpec::new(
                "refresh_token_grace",
                "Grace after a refresh",
                Kind::Number,
                "How long the same refresh token gets the same answer again. 0 to 600.",
            ),
        ],
    },
    SectionSpec {
        title: "About the app",
        is_folded: true,
        fields: &[
            FieldSpec::new("client_uri", "Client URI", Kind::Text, "The app's own page."),
            FieldSpec::new("logo_uri", "Logo URI", Kind::Text, ""),
            FieldSpec::new("tos_uri", "Terms of Service URI", Kind::Text, ""),
            FieldSpec::new("policy_uri", "Policy URI", Kind::Text, ""),
            FieldSpec::new("contacts", "Contacts", Kind::Lines, "E-mail addresses, one a line."),
            FieldSpec::new("software_id", "Software ID", Kind::Text, ""),
            FieldSpec::new("software_version", "Software Version", Kind::Text, ""),
        ],
    },
];
