//! How long we wait for the other end of a connection.
//!
//! hyper bounds the time for a request's head once it knows the protocol.
//! Before that, and while an answer is written, a peer that does nothing
//! would hold its place for ever; this wrapper ends it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(crate) struct Patience<S> {
    stream: S,
    /// Until it is clear which protocol is spoken.
    hello: Option<(Pin<Box<Sleep>>, &'static [u8])>,
    stall: Duration,
    /// Runs while the peer takes nothing of what we write.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Patience<S> {
    pub fn new(stream: S, hello: Duration, stall: Duration) -> Self {
        Self { stream, hello: Some((Box::pin(sleep(hello)), PREFACE)), stall, stalled: None }
    }

    /// The bytes tell HTTP/1 from HTTP/2 as soon as they leave the preface or
    /// complete it.
    fn heard(&mut self, bytes: &[u8]) {
        let Some((_, expected)) = &mut self.hello else { return };
        match expected.strip_prefix(bytes) {
            Some(rest) if !rest.is_empty() => *expected = rest,
            _ => self.hello = None,
        }
    }

    fn wait_for_peer<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(stall)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if read.is_ready() {
            self.heard(&buf.filled()[before..]);
            return read;
        }
        match &mut self.hello {
            Some((timer, _)) => {
                ready!(timer.as_mut().poll(cx));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            None => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.wait_for_peer(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.wait_for_peer(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.wait_for_peer(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.wait_for_peer(cx, closed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_peer_that_never_says_its_protocol_is_ended() {
        for said in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n"] {
            let (mut peer, ours) = duplex(64);
            let mut ours = Patience::new(ours, SHORT, LONG);
            peer.write_all(said).await.unwrap();
            let mut heard = vec![0; said.len()];
            ours.read_exact(&mut heard).await.unwrap();
            assert_eq!(ours.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut, "{said:?}");
        }
    }

    #[tokio::test]
    async fn a_known_protocol_is_left_to_hyper() {
        for said in [&b"GET / HTTP/1.0\r\n\r\n"[..], b"POST", PREFACE] {
            let (mut peer, ours) = duplex(64);
            let mut ours = Patience::new(ours, SHORT, LONG);
            peer.write_all(said).await.unwrap();
            let mut heard = vec![0; said.len()];
            ours.read_exact(&mut heard).await.unwrap();
            assert!(ours.hello.is_none(), "{said:?}");
        }
    }

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_ended() {
        let (_peer, ours) = duplex(4);
        let mut ours = Patience::new(ours, LONG, SHORT);
        assert_eq!(ours.write_all(b"more than four").await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
