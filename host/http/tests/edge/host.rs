//! A real host: store on a temporary folder, free port, no plugins.

use deskbell_app::{AppError, Clock, Desk, DeskConfig, Plugins, Workspace};
use deskbell_domain::channel::{Capabilities, Channel, ChannelState, MessagingCapabilities};
use deskbell_domain::hours::BusinessHours;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::secret::Secret;
use deskbell_domain::time::{Timestamp, from_millis};
use deskbell_domain::user::{Role, Settings};
use deskbell_http::{Config, Server, ServerState};
use deskbell_plugins::{CompilerCommand, Runtime, RuntimeConfig};
use deskbell_store::Tx;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Once};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const PASSWORD: &str = "correct horse battery";

pub struct Host {
    pub address: SocketAddr,
    pub desk: Desk,
    pub client: Client,
    pub stop: CancellationToken,
    pub running: Option<JoinHandle<()>>,
    _folder: TempDir,
}

/// Somebody signed in with a cookie, as a browser is.
pub struct Browser {
    pub cookie: String,
    pub csrf: String,
}

impl Host {
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub async fn with(config: Config) -> Self {
        Self::remembering(config, 1000).await
    }

    /// `feed_keep` rows of the feed are kept for followers that come back.
    pub async fn remembering(config: Config, feed_keep: u64) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let mut desk = DeskConfig {
            data: folder.path().to_owned(),
            key: folder.path().join("secrets.key"),
            store: Default::default(),
            works: true,
            plugins: Default::default(),
        };
        desk.store.feed_keep = feed_keep;
        let compiler = CompilerCommand::InProcess;
        let runtime = Runtime::new(RuntimeConfig::new(folder.path().join("cache"), compiler)).unwrap();
        let open = || Desk::new(desk.clone(), Plugins::new(runtime.clone()), Clock::manual(now()));
        let first = open();
        let demo = first.create(slug("demo"), settings("Demo")).await.unwrap();
        write(&demo, |tx| Ok(tx.put(&channel())?)).await;
        drop(demo);
        first.close().await;
        let desk = open();
        desk.open_all().await.unwrap();
        let config = Config { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..config };
        let state = ServerState::new(desk.clone(), config, Arc::new(|| "up 1\n".to_owned()));
        let server = Server::bind(state).await.unwrap();
        let (address, stop) = (server.address(), CancellationToken::new());
        let running = Some(tokio::spawn(server.run(stop.clone())));
        let client = Client::builder().no_proxy().build().unwrap();
        Self { address, desk, client, stop, running, _folder: folder }
    }

    pub fn workspace(&self) -> Workspace {
        self.desk.workspace(&slug("demo")).unwrap()
    }

    /// Changes the store as a use case would.
    pub async fn write(&self, job: impl Fn(&mut Tx<'_>) -> Result<(), AppError> + Send + 'static) {
        write(&self.workspace(), job).await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), self.url(path))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request("GET", path)
    }

    /// An API token with this role.
    pub async fn token(&self, role: Role) -> String {
        let (_, token) = self.workspace().add_token("test", role, None).await.unwrap();
        token.reveal().to_owned()
    }

    pub async fn add_user(&self, login: &str, role: Role) {
        self.workspace().add_user(login, "Test Person", role, Secret::new(PASSWORD)).await.unwrap();
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Response {
        let with = json!({ "login": login, "password": password });
        self.request("POST", "/api/v1/session").json(&with).send().await.unwrap()
    }

    pub async fn browser(&self, login: &str) -> Browser {
        let response = self.sign_in(login, PASSWORD).await;
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let session: Value = response.json().await.unwrap();
        Browser { cookie, csrf: session["csrf"].as_str().unwrap().to_owned() }
    }

    /// Stops and waits until everything accepted is answered.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        self.running.take().unwrap().await.unwrap();
    }
}

async fn write(workspace: &Workspace, job: impl Fn(&mut Tx<'_>) -> Result<(), AppError> + Send + 'static) {
    workspace.store().write(job).await.unwrap();
}

/// What the clock of these tests says.
pub fn now() -> Timestamp {
    from_millis(1_700_000_000_000)
}

/// The hook of the only channel; its plugin is not loaded.
pub const HOOK: &str = "/hooks/demo/t0ken";

pub fn channel() -> Channel {
    let capabilities = MessagingCapabilities {
        channel_kind: "whatsapp".into(),
        features: Vec::new(),
        reply_window_h: Some(24),
        max_text: 4096,
        pace_per_10s: 100,
    };
    Channel {
        id: ChannelId::new("desk").unwrap(),
        name: "Front desk".into(),
        plugin: "none".into(),
        config: "{}".into(),
        hook_token: "t0ken".into(),
        state: ChannelState::Active,
        capabilities: Capabilities::Messaging(capabilities),
        routing: Default::default(),
        pace_per_10s: None,
        private_hosts: Vec::new(),
        created: now(),
    }
}

pub fn slug(name: &str) -> WorkspaceSlug {
    WorkspaceSlug::new(name).unwrap()
}

pub fn settings(name: &str) -> Settings {
    Settings {
        name: name.into(),
        country: "BR".into(),
        locale: "pt-BR".into(),
        time_zone: "America/Sao_Paulo".into(),
        hours: BusinessHours { days: Default::default() },
        template_languages: Vec::new(),
    }
}

pub async fn problem(response: Response) -> Value {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    response.json().await.unwrap()
}
