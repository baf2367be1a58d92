//! One connection pool for each plugin and account, and its name resolution.

use super::address::is_global;
use super::target::Exception;
use crate::account::{Account, AccountKey};
use deskbell_domain::channel::PrivateHost;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Accounts of one plugin whose connections are kept.
const POOLED_ACCOUNTS: usize = 1024;

pub(crate) type Client = reqwest::Client;

/// Makes clients; shared by all plugins of a runtime. Roots are Mozilla's, the
/// same on every machine, and what the operator adds.
pub(crate) struct ClientMaker {
    roots: Arc<rustls::RootCertStore>,
}

#[derive(Debug, thiserror::Error)]
#[error("prepare outgoing connections: {0}")]
pub struct ClientError(String);

impl ClientMaker {
    pub fn new(extra_roots: &[Vec<u8>]) -> Result<Self, ClientError> {
        let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for der in extra_roots {
            roots.add(der.clone().into()).map_err(|e| ClientError(format!("extra root certificate: {e}")))?;
        }
        Ok(Self { roots: Arc::new(roots) })
    }

    pub fn make(&self, private_hosts: &[PrivateHost]) -> Result<Client, ClientError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| ClientError(e.to_string()))?
            .with_root_certificates(self.roots.clone())
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(GuardedResolver::new(private_hosts))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Deskbell/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(4)
            .build()
            .map_err(|e| ClientError(e.without_url().to_string()))
    }
}

/// The clients of one plugin. An account whose exceptions changed gets a new
/// one, and with it new connections.
#[derive(Default)]
pub(crate) struct ClientPool {
    clients: Mutex<HashMap<AccountKey, (Vec<PrivateHost>, Client)>>,
}

impl ClientPool {
    pub fn client(&self, maker: &ClientMaker, account: &Account) -> Result<Client, ClientError> {
        let key = account.key();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((hosts, client)) = clients.get(&key)
            && *hosts == account.private_hosts
        {
            return Ok(client.clone());
        }
        if clients.len() >= POOLED_ACCOUNTS {
            clients.clear();
        }
        let client = maker.make(&account.private_hosts)?;
        clients.insert(key, (account.private_hosts.clone(), client.clone()));
        Ok(client)
    }
}

/// The name has an answer that nobody may connect to.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to an address that is not public")]
pub(super) struct NotPublic;

#[derive(Debug, thiserror::Error)]
#[error("the name cannot be resolved")]
pub(super) struct Unresolved;

/// Connects to exactly the addresses that were checked: the answer given here
/// is the one that is used. One answer that is not public spoils all.
struct GuardedResolver {
    exceptions: Arc<BTreeMap<String, Option<SocketAddr>>>,
}

impl GuardedResolver {
    fn new(private_hosts: &[PrivateHost]) -> Self {
        let mut exceptions: Vec<_> = private_hosts.iter().filter_map(Exception::read).collect();
        // Only a url without a port takes the port from here: let the grant for those win.
        exceptions.sort_by_key(Exception::is_for_default_port);
        let by_name = exceptions.into_iter().map(|e| (e.host.to_string(), e.fixed));
        Self { exceptions: Arc::new(by_name.collect()) }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let exceptions = self.exceptions.clone();
        Box::pin(async move {
            let name = name.as_str().trim_end_matches('.').to_ascii_lowercase();
            let exception = exceptions.get(&name);
            if let Some(Some(fixed)) = exception {
                return Ok(Box::new(std::iter::once(*fixed)) as Addrs);
            }
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Unresolved)?.collect();
            if found.is_empty() {
                return Err(Unresolved.into());
            }
            if exception.is_none() && !found.iter().all(|a| is_global(a.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
