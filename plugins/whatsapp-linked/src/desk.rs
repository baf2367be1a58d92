//! What the desk does for the connector during a call: the host, or a script
//! in tests.

use deskbell_sdk::http::{HttpError, Request, Response};
use deskbell_sdk::kv::Bucket;
use deskbell_sdk::{BlobRef, CallError, clock, log, media, random, secrets};

pub(crate) trait Desk {
    fn send(&self, request: &Request) -> Result<Response, HttpError>;
    fn recall(&self, bucket: &str, key: &str) -> Option<Vec<u8>>;
    fn keep(&self, bucket: &str, key: &str, value: &[u8], seconds: u32);
    fn forget(&self, bucket: &str, key: &str);
    fn read(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Vec<u8>, CallError>;
    fn put(&self, mime: &str, data: &[u8]) -> Result<BlobRef, CallError>;
    fn reveal(&self, secret: &str) -> Result<String, CallError>;
    fn now_ms(&self) -> u64;
    /// A random number below `limit`, which is not 0.
    fn below(&self, limit: u32) -> u32;
}

pub(crate) struct Host;

impl Desk for Host {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        request.send()
    }

    /// Nothing in the store is worth failing a message for: without it a quote
    /// names the chat by the recipient, and a code shows no time to live.
    fn recall(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        match Bucket::new(bucket).get(key) {
            Ok(entry) => entry.map(|entry| entry.value),
            Err(error) => {
                told(Err(error.into()));
                None
            }
        }
    }

    fn keep(&self, bucket: &str, key: &str, value: &[u8], seconds: u32) {
        told(Bucket::new(bucket).set_for(key, value, seconds).map_err(CallError::from));
    }

    fn forget(&self, bucket: &str, key: &str) {
        told(Bucket::new(bucket).delete(key).map_err(CallError::from));
    }

    fn read(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Vec<u8>, CallError> {
        Ok(media::read(blob, offset, len)?)
    }

    fn put(&self, mime: &str, data: &[u8]) -> Result<BlobRef, CallError> {
        Ok(media::put(mime, data)?)
    }

    fn reveal(&self, secret: &str) -> Result<String, CallError> {
        Ok(secrets::reveal(secret)?)
    }

    fn now_ms(&self) -> u64 {
        clock::now_ms()
    }

    fn below(&self, limit: u32) -> u32 {
        u32::try_from(random::number() % u64::from(limit)).unwrap_or(0)
    }
}

fn told(outcome: Result<(), CallError>) {
    if let Err(error) = outcome {
        log::warn("the store did not serve", &[("code", &error.problem().code)]);
    }
}
