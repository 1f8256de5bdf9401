//! Requests to addresses that clients have named: their key sets, and where they want to be told of
//! logouts.
//!
//! Whoever may name an address could have us ask our own network, so every address is checked
//! (`guard.rs`), that of a redirect again, no answer is long, and none takes long.

mod address;
mod cache;
mod guard;

use std::{fmt, sync::OnceLock, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, Method, Request, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, LOCATION},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use url::Url;

pub use self::cache::{Cache, Freshness};
use self::guard::{Guard, Names};
use crate::config::Reach;

/// How long an answer to a question may take.
const GET_WITHIN: Duration = Duration::from_secs(3);
/// How long an app may take to hear something.
const POST_WITHIN: Duration = Duration::from_secs(5);
/// How much is read of an answer that nobody looks at.
const UNREAD: usize = 64 * 1024;

/// The way out. Made once; the connections are made when they are needed.
pub struct Outbound {
    guard: Guard,
    client: OnceLock<HyperClient>,
}

type HyperClient = Client<HttpsConnector<HttpConnector<Guard>>, Full<Bytes>>;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How long the answer may be, in bytes.
    pub longest: usize,
    /// How often it may lead elsewhere.
    pub most_redirects: usize,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer. No words of the other side are in it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OutboundError {
    /// It is no address, or carries a user's name.
    #[error("it is no address that can be asked")]
    NoUrl,
    /// Another scheme.
    #[error("it is not an https address")]
    NotHttps,
    /// It leads to this machine, a private network or a cloud's own services.
    #[error("its address is not one of the internet's")]
    Forbidden,
    /// Nobody answers.
    #[error("it does not answer: {0}")]
    Unreachable(String),
    /// Somebody answers too slowly.
    #[error("it does not answer in time")]
    TooSlow,
    /// The body is longer than anything that is meant.
    #[error("its answer is too long")]
    TooLong,
    /// It leads elsewhere, or does so too often.
    #[error("it leads to another address")]
    Redirect,
    /// Our own TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("reach", &self.guard.reach).finish_non_exhaustive()
    }
}

impl Outbound {
    /// A way out as far as `reach` goes.
    pub fn new(reach: Reach) -> Self {
        Self { guard: Guard { reach, names: Names::System }, client: OnceLock::new() }
    }

    /// Reads a document. Where an address leads on to another, that is checked as the first one was.
    ///
    /// # Errors
    ///
    /// See [`OutboundError`]. An answer with an error's status is one to look at.
    pub async fn get(&self, url: &str, wanted: Wanted) -> Result<Fetched, OutboundError> {
        within(GET_WITHIN, self.follow(url, wanted)).await
    }

    async fn follow(&self, url: &str, wanted: Wanted) -> Result<Fetched, OutboundError> {
        let mut url = self.guard.check(url)?;
        for _ in 0..=wanted.most_redirects {
            let mut request = request(Method::GET, &url, Bytes::new())?;
            let json = http::HeaderValue::from_static("application/json");
            request.headers_mut().insert(ACCEPT, json);
            let fetched = self.send(request, wanted.longest).await?;
            if !fetched.status.is_redirection() {
                return Ok(fetched);
            }
            let location = fetched.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            let next = location.and_then(|location| url.join(location).ok());
            url = self.guard.check(next.ok_or(OutboundError::Redirect)?.as_str())?;
        }
        Err(OutboundError::Redirect)
    }

    /// Sends a form. Nothing of the answer counts but its status.
    ///
    /// # Errors
    ///
    /// See [`OutboundError`].
    pub async fn post_form(&self, url: &str, body: String) -> Result<StatusCode, OutboundError> {
        let mut request = request(Method::POST, &self.guard.check(url)?, Bytes::from(body))?;
        let form = http::HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        let status = within(POST_WITHIN, self.send(request, UNREAD)).await?.status;
        if status.is_redirection() { Err(OutboundError::Redirect) } else { Ok(status) }
    }

    async fn send(
        &self,
        request: Request<Full<Bytes>>,
        limit: usize,
    ) -> Result<Fetched, OutboundError> {
        let answer = self.client()?.request(request).await.map_err(|error| failure(&error))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, limit).collect().await;
        let body = body.map_err(|_| OutboundError::TooLong)?.to_bytes();
        Ok(Fetched { status: head.status, headers: head.headers, body })
    }

    fn client(&self) -> Result<&HyperClient, OutboundError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = connect(self.guard.clone())?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn request(method: Method, url: &Url, body: Bytes) -> Result<Request<Full<Bytes>>, OutboundError> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = url.as_str().parse().map_err(|_| OutboundError::NoUrl)?;
    Ok(request)
}

/// A client behind the guard. Its roots are those that browsers trust: apps have their certificates
/// from anybody.
fn connect(guard: Guard) -> Result<HyperClient, OutboundError> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let tls =
        ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
    let tls = tls.map_err(|error| OutboundError::Tls(error.to_string()))?;
    let tls = tls.with_root_certificates(roots).with_no_client_auth();
    let mut http = HttpConnector::new_with_resolver(guard);
    // The guard has seen the scheme.
    http.enforce_http(false);
    let connector =
        HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
    // A process of Lambda is frozen between two events; a connection does not survive that.
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).to_owned();
    Ok(client.build(connector.wrap_connector(http)))
}

async fn within<T>(
    time: Duration,
    answer: impl Future<Output = Result<T, OutboundError>>,
) -> Result<T, OutboundError> {
    tokio::time::timeout(time, answer).await.unwrap_or(Err(OutboundError::TooSlow))
}

/// The innermost cause, which is the one that says something; the guard's word, if it was that.
fn failure(error: &(dyn std::error::Error + 'static)) -> OutboundError {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let (mut last, mut of_guard) = (String::new(), None);
    for cause in causes {
        let io = cause.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        let own = io.and_then(|inner| inner.downcast_ref::<OutboundError>());
        of_guard = of_guard.or_else(|| own.cloned());
        last = cause.to_string();
    }
    of_guard.unwrap_or(OutboundError::Unreachable(last))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
