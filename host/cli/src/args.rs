//! What may be written on the command line.

use clap::{Parser, Subcommand, ValueEnum};
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::user::Role;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The front desk between a business system and its customers.
///
/// One process serves one or many workspaces (shops). Settings come from
/// deskbell.toml, then from the environment (DESKBELL_HTTP__LISTEN=…), then
/// from the flags.
#[derive(Debug, Parser)]
#[command(name = "deskbell", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// Of every command that looks at a host's configuration. `plugin call` has a
/// `--config` of its own, the account's settings.
#[derive(Debug, clap::Args)]
pub struct Host {
    /// Configuration file; deskbell.toml in the working directory when it exists
    #[arg(long, global = true, env = "DESKBELL_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A group of commands about the workspaces of a host.
#[derive(Debug, clap::Args)]
pub struct On<C: Subcommand> {
    #[command(flatten)]
    pub host: Host,
    #[command(subcommand)]
    pub command: C,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve every workspace of the data folder
    Serve(Serve),
    /// Try it: a workshop with a simulated WhatsApp and a phone to play the customer
    Demo(Demo),
    /// Look into plugins and call them
    #[command(subcommand)]
    Plugin(Plugin),
    /// Check and try rule packs
    #[command(subcommand)]
    Rules(Rules),
    /// People who sign in
    User(On<User>),
    /// API tokens: what other programs sign in with
    Token(On<Token>),
    /// Connected accounts: WhatsApp numbers, business systems
    Channel(On<Channel>),
    /// Shops served by this host
    Workspace(On<Workspace>),
    /// Write a verified copy of the store of a workspace that is not served
    ///
    /// A served workspace is copied by its host: POST /api/v1/backups.
    Backup(Backup),
    /// Put a backup in the place of a workspace that is not served
    Restore(Restore),
    /// Check configuration, plugins and stores, and say what to mend
    Doctor(Host),
}

#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub host: Host,
    /// Address to listen on
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// How the outside reaches this host, e.g. https://desk.example.com
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Folder with the workspaces
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Take plugins that nobody signed: for writing plugins, never for customers
    #[arg(long)]
    pub dev: bool,
}

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Address of the inbox
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR:PORT")]
    pub listen: SocketAddr,
    /// Address of the simulated provider and its phone page
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDR:PORT")]
    pub phone: SocketAddr,
    /// Keeps the demo between starts
    #[arg(long, default_value = "deskbell-demo", value_name = "DIR")]
    pub data: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Plugin {
    /// Make a folder for a new plugin that builds, with tests and the SDK inside
    New(PluginNew),
    /// Build a plugin's folder into one component with its manifest inside, and check it
    ///
    /// The language is found by Cargo.toml, package.json or pyproject.toml.
    /// Exit code 0: built. 1: built, but it could not be installed. 2: not built.
    Build(PluginBuild),
    /// Run one function of a plugin in the production runtime and print the outcome as JSON
    ///
    /// Exit code 0: the plugin answered. 1: the plugin answered with an error.
    /// 2: the call itself failed (a fault, a limit, a file that cannot be read).
    Call(PluginCall),
    /// Look for everything that would keep a component from being installed
    ///
    /// Nothing is compiled or run. Exit code 0: no errors. 1: errors.
    Check {
        /// A component file, or the id of a plugin in this binary
        component: String,
    },
    /// Run a plugin's cases in the production runtime, with the outside world scripted
    ///
    /// Exit code 0: all passed. 1: one failed. 2: a case file has a mistake.
    Test(PluginTest),
    /// Make a key to sign plugins with: FILE, and FILE.pub for those who trust it
    Keygen { file: PathBuf },
    /// Sign a component, in place; an older signature is replaced
    Sign(PluginSign),
    /// Whether a component is whole and signed by a key that is trusted
    Verify(PluginVerify),
    /// Install a plugin, into the running host when there is one
    Install(PluginInstall),
    /// Replace an installed plugin by a newer version, or approve one that waits
    Upgrade(PluginUpgrade),
    /// The plugins of this binary and those installed
    List(Host),
    /// What a plugin may do, and changing it
    Grants(PluginGrants),
    /// Return to the version before
    Rollback(PluginOne),
    /// Remove an installed plugin; what it noted about its channels is kept
    Remove(PluginRemove),
    /// The last lines that a plugin wrote
    Logs(PluginLogs),
    /// Build, check and test a plugin's folder again at every change
    ///
    /// Goes on until it is interrupted.
    Dev(PluginDev),
    /// Try what every plugin must withstand, with the plugin's cases as seeds
    ///
    /// Exit code 0: it conforms. 1: it does not. 2: it could not be tried.
    Conformance(PluginConformance),
    /// What a plugin asks for and offers, without running it
    Inspect {
        /// A component file, or the id of a plugin in this binary
        component: String,
    },
}

#[derive(Debug, clap::Args)]
pub struct PluginNew {
    /// Folder and package, such as acme-sms
    pub name: String,
    #[arg(long)]
    pub lang: PluginLanguage,
    #[arg(long)]
    pub kind: PluginKind,
    /// Reverse DNS, never changed later; com.example.NAME when left out
    #[arg(long)]
    pub id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PluginLanguage {
    Rust,
    Js,
    Python,
}

impl PluginLanguage {
    /// As the SDK's folder is called.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Js => "js",
            Self::Python => "python",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PluginKind {
    /// A messaging service
    Channel,
    /// A business system
    Erp,
}

impl PluginKind {
    pub fn folder(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Erp => "erp",
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct PluginBuild {
    /// The plugin's folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Where the component goes; dist/NAME.wasm in the folder when left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct PluginCall {
    /// A component file, or the id of a plugin in this binary
    pub component: String,
    pub function: PluginFunction,
    /// The argument as JSON: a webhook for handle, a message for send
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// Settings of the account, a JSON object
    #[arg(long = "config", alias = "settings", value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Secrets, a JSON object: name to a text or a list of texts, newest first
    #[arg(long, value_name = "FILE")]
    pub secrets: Option<PathBuf>,
    /// Reach an address of your own under a name: graph.facebook.com=127.0.0.1:9001
    ///
    /// The plugin decides between http and https; a mock in plain http needs a
    /// setting of the plugin that begins with http://.
    #[arg(long = "map-host", value_name = "NAME=ADDR")]
    pub map_host: Vec<String>,
    /// Number of the attempt that the plugin is told
    #[arg(long, default_value_t = 1)]
    pub attempt: u32,
}

#[derive(Debug, clap::Args)]
pub struct PluginInstall {
    #[command(flatten)]
    pub host: Host,
    /// A component file or an https address
    pub source: String,
    /// Grant all that is asked for by exactly the file with this SHA-256
    #[arg(long, value_name = "SHA256")]
    pub approve: Option<String>,
    #[command(flatten)]
    pub consent: Consent,
}

#[derive(Debug, clap::Args)]
pub struct PluginUpgrade {
    #[command(flatten)]
    pub host: Host,
    /// A component file or an https address
    #[arg(conflicts_with = "staged")]
    pub source: Option<String>,
    /// Approve the version of this plugin that waits
    #[arg(long = "approve", value_name = "ID")]
    pub staged: Option<String>,
    #[command(flatten)]
    pub consent: Consent,
}

/// What a script agrees to; a person is asked.
#[derive(Debug, clap::Args)]
pub struct Consent {
    /// Ask nothing; say with it what is granted
    #[arg(long)]
    pub yes: bool,
    /// Grant all that the plugin asks for
    #[arg(long, requires = "yes", conflicts_with_all = ["only", "without"])]
    pub grant_all: bool,
    /// Grant this permission and the others named so, nothing else
    #[arg(long, value_name = "PERMISSION")]
    pub only: Vec<String>,
    /// Grant all but this permission and the others named so
    #[arg(long, value_name = "PERMISSION", conflicts_with = "only")]
    pub without: Vec<String>,
}

impl Consent {
    /// Less than all that is asked for.
    pub fn limits(&self) -> bool {
        !self.only.is_empty() || !self.without.is_empty()
    }
}

#[derive(Debug, clap::Args)]
pub struct PluginGrants {
    #[command(flatten)]
    pub host: Host,
    pub id: String,
    /// A permission to grant, as the list writes it
    #[arg(long, value_name = "PERMISSION")]
    pub add: Vec<String>,
    /// A permission to take away
    #[arg(long, value_name = "PERMISSION")]
    pub remove: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct PluginOne {
    #[command(flatten)]
    pub host: Host,
    pub id: String,
}

#[derive(Debug, clap::Args)]
pub struct PluginRemove {
    #[command(flatten)]
    pub host: Host,
    pub id: String,
    /// Pause the channels that use it; without, they stand in the way
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub struct PluginLogs {
    #[command(flatten)]
    pub host: Host,
    pub id: String,
    /// One channel's lines alone
    #[arg(long)]
    pub channel: Option<ChannelId>,
    /// Lines of this level and graver ones
    #[arg(long, default_value = "debug")]
    pub level: LogLevel,
    /// Go on with what comes
    #[arg(long)]
    pub follow: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

impl LogLevel {
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct PluginSign {
    /// The component file
    pub component: PathBuf,
    /// The file that `plugin keygen` made
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct PluginVerify {
    #[command(flatten)]
    pub host: Host,
    /// The component file
    pub component: PathBuf,
    /// A public key or its file; the keys that deskbell.toml trusts when left out
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct PluginTest {
    /// A plugin's folder, a component file, or the id of a plugin in this binary
    pub plugin: String,
    /// Folder of case files; `cases` in the plugin's folder or beside the component
    #[arg(long, value_name = "DIR")]
    pub cases: Option<PathBuf>,
    /// Run the cases whose file name or title contains this
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct PluginDev {
    /// The plugin's folder
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Play this case alone and print its whole outcome as JSON
    #[arg(long, value_name = "FILE")]
    pub call: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct PluginConformance {
    /// A plugin's folder, a component file, or the id of a plugin in this binary
    pub plugin: String,
    /// Folder of case files; `cases` in the plugin's folder or beside the component
    #[arg(long, value_name = "DIR")]
    pub cases: Option<PathBuf>,
    /// How many spoiled webhooks the plugin must survive
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    pub mutations: u64,
    /// Write the report for machines as well
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PluginFunction {
    Describe,
    Handle,
    Send,
    Signal,
    Poll,
    FetchMedia,
    CheckAccount,
    PairingStart,
    PairingStatus,
    LogOut,
    History,
    Templates,
    CreateTemplate,
    TemplateStatus,
    CheckContacts,
    Mail,
    Changes,
    Find,
    Documents,
    Actions,
    Act,
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Compile packs and run their tests
    Check {
        /// Pack folders; without any, the packs in this binary
        packs: Vec<PathBuf>,
    },
    /// Run a pack on facts and explain what it decided
    Run {
        /// A pack folder
        pack: PathBuf,
        /// Facts as JSON
        #[arg(long, value_name = "FILE")]
        facts: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person; the password is read from standard input or made up and printed
    Add {
        workspace: WorkspaceSlug,
        login: String,
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_parser = role, default_value = "agent")]
        role: Role,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Keep a person from signing in, and end their sessions
    Disable { workspace: WorkspaceSlug, login: String },
    /// Let a person sign in again
    Enable { workspace: WorkspaceSlug, login: String },
    /// Set a new password and end the person's sessions
    Passwd {
        workspace: WorkspaceSlug,
        login: String,
        #[arg(long)]
        password_stdin: bool,
    },
}

fn role(word: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
        .map_err(|_| "one of owner, administrator, supervisor, agent, consultant, auditor".into())
}

#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token and print it, once
    Add {
        workspace: WorkspaceSlug,
        /// What it is for
        name: String,
        #[arg(long, value_parser = role, default_value = "agent")]
        role: Role,
        /// It ends by itself; never, when left out
        #[arg(long, value_name = "DAYS")]
        days: Option<u16>,
    },
    /// The tokens of a workspace
    List { workspace: WorkspaceSlug },
    /// End a token at once
    Remove {
        workspace: WorkspaceSlug,
        /// As `token list` shows it
        id: u64,
    },
}

#[derive(Debug, Subcommand)]
pub enum Channel {
    /// Connect an account as its file says, and print its webhook address
    ///
    /// The workspace must not be served meanwhile. The file is JSON: name,
    /// plugin, settings, routing, private_hosts, pace_per_10s.
    Add {
        workspace: WorkspaceSlug,
        /// A short name for it, e.g. front-desk
        channel: ChannelId,
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// A JSON object: name to a text or a list of texts, newest first
        #[arg(long, value_name = "FILE")]
        secrets: Option<PathBuf>,
    },
    /// Change a connected account: its settings, its secrets, or both
    ///
    /// Settings are replaced as a whole; of the secrets, those that are named.
    Change {
        workspace: WorkspaceSlug,
        channel: ChannelId,
        /// A file as for `add`; name, plugin and routing in it are left as they are
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        secrets: Option<PathBuf>,
    },
    /// The connected accounts and their webhook addresses
    List { workspace: WorkspaceSlug },
    /// Store the provider's approved templates from a JSON list
    Templates {
        workspace: WorkspaceSlug,
        channel: ChannelId,
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Ask the provider once whether the credentials work
    Check { workspace: WorkspaceSlug, channel: ChannelId },
}

#[derive(Debug, Subcommand)]
pub enum Workspace {
    /// Make a new workspace
    Add {
        workspace: WorkspaceSlug,
        /// The shop's name
        #[arg(long)]
        name: String,
        /// ISO 3166 country, for phone numbers without a prefix
        #[arg(long, default_value = "BR")]
        country: String,
        /// Language of the shop, e.g. pt-BR
        #[arg(long, default_value = "en")]
        locale: String,
        /// IANA time zone
        #[arg(long, default_value = "UTC")]
        time_zone: String,
    },
    /// The workspaces of the data folder
    List,
}

#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(flatten)]
    pub host: Host,
    pub workspace: WorkspaceSlug,
    /// The file to write; it must not exist
    pub to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    pub host: Host,
    pub workspace: WorkspaceSlug,
    /// A file that `deskbell backup` wrote
    pub from: PathBuf,
}
