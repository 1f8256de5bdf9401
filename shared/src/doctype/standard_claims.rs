//! The fields of a User that OpenID Connect knows and that are no name, e-mail or picture: under
//! Frappe's names where Frappe has one, under the claims' names otherwise.

use super::{
    document::{Document, DocumentError},
    fields::{Fields, put_check, put_some},
};
use crate::protocol::{
    claim_form::{ClaimError, birthdate, https, lines, phone_number, zoneinfo},
    standard_claims::{Address, StandardClaims},
};

/// Reads them. Frappe takes any text for a telephone number, and so does an import of it.
pub(super) fn read(document: &Document<'_>) -> Result<StandardClaims, DocumentError> {
    let short = |field| Ok(document.short(field)?.map(str::to_owned));
    let judged = |field, judge: fn(&str) -> Result<(), ClaimError>| {
        let text = short(field)?;
        let judgement = text.as_deref().map_or(Ok(()), judge);
        judgement.map(|()| text).map_err(|error| document.fault(field, error.to_string()))
    };
    let long = |field| {
        let text = document.text(field)?.map(str::trim);
        let judgement = text.map_or(Ok(()), lines);
        judgement.map_err(|error| document.fault(field, error.to_string()))?;
        Ok(text.map(str::to_owned))
    };
    let page = |field| {
        let url = document.text(field)?.map(str::trim).map(https);
        url.transpose().map_err(|error| document.fault(field, error.to_string()))
    };
    Ok(StandardClaims {
        username: short("username")?,
        middle_name: short("middle_name")?,
        nickname: short("nickname")?,
        profile: page("profile")?,
        website: page("website")?,
        gender: short("gender")?,
        birthdate: judged("birth_date", birthdate)?,
        zoneinfo: judged("time_zone", zoneinfo)?,
        mobile_no: short("mobile_no")?,
        phone: short("phone")?,
        phone_number_verified: document.check("phone_number_verified", false)?,
        email_verified: document.check("email_verified", false)?,
        address: Address {
            formatted: long("address")?,
            street_address: long("street_address")?,
            locality: short("locality")?,
            region: short("region")?,
            postal_code: short("postal_code")?,
            country: short("country")?,
        },
    })
}

/// Judges what a person typed more strictly: a telephone number that was not there before is one.
/// Another number is not verified because the one before it was, unless somebody says so.
pub(super) fn judge(
    document: &Document<'_>,
    (claims, before): (&mut StandardClaims, &StandardClaims),
    speaks_of_verification: bool,
) -> Result<(), DocumentError> {
    let numbers = [
        ("mobile_no", &claims.mobile_no, &before.mobile_no),
        ("phone", &claims.phone, &before.phone),
    ];
    for (field, number, before) in numbers {
        if let Some(text) = number.as_deref().filter(|_| number != before) {
            phone_number(text).map_err(|error| document.fault(field, error.to_string()))?;
        }
    }
    if !speaks_of_verification && claims.phone_number() != before.phone_number() {
        claims.phone_number_verified = false;
    }
    Ok(())
}

/// Writes them.
pub(super) fn write(fields: &mut Fields, claims: &StandardClaims) {
    let StandardClaims { address, .. } = claims;
    let texts = [
        ("username", &claims.username),
        ("middle_name", &claims.middle_name),
        ("nickname", &claims.nickname),
        ("profile", &claims.profile),
        ("website", &claims.website),
        ("gender", &claims.gender),
        ("birth_date", &claims.birthdate),
        ("time_zone", &claims.zoneinfo),
        ("mobile_no", &claims.mobile_no),
        ("phone", &claims.phone),
        ("address", &address.formatted),
        ("street_address", &address.street_address),
        ("locality", &address.locality),
        ("region", &address.region),
        ("postal_code", &address.postal_code),
        ("country", &address.country),
    ];
    for (field, text) in texts {
        put_some(fields, field, text.as_deref());
    }
    let marks = [
        ("email_verified", claims.email_verified),
        ("phone_number_verified", claims.phone_number_verified),
    ];
    // Only what is so: a site that takes the document back knows no such field.
    for (field, _) in marks.into_iter().filter(|(_, is_set)| *is_set) {
        put_check(fields, field, true);
    }
}
