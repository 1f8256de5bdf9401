//! `/app/social-login-key/frappe`: what to enter in another Frappe site so that its users log in
//! here.

use axum::response::Response;
use http::StatusCode;
use shared::{
    pages::SocialLoginKeyPage,
    protocol::social_login_key::{fields, redirect_uris},
    web::Failure,
};

use crate::guard::Admitted;

/// Shows it.
pub(crate) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let [new, old] = redirect_uris("https://other-site.example.com");
    let page = SocialLoginKeyPage {
        there: fields(&admitted.issuer, "the OAuth Client's ID here"),
        here: vec![
            ("Redirect URIs", format!("{new} {old}")),
            ("Default Redirect URI", new),
            ("Scopes", "openid".to_owned()),
            ("Grant Type", "Authorization Code".to_owned()),
            (
                "A Frappe site",
                "yes: errors are shown here instead of breaking its login".to_owned(),
            ),
        ],
    };
    admitted.show(StatusCode::OK, &page)
}
