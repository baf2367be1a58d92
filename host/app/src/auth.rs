//! Signing in, and knowing who asks.

use crate::error::AppError;
use crate::principal::{Principal, Who};
use crate::view::{SessionView, TokenView, UserView};
use crate::workspace::Workspace;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use deskbell_domain::id::{TokenId, UserId};
use deskbell_domain::secret::Secret;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_domain::user::{ApiToken, Role, Session, User};
use deskbell_store::{ByHash, ByLogin, ByUser, Range, Read, Tx};
use sha2::{Digest, Sha256};

const SESSION_LENGTH: SignedDuration = SignedDuration::from_hours(30 * 24);
const SHORTEST_PASSWORD: usize = 10;
const MOST_TOKENS: usize = 200;

impl Workspace {
    /// Gives the cookie's value; only its hash is kept.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &Secret,
        remote: &str,
    ) -> Result<(Secret, SessionView), AppError> {
        let now = self.inner.clock.now();
        let login = login.trim().to_lowercase();
        let keys = [format!("login:{login}"), format!("from:{remote}")];
        let keys = [keys[0].as_str(), keys[1].as_str()];
        if let Some(retry_after_s) = self.inner.logins.wait(keys, now) {
            return Err(AppError::TooMany { retry_after_s });
        }
        let user = self.read(|s| Ok(s.find::<User, ByLogin>(&login)?))?.filter(|user| !user.disabled);
        // A name that does not exist takes as long as one that does.
        let stored = user.as_ref().map_or(NOBODY, |user| &user.password_hash).to_owned();
        let right = verify(password.clone(), stored).await?;
        let Some(user) = user.filter(|_| right) else {
            self.inner.logins.failed(keys, now);
            return Err(AppError::Unauthorized);
        };
        self.inner.logins.succeeded(keys);
        let cookie = random_token();
        let session = Session {
            token_hash: fingerprint(&cookie),
            user: user.id,
            csrf: random_token(),
            created: now,
            expires: now + SESSION_LENGTH,
        };
        let view = self.session_view(&user, &session.csrf);
        self.inner.store.write(move |tx: &mut Tx<'_>| Ok::<_, AppError>(tx.put(&session)?)).await?;
        Ok((Secret::new(cookie), view))
    }

    fn session_view(&self, user: &User, csrf: &str) -> SessionView {
        let settings = self.settings();
        SessionView {
            user: UserView::from(user),
            csrf: csrf.to_owned(),
            workspace: self.slug().to_string(),
            workspace_name: settings.name.clone(),
            locale: user.locale.clone().unwrap_or_else(|| settings.locale.clone()),
        }
    }

    pub fn session(&self, cookie: &Secret) -> Result<Principal, AppError> {
        let (user, session) = self.signed_in(cookie)?;
        Ok(Principal { who: Who::User(user.id), name: user.name, role: user.role, csrf: Some(session.csrf) })
    }

    /// What a page needs to know about its own session.
    pub fn session_details(&self, cookie: &Secret) -> Result<SessionView, AppError> {
        let (user, session) = self.signed_in(cookie)?;
        Ok(self.session_view(&user, &session.csrf))
    }

    fn signed_in(&self, cookie: &Secret) -> Result<(User, Session), AppError> {
        let now = self.inner.clock.now();
        let hash = fingerprint(cookie.reveal());
        self.read(|s| {
            let session = s.get::<Session>(&hash)?.filter(|s| s.expires > now).ok_or(AppError::Unauthorized)?;
            let user = s.get::<User>(&session.user)?.filter(|u| !u.disabled).ok_or(AppError::Unauthorized)?;
            Ok((user, session))
        })
    }

    pub fn token(&self, bearer: &Secret) -> Result<Principal, AppError> {
        let now = self.inner.clock.now();
        let hash = fingerprint(bearer.reveal());
        let token = self.read(|s| Ok(s.find::<ApiToken, ByHash>(&hash)?))?;
        let token = token.filter(|t| t.expires.is_none_or(|at| at > now)).ok_or(AppError::Unauthorized)?;
        Ok(Principal { who: Who::Token(token.id), name: token.name, role: token.role, csrf: None })
    }

    pub async fn sign_out(&self, cookie: &Secret) -> Result<(), AppError> {
        let hash = fingerprint(cookie.reveal());
        let job = move |tx: &mut Tx<'_>| {
            tx.remove::<Session>(&hash)?;
            Ok::<_, AppError>(())
        };
        Ok(self.inner.store.write(job).await?)
    }

    pub async fn add_user(&self, login: &str, name: &str, role: Role, password: Secret) -> Result<UserId, AppError> {
        let login = login.trim().to_lowercase();
        if login.is_empty() || login.chars().any(char::is_whitespace) {
            return Err(AppError::invalid("login", "use a name without blanks, or an e-mail address"));
        }
        let password_hash = hash_password(password).await?;
        let (name, now) = (name.trim().to_owned(), self.inner.clock.now());
        let job = move |tx: &mut Tx<'_>| {
            if tx.find::<User, ByLogin>(&login)?.is_some() {
                return Err(AppError::conflict("login-taken", format!("there is a user {login} already")));
            }
            let id: UserId = tx.next_id()?;
            tx.put(&User {
                id,
                login: login.clone(),
                name: name.clone(),
                role,
                password_hash: password_hash.clone(),
                locale: None,
                disabled: false,
                created: now,
            })?;
            Ok(id)
        };
        Ok(self.inner.store.write(job).await?)
    }

    /// A new password ends every session of the user.
    pub async fn set_password(&self, login: &str, password: Secret) -> Result<(), AppError> {
        let login = login.trim().to_lowercase();
        let password_hash = hash_password(password).await?;
        self.change_user(&login, move |user| user.password_hash.clone_from(&password_hash)).await
    }

    pub async fn set_disabled(&self, login: &str, disabled: bool) -> Result<(), AppError> {
        self.change_user(&login.trim().to_lowercase(), move |user| user.disabled = disabled).await
    }

    /// What one signs in with has changed: every session of the user ends.
    async fn change_user(&self, login: &str, change: impl Fn(&mut User) + Send + 'static) -> Result<(), AppError> {
        let login = login.to_owned();
        let job = move |tx: &mut Tx<'_>| {
            let mut user = tx.find::<User, ByLogin>(&login)?.ok_or(AppError::NotFound { what: "user" })?;
            change(&mut user);
            tx.put(&user)?;
            for session in tx.list::<Session, ByUser>(Range::prefix(&user.id).limit(1000))? {
                tx.remove::<Session>(&session.token_hash)?;
            }
            Ok::<_, AppError>(())
        };
        Ok(self.inner.store.write(job).await?)
    }

    /// Gives the token once; only its hash is kept.
    pub async fn add_token(
        &self,
        name: &str,
        role: Role,
        expires: Option<Timestamp>,
    ) -> Result<(TokenId, Secret), AppError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(AppError::invalid("name", "say in 1 to 100 characters what the token is for"));
        }
        let token = format!("dbt_{}", random_token());
        let (token_hash, name, created) = (fingerprint(&token), name.to_owned(), self.inner.clock.now());
        let job = move |tx: &mut Tx<'_>| {
            if tx.scan::<ApiToken>(Range::all().limit(MOST_TOKENS))?.len() >= MOST_TOKENS {
                return Err(AppError::conflict("too-many-tokens", "remove tokens that are no longer used"));
            }
            let id: TokenId = tx.next_id()?;
            let (name, token_hash) = (name.clone(), token_hash.clone());
            tx.put(&ApiToken { id, name, token_hash, role, created, expires })?;
            Ok::<_, AppError>(id)
        };
        let id = self.inner.store.write(job).await?;
        Ok((id, Secret::new(token)))
    }

    pub fn tokens(&self) -> Result<Vec<TokenView>, AppError> {
        self.read(|s| {
            let tokens = s.scan::<ApiToken>(Range::all().limit(MOST_TOKENS))?;
            Ok(tokens.into_iter().map(TokenView::from).collect())
        })
    }

    pub async fn remove_token(&self, id: TokenId) -> Result<(), AppError> {
        let job =
            move |tx: &mut Tx<'_>| tx.remove::<ApiToken>(&id)?.map(drop).ok_or(AppError::NotFound { what: "token" });
        Ok(self.inner.store.write(job).await?)
    }
}

/// 256 random bits, safe in cookies, headers and paths.
pub fn random_token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

fn fingerprint(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The Argon2id hash of a password that nobody knows.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$Wc6y3lDc5yq3nS9dC2hX0pW6b0cT3Z7R1mQ8v4KJ2hE";

/// OWASP's setting for Argon2id: 19 MiB, two passes.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("constants within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

async fn hash_password(password: Secret) -> Result<String, AppError> {
    if password.reveal().chars().count() < SHORTEST_PASSWORD {
        let problem = format!("use at least {SHORTEST_PASSWORD} characters");
        return Err(AppError::invalid("password", problem));
    }
    blocking(move || argon2().hash_password(password.reveal().as_bytes()).map(|hash| hash.to_string()).ok())
        .await?
        .ok_or(AppError::Internal)
}

async fn verify(password: Secret, stored: String) -> Result<bool, AppError> {
    blocking(move || {
        PasswordHash::new(&stored)
            .is_ok_and(|hash| argon2().verify_password(password.reveal().as_bytes(), &hash).is_ok())
    })
    .await
}

/// Hashing takes tens of milliseconds on purpose: not on an async thread.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "hashing a password failed");
        AppError::Internal
    })
}
