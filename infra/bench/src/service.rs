//! What stands where DynamoDB and KMS stand on AWS: two addresses, each behind TLS.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use reqwest::Client;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::{Result, forward::forward, kms, meter::Meter, timed::Timed, tls};

/// Answers for both services. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Service(Arc<Inner>);

struct Inner {
    engine: String,
    data_key: [u8; 32],
    client: Client,
    meter: Meter,
    tls: Option<TlsAcceptor>,
}

impl Service {
    /// In front of the engine at this address; KMS unwraps `data_key`.
    pub(crate) fn new(
        engine: String,
        data_key: [u8; 32],
        meter: Meter,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        Self(Arc::new(Inner { engine, data_key, client: Client::new(), meter, tls }))
    }

    /// Listens on a port of its own and gives its address.
    pub(crate) async fn listen(&self) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let scheme = if self.0.tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}:{}", tls::HOST, listener.local_addr()?.port());
        let service = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection ends with an error when its function is killed.
                let service = service.clone();
                tokio::spawn(async move { service.serve(stream).await.ok() });
            }
        });
        Ok(url)
    }

    async fn serve(self, stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let stream = Timed::new(stream, self.0.meter.clone());
        match self.0.tls.clone() {
            Some(tls) => self.speak(tls.accept(stream).await?).await,
            None => self.speak(stream).await,
        }
    }

    async fn speak(
        self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    ) -> Result<()> {
        let router = TowerToHyperService::new(Router::new().fallback(answer).with_state(self));
        Ok(http1::Builder::new().serve_connection(TokioIo::new(stream), router).await?)
    }
}

async fn answer(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> Response {
    let Inner { engine, data_key, client, meter, .. } = &*service.0;
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    match target.map(str::to_owned) {
        Some(target) if target.starts_with("DynamoDB_") => {
            meter.count(|requests| requests.dynamodb += 1);
            forward(client, engine, headers, body).await
        }
        Some(target) if target.starts_with(kms::SERVICE) => {
            meter.count(|requests| requests.kms += 1);
            kms::answer(target.trim_start_matches(kms::SERVICE), &body, data_key)
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
