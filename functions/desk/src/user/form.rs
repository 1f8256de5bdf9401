//! The form of a user, with Frappe's fields.

use crate::form::{FieldSpec, Kind, SectionSpec};

const NAME: SectionSpec = SectionSpec {
    title: "Person",
    is_folded: false,
    fields: &[
        FieldSpec::new("first_name", "First Name", Kind::Text, ""),
        FieldSpec::new("last_name", "Last Name", Kind::Text, ""),
        FieldSpec::new("language", "Language", Kind::Text, "A language tag such as en or pt-BR."),
        FieldSpec::new(
            "user_image",
            "User Image",
            Kind::Text,
            "The address of a picture, told to apps.",
        ),
    ],
};

const ACCESS: SectionSpec = SectionSpec {
    title: "Access",
    is_folded: false,
    fields: &[
        FieldSpec::new(
            "enabled",
            "Enabled",
            Kind::Check,
            "A disabled user cannot log in, and his sessions and tokens are dead.",
        ),
        FieldSpec::new(
            "roles",
            "Roles",
            Kind::Roles,
            "A role a line. System Manager is for who may come here. All and Guest are everybody's.",
        ),
    ],
};

/// The form of a user who is there.
pub(super) const FORM: &[SectionSpec] = &[
    NAME,
    ACCESS,
    SectionSpec {
        title: "Password",
        is_folded: false,
        fields: &[FieldSpec::new(
            "new_password",
            "New Password",
            Kind::Password,
            "Leave it empty to keep the password. Another one ends the user's sessions and tokens.",
        )],
    },
];

/// The form of a new user.
pub(super) const NEW: &[SectionSpec] = &[
    SectionSpec {
        title: "Login",
        is_folded: false,
        fields: &[
            FieldSpec::required("email", "Email", Kind::Email, "The name to log in with."),
            FieldSpec::new(
                "new_password",
                "Password",
                Kind::Password,
                "Without one nobody can log in as this user yet.",
            ),
        ],
    },
    NAME,
    ACCESS,
];
