//! The form of the OAuth Settings.

use crate::form::{FieldSpec, Kind, SectionSpec};

/// The form.
pub(super) const FORM: &[SectionSpec] = &[
    SectionSpec {
        title: "Authorization server",
        is_folded: false,
        fields: &[
            FieldSpec::new(
                "skip_authorization",
                "Skip Authorization",
                Kind::Check,
                "Do not ask again what the user has allowed that client, while he allows it. \
                 Functions hear of a change on this page within a minute.",
            ),
            FieldSpec::new(
                "show_auth_server_metadata",
                "Show Auth Server Metadata",
                Kind::Check,
                "Answer /.well-known/oauth-authorization-server, by which apps find the endpoints. \
                 /.well-known/openid-configuration is always answered.",
            ),
            FieldSpec::new(
                "allowed_public_client_origins",
                "Allowed Public Client Origins",
                Kind::Lines,
                "One a line, such as https://app.example.com: pages there may call the endpoints for \
                 any client, besides the origins of a client's redirect URIs. * means every origin.",
            ),
        ],
    },
    SectionSpec {
        title: "Registration",
        is_folded: false,
        fields: &[
            FieldSpec::new(
                "enable_dynamic_client_registration",
                "Enable Dynamic Client Registration",
                Kind::Check,
                "Apps may register themselves as clients.",
            ),
            FieldSpec::new(
                "registration_access",
                "Registration Access",
                Kind::Select(&["Open", "Initial Access Token"]),
                "Open lets anybody register. Initial Access Token lets only who shows the token that \
                 is made on this page.",
            ),
            FieldSpec::new(
                "allow_client_id_metadata_documents",
                "Allow Client ID Metadata Documents",
                Kind::Check,
                "A client may be the https address of its own description, without a registration.",
            ),
        ],
    },
    SectionSpec {
        title: "Protected resource",
        is_folded: false,
        fields: &[
            FieldSpec::new(
                "show_protected_resource_metadata",
                "Show Protected Resource Metadata",
                Kind::Check,
                "Answer /.well-known/oauth-protected-resource with what follows, and name it in \
                 refusals.",
            ),
            FieldSpec::new(
                "show_social_login_key_as_authorization_server",
                "Show Social Login Key as Authorization Server",
                Kind::Check,
                "Kept for Frappe. Changes nothing here: the one key is this server's own.",
            ),
            FieldSpec::new("resource_name", "Resource Name", Kind::Text, "What people call it."),
            FieldSpec::new(
                "resource_documentation",
                "Resource Documentation",
                Kind::Text,
                "The address of what developers read.",
            ),
            FieldSpec::new(
                "resource_policy_uri",
                "Resource Policy URI",
                Kind::Text,
                "The address of how its data may be used.",
            ),
            FieldSpec::new(
                "resource_tos_uri",
                "Resource TOS URI",
                Kind::Text,
                "The address of its terms of service.",
            ),
            FieldSpec::new(
                "scopes_supported",
                "Scopes Supported",
                Kind::Lines,
                "One a line. Empty names none.",
            ),
            FieldSpec::new(
                "supported_resources",
                "Supported Resources",
                Kind::Lines,
                "One address a line: the resources for which a token may be asked. Empty means any.",
            ),
        ],
    },
];
