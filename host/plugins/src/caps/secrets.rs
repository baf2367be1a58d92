//! Secrets are used here; they leave only by the use `reveal`.

use super::{Broken, Caps};
use crate::account::Account;
use crate::grants::Permission;
use crate::manifest::SecretUse;
use deskbell_domain::secret::Secret;
use hmac::{Hmac, KeyInit, Mac};
use subtle::ConstantTimeEq;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretError {
    /// Carries the manifest line to add.
    Denied(String),
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HmacAlg {
    Sha1,
    Sha256,
    Sha512,
}

impl HmacAlg {
    pub fn code(self, key: &[u8], data: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => code::<Hmac<sha1::Sha1>>(key, data),
            Self::Sha256 => code::<Hmac<sha2::Sha256>>(key, data),
            Self::Sha512 => code::<Hmac<sha2::Sha512>>(key, data),
        }
    }
}

fn code<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

/// Every live value of an account, for blanking.
pub(crate) fn values(account: &Account) -> Vec<String> {
    account.secrets.values().flatten().map(|s| s.reveal().to_owned()).collect()
}

impl Caps {
    /// The live values of a secret, newest first, when this use is asked and granted.
    fn secret(&self, account: &Account, name: &str, usage: SecretUse) -> Result<Vec<Secret>, SecretError> {
        let permission = Permission::Secret { name: name.to_owned(), usage };
        if !self.permit.grants.has(&permission) {
            return Err(SecretError::Denied(self.secret_denial(&permission, name, usage)));
        }
        // With an empty key everybody could sign, and an empty value equals an empty guess.
        let live: Vec<Secret> =
            account.secrets.get(name).into_iter().flatten().filter(|s| !s.reveal().is_empty()).cloned().collect();
        if live.is_empty() { Err(SecretError::Missing) } else { Ok(live) }
    }

    fn secret_denial(&self, permission: &Permission, name: &str, usage: SecretUse) -> String {
        let name = self.log.clean(name);
        let usage = usage.name();
        if self.permit.manifest.permissions().contains(permission) {
            return format!("the operator did not grant use \"{usage}\" of secret \"{name}\"");
        }
        format!("add to plugin.toml: [[secret]] name = \"{name}\" use = [\"{usage}\"]")
    }

    pub fn secret_for_header(&self, name: &str) -> Result<Result<Secret, SecretError>, Broken> {
        let account = self.account("http.send")?;
        Ok(self.secret(account, name, SecretUse::Header).map(|mut values| values.swap_remove(0)))
    }

    pub fn hmac(&self, name: &str, alg: HmacAlg, data: &[u8]) -> Result<Result<Vec<u8>, SecretError>, Broken> {
        let account = self.account("secrets.hmac")?;
        Ok(self.secret(account, name, SecretUse::Hmac).map(|values| alg.code(values[0].reveal().as_bytes(), data)))
    }

    pub fn verify_hmac(
        &self,
        name: &str,
        alg: HmacAlg,
        data: &[u8],
        mac: &[u8],
    ) -> Result<Result<bool, SecretError>, Broken> {
        let account = self.account("secrets.verify-hmac")?;
        Ok(self
            .secret(account, name, SecretUse::Hmac)
            .map(|values| any_equal(values.iter().map(|v| alg.code(v.reveal().as_bytes(), data)), mac)))
    }

    pub fn matches(&self, name: &str, candidate: &str) -> Result<Result<bool, SecretError>, Broken> {
        let account = self.account("secrets.matches")?;
        Ok(self
            .secret(account, name, SecretUse::Compare)
            .map(|values| any_equal(values.iter().map(|v| v.reveal().as_bytes().to_vec()), candidate.as_bytes())))
    }

    pub fn reveal(&self, name: &str) -> Result<Result<String, SecretError>, Broken> {
        let account = self.account("secrets.reveal")?;
        let values = self.secret(account, name, SecretUse::Reveal);
        if values.is_ok() {
            let plugin = &self.permit.manifest.id;
            tracing::info!(target: "deskbell::audit", %plugin, workspace = %account.workspace, channel = %account.channel, secret = name, "secret revealed to plugin");
        }
        Ok(values.map(|values| values[0].reveal().to_owned()))
    }
}

/// Compares with every value, always all of them.
pub(crate) fn any_equal(values: impl Iterator<Item = Vec<u8>>, candidate: &[u8]) -> bool {
    values.fold(subtle::Choice::from(0), |found, value| found | value.ct_eq(candidate)).into()
}
