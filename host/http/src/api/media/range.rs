//! One byte range, as players ask for it (RFC 9110 §14).

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use deskbell_app::Workspace;
use deskbell_domain::media::BlobRef;
use futures_util::Stream;
use std::io;
use std::ops::Range;

const STEP: u32 = 256 << 10;

/// Read piece by piece, as fast as the player takes it.
pub(super) fn stream(workspace: Workspace, blob: BlobRef, part: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> {
    futures_util::stream::try_unfold((workspace, blob, part), |(workspace, blob, mut left)| async move {
        let length = u32::try_from(left.end - left.start).unwrap_or(STEP).min(STEP);
        if length == 0 {
            return Ok(None);
        }
        let bytes = workspace.media_range(&blob, left.start, length).await.map_err(io::Error::other)?;
        if bytes.is_empty() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        left.start += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Some((bytes, (workspace, blob, left))))
    })
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    Part(Range<u64>),
    /// Begins behind the end.
    Nowhere,
}

impl Wanted {
    pub fn of(headers: &HeaderMap, etag: &str, size: u64) -> Self {
        let current = headers.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
        let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
        match asked {
            Some(asked) if current => Self::read(asked, size),
            _ => Self::Whole,
        }
    }

    /// What is not understood is answered with the whole file, as the RFC
    /// allows; so are several ranges at once.
    fn read(asked: &str, size: u64) -> Self {
        let parsed = asked.strip_prefix("bytes=").and_then(|spec| spec.trim().split_once('-'));
        let Some((first, last)) = parsed else { return Self::Whole };
        let part = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
            (Ok(first), Err(_)) if last.is_empty() => first..size,
            (Err(_), Ok(suffix)) if first.is_empty() => size.saturating_sub(suffix)..size,
            _ => return Self::Whole,
        };
        if part.start >= part.end { Self::Nowhere } else { Self::Part(part) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ranges_as_players_ask() {
        let check = |asked: &str, expected: Wanted| assert_eq!(Wanted::read(asked, 100), expected, "{asked}");
        check("bytes=0-", Wanted::Part(0..100));
        check("bytes=10-19", Wanted::Part(10..20));
        check("bytes=90-1000", Wanted::Part(90..100));
        check("bytes=-5", Wanted::Part(95..100));
        check("bytes=-500", Wanted::Part(0..100));
        check("bytes=100-", Wanted::Nowhere);
        check("bytes=-0", Wanted::Nowhere);
        for odd in ["bytes=5-1", "bytes=0-1,5-6", "items=0-1", "bytes=-", "bytes=a-b"] {
            check(odd, Wanted::Whole);
        }
        assert_eq!(Wanted::read("bytes=0-", 0), Wanted::Nowhere);
    }

    #[test]
    fn a_changed_file_is_sent_whole() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=0-1".parse().unwrap());
        headers.insert(header::IF_RANGE, "\"old\"".parse().unwrap());
        assert_eq!(Wanted::of(&headers, "\"new\"", 9), Wanted::Whole);
        assert_eq!(Wanted::of(&headers, "\"old\"", 9), Wanted::Part(0..2));
    }
}
