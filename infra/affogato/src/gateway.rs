//! The local gateway: all the functions behind one port, under API Gateway's limits, so that what
//! works here works deployed.

use std::{convert::Infallible, future::Future, net::IpAddr, time::Duration};

use axum::{Router, body::Body};
use hyper::{Request, Response, StatusCode, body::Incoming, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use shared::{App, web::ClientAddress};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt;

use crate::limits;

/// How long running requests may take once the end was asked for.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);
/// How long a client may take for the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// Accepting fails when there are no file descriptors left; a short rest frees some.
const REST: Duration = Duration::from_millis(50);

/// All the functions' routes in one router.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(authorize::router(app.clone()))
        .merge(get_token::router(app.clone()))
        .merge(register_client::router(app.clone()))
        .merge(revoke::router(app.clone()))
        .merge(introspect::router(app.clone()))
        .merge(openid_profile::router(app.clone()))
        .merge(discovery::router(app.clone()))
        .merge(desk::router(app.clone()))
        .merge(session::router(app))
}

/// Serves until `shutdown` is over, then lets the running requests finish.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) {
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = Connection {
                        router: router.clone(),
                        peer: peer.ip().to_canonical(),
                        stopped: stopped.clone(),
                    };
                    connections.spawn(connection.serve(stream));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    stop.send(true).ok();
    let drained = tokio::time::timeout(DRAIN_WITHIN, async {
        while connections.join_next().await.is_some() {}
    });
    if drained.await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// One connection of a client.
struct Connection {
    router: Router,
    peer: IpAddr,
    stopped: watch::Receiver<bool>,
}

impl Connection {
    async fn serve(self, stream: TcpStream) {
        stream.set_nodelay(true).ok();
        let Self { router, peer, mut stopped } = self;
        let stopped = async move {
            stopped.wait_for(|stopped| *stopped).await.ok();
        };
        let service = service_fn(move |request: Request<Incoming>| {
            let router = router.clone();
            async move { Ok::<_, Infallible>(answer(router, peer, request).await) }
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .max_buf_size(limits::BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let result = tokio::select! {
            result = connection.as_mut() => result,
            () = stopped => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = result {
            tracing::debug!(%error, "a connection broke");
        }
    }
}

/// Answers one request.
///
/// The function runs in a task of its own, as it runs in a Lambda of its own: it goes on to its
/// end when the browser goes away, and a panic in it is an answer here.
async fn answer(router: Router, peer: IpAddr, request: Request<Incoming>) -> Response<Body> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let started = tokio::time::Instant::now();
    let task = tokio::spawn(async move {
        match limits::admit(request).await {
            Ok(mut request) => {
                request.extensions_mut().insert(ClientAddress(peer));
                router.oneshot(request).await.unwrap_or_else(|never| match never {})
            }
            Err(refusal) => refusal,
        }
    });
    let stop = task.abort_handle();
    let response = match tokio::time::timeout(limits::DURATION, task).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => {
            tracing::error!(%error, "a function broke");
            limits::refusal(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
        Err(_) => {
            stop.abort();
            limits::refusal(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
        }
    };
    // Never the query: it may carry a code.
    let millis = started.elapsed().as_millis();
    tracing::info!(%method, path, status = response.status().as_u16(), millis, "answered");
    response
}
