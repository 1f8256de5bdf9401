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

const CLAIMS: SectionSpec = SectionSpec {
    title: "More about the person, told to apps by OpenID Connect",
    is_folded: true,
    fields: &[
        FieldSpec::new("username", "Username", Kind::Text, "Nobody logs in with it."),
        FieldSpec::new("middle_name", "Middle Name", Kind::Text, ""),
        FieldSpec::new("nickname", "Nickname", Kind::Text, ""),
        FieldSpec::new("profile", "Profile page", Kind::Text, "Begins with https://."),
        FieldSpec::new("website", "Website", Kind::Text, "Begins with https://."),
        FieldSpec::new("gender", "Gender", Kind::Text, ""),
        FieldSpec::new("birth_date", "Birth Date", Kind::Text, "Such as 1990-12-31."),
        FieldSpec::new("time_zone", "Time Zone", Kind::Text, "Such as Europe/Berlin."),
        FieldSpec::new("mobile_no", "Mobile No", Kind::Text, "Such as +49 30 1234567."),
        FieldSpec::new("phone", "Phone", Kind::Text, "Told where there is no mobile number."),
        FieldSpec::new(
            "phone_number_verified",
            "Phone number verified",
            Kind::Check,
            "Somebody has made sure that it is this user’s.",
        ),
        FieldSpec::new(
            "email_verified",
            "Email verified",
            Kind::Check,
            "Somebody has made sure that it is this user’s.",
        ),
        FieldSpec::new("address", "Address, as on a letter", Kind::Lines, ""),
        FieldSpec::new("street_address", "Street and house", Kind::Lines, ""),
        FieldSpec::new("locality", "Town", Kind::Text, ""),
        FieldSpec::new("region", "State or province", Kind::Text, ""),
        FieldSpec::new("postal_code", "Postal code", Kind::Text, ""),
        FieldSpec::new("country", "Country", Kind::Text, ""),
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
    CLAIMS,
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
    CLAIMS,
    ACCESS,
];
