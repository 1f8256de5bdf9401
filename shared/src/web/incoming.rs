//! A request as our handlers read it: its parameters, wherever they were sent.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Multipart, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, Uri, header::CONTENT_TYPE};

use super::ClientAddress;
use crate::protocol::{
    members::Members,
    params::{Params, ParamsError},
};

/// How many bytes of a body are read. Our forms have a few hundred.
const LONGEST_BODY: usize = 256 * 1024;

/// What kind of body came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    Form,
    Json,
    Other,
}

/// A request.
#[derive(Debug)]
pub struct Incoming {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// Where it came from.
    pub address: Option<ClientAddress>,
    media: Media,
    body: Result<Members, ParamsError>,
}

impl Incoming {
    /// The parameters of the URL.
    ///
    /// # Errors
    ///
    /// When they are not text.
    pub fn query(&self) -> Result<Params, ParamsError> {
        Params::from_urlencoded(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// The parameters of a form in the body.
    ///
    /// # Errors
    ///
    /// When there is another body, or it is not text.
    pub fn form(&self) -> Result<Params, ParamsError> {
        match self.media {
            Media::Form => self.body.clone()?.to_params(),
            Media::Json | Media::Other => Err(ParamsError::UnsupportedBody),
        }
    }

    /// The parameters of a form or a JSON object in the body.
    ///
    /// # Errors
    ///
    /// As [`Incoming::form`].
    pub fn form_or_json(&self) -> Result<Params, ParamsError> {
        match self.media {
            Media::Form | Media::Json => self.body.clone()?.to_params(),
            Media::Other => Err(ParamsError::UnsupportedBody),
        }
    }

    /// What a JSON object in the body holds.
    ///
    /// # Errors
    ///
    /// When there is another body, or it is no JSON object.
    pub fn json(&self) -> Result<Members, ParamsError> {
        match self.media {
            Media::Json => self.body.clone(),
            Media::Form | Media::Other => Err(ParamsError::UnsupportedBody),
        }
    }

    /// What a form or a JSON object in the body holds, with lists and long texts, which only
    /// documents have.
    ///
    /// # Errors
    ///
    /// As [`Incoming::form`].
    pub fn members(&self) -> Result<Members, ParamsError> {
        match self.media {
            Media::Form | Media::Json => self.body.clone(),
            Media::Other => Err(ParamsError::UnsupportedBody),
        }
    }

    /// The parameters of the URL and the body together, as Frappe's `form_dict` has them. A
    /// parameter in both counts as repeated.
    ///
    /// # Errors
    ///
    /// As [`Incoming::form`].
    pub fn all(&self) -> Result<Params, ParamsError> {
        Ok(self.query()?.and(self.form_or_json()?))
    }
}

impl<S: Send + Sync> FromRequest<S> for Incoming {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let headers = request.headers().clone();
        let address = request.extensions().get::<ClientAddress>().copied();
        let (media, body) = read_body(request, state).await;
        Ok(Self { method, uri, headers, address, media, body })
    }
}

async fn read_body<S: Send + Sync>(
    request: Request,
    state: &S,
) -> (Media, Result<Members, ParamsError>) {
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|text| text.split(';').next()).unwrap_or_default();
    match media_type.trim().to_ascii_lowercase().as_str() {
        "multipart/form-data" => (Media::Form, read_multipart(request, state).await),
        "application/json" => {
            let body = read_bytes(request).await;
            let members = body.and_then(|bytes| match bytes.as_slice() {
                [] => Ok(Members::default()),
                bytes => Members::from_json(bytes),
            });
            (Media::Json, members)
        }
        "application/x-www-form-urlencoded" => {
            let body = read_bytes(request).await;
            (Media::Form, body.and_then(|bytes| Members::from_urlencoded(&bytes)))
        }
        _ => match read_bytes(request).await {
            Ok(bytes) if bytes.is_empty() => (Media::Form, Ok(Members::default())),
            Ok(_) => (Media::Other, Err(ParamsError::UnsupportedBody)),
            Err(error) => (Media::Other, Err(error)),
        },
    }
}

async fn read_bytes(request: Request) -> Result<Vec<u8>, ParamsError> {
    let bytes = to_bytes(request.into_body(), LONGEST_BODY).await;
    bytes.map(|bytes| bytes.to_vec()).map_err(|_| ParamsError::BodyTooLong)
}

async fn read_multipart<S: Send + Sync>(
    request: Request,
    state: &S,
) -> Result<Members, ParamsError> {
    let parts = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response);
    let mut parts = parts.map_err(|_| ParamsError::Malformed)?;
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| ParamsError::Malformed)? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.bytes().await.map_err(|_| ParamsError::BodyTooLong)?;
        let value = String::from_utf8(value.to_vec()).map_err(|_| ParamsError::Malformed)?;
        pairs.push((name, value));
    }
    Ok(Members::from_pairs(pairs))
}
