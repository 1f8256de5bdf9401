//! A connection that notes when something arrives on it and when the answer has gone out.
//!
//! It stands below TLS, so that the server's part of a handshake counts as waiting as well.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::meter::Meter;

/// The connection.
#[derive(Debug)]
pub(crate) struct Timed {
    stream: TcpStream,
    meter: Meter,
    wait: Wait,
}

#[derive(Debug)]
enum Wait {
    /// Nothing has arrived, or it has been answered since.
    Answered(Option<u64>),
    /// The function waits.
    Open(u64),
}

impl Timed {
    /// Takes a connection over.
    pub(crate) fn new(stream: TcpStream, meter: Meter) -> Self {
        Self { stream, meter, wait: Wait::Answered(None) }
    }
}

impl AsyncRead for Timed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        // A request in two parts is one wait; after an answer the next one begins.
        if buffer.filled().len() > before && matches!(self.wait, Wait::Answered(_)) {
            self.wait = Wait::Open(self.meter.arrived());
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Timed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        if let Wait::Open(number) | Wait::Answered(Some(number)) = self.wait {
            self.meter.answered(number);
            self.wait = Wait::Answered(Some(number));
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
