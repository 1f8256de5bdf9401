//! The page on which a user says who he is.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use super::{Page, Template, untrusted};

/// Shows what may be changed; posts Frappe's field names to `/update-profile`.
#[derive(Clone, Serialize)]
pub struct ProfilePage {
    /// The user's name as it is.
    pub full_name: String,
    /// The user's e-mail, which is his name here and stays.
    pub email: String,
    /// The picture as it is.
    #[serde(serialize_with = "untrusted::picture")]
    pub picture: Option<String>,
    /// What the fields show, by their names.
    pub fields: BTreeMap<&'static str, String>,
    /// What is wrong with them, by their names.
    pub faults: BTreeMap<&'static str, String>,
    /// The languages that are offered: tag and name. Any other tag may be typed.
    pub languages: &'static [(&'static str, &'static str)],
    /// The most characters of a field, by its name.
    pub longest: BTreeMap<&'static str, usize>,
    /// What has just been done.
    pub notice: Option<String>,
    /// The session's token against forged changes.
    pub csrf_token: String,
}

impl Page for ProfilePage {
    const TEMPLATE: Template =
        Template { name: "profile.html", source: include_str!("templates/profile.html") };
}

impl fmt::Debug for ProfilePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProfilePage").field("faults", &self.faults).finish_non_exhaustive()
    }
}
