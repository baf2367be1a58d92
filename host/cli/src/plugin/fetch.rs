//! A component from a file or an https address.

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use deskbell_app::registry::MAX_PLUGIN;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(300);
const MOST_REDIRECTS: usize = 5;

pub async fn component(source: &str) -> anyhow::Result<Bytes> {
    match source.split_once("://") {
        Some(("https", _)) => download(&client()?, source).await.with_context(|| format!("fetch {source}")),
        Some((scheme, _)) => bail!("{scheme}:// is not safe to fetch a plugin by; use https, or a file"),
        None => file(Path::new(source)),
    }
}

fn file(path: &Path) -> anyhow::Result<Bytes> {
    let size = std::fs::metadata(path).with_context(|| format!("read {}", path.display()))?.len();
    ensure!(size <= MAX_PLUGIN, "{} has {size} bytes, more than any plugin may ({MAX_PLUGIN})", path.display());
    Ok(std::fs::read(path).with_context(|| format!("read {}", path.display()))?.into())
}

fn client() -> anyhow::Result<reqwest::Client> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .redirect(reqwest::redirect::Policy::limited(MOST_REDIRECTS))
        .timeout(PATIENCE);
    Ok(client.build()?)
}

async fn download(client: &reqwest::Client, url: &str) -> anyhow::Result<Bytes> {
    let mut answer = client.get(url).send().await?.error_for_status()?;
    let mut taken = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        let size = (taken.len() + chunk.len()) as u64;
        ensure!(size <= MAX_PLUGIN, "it has more than the {MAX_PLUGIN} bytes that a plugin may have");
        taken.extend_from_slice(&chunk);
    }
    Ok(taken.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X7: what is fetched in the open could be anybody's.
    #[tokio::test]
    async fn x7_only_https_and_files_are_taken() {
        for url in ["http://plugins.example/acme.wasm", "ftp://plugins.example/acme.wasm"] {
            let refused = component(url).await.expect_err("an unsafe address").to_string();
            assert!(refused.contains("use https"), "{refused}");
        }
        let missing = component("no-such.wasm").await.expect_err("no such file").to_string();
        assert!(missing.contains("no-such.wasm"), "{missing}");
    }

    #[tokio::test]
    async fn x7_a_file_that_is_too_large_is_not_even_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.wasm");
        std::fs::File::create(&path).and_then(|file| file.set_len(MAX_PLUGIN + 1)).expect("a sparse file");
        let refused = component(&path.display().to_string()).await.expect_err("too large").to_string();
        assert!(refused.contains("more than any plugin may"), "{refused}");
    }
}
