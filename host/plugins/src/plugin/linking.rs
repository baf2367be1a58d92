//! Linking an account, and what its provider knows besides messages.

use super::Plugin;
use crate::account::{Account, CallInfo};
use crate::convert;
use crate::fault::Failure;
use crate::invoke;
use crate::limits::{ADDRESSES, Export};
use crate::outcome::{AddressStatus, HistoryPage, Mail, Outcome, TemplateDraft, TemplatePage};
use deskbell_domain::address::Address;
use deskbell_domain::journal::Events;
use deskbell_domain::pairing::{Method, Pairing, Terms};
use deskbell_domain::problem::{CallError, Problem};
use deskbell_domain::template::TemplateState;
use deskbell_domain::time::Timestamp;
use std::sync::Arc;

impl Plugin {
    /// How accounts are linked, where that is how they are connected.
    pub fn pairing(&self) -> Option<&Terms> {
        self.pairing.as_ref()
    }

    /// Begins to link the account, or shows the code of what has begun.
    pub async fn start_pairing(&self, account: Arc<Account>, info: CallInfo, method: Method) -> Outcome<Pairing> {
        let ctx = self.context(&account, &info, Export::Pairing);
        let method = convert::method_to_wit(method);
        let call = invoke::StartPairing { ctx, method };
        self.call(account, info, call, vec![], |_, s| convert::pairing_state(s)).await
    }

    pub async fn pairing_status(&self, account: Arc<Account>, info: CallInfo) -> Outcome<Pairing> {
        let ctx = self.context(&account, &info, Export::Pairing);
        self.call(account, info, invoke::PairingStatus { ctx }, vec![], |_, s| convert::pairing_state(s)).await
    }

    /// Unlinks the account.
    pub async fn log_out(&self, account: Arc<Account>, info: CallInfo) -> Outcome<()> {
        let ctx = self.context(&account, &info, Export::Pairing);
        self.call(account, info, invoke::LogOut { ctx }, vec![], |_, ()| Ok(())).await
    }

    /// What happened since a time, one page of it.
    pub async fn history(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        since: Timestamp,
        next: Option<Vec<u8>>,
    ) -> Outcome<HistoryPage> {
        let ctx = self.context(&account, &info, Export::History);
        let since_ms = u64::try_from(since.as_millisecond()).unwrap_or(0);
        let call = invoke::HistorySince { ctx, since_ms, next };
        self.call(account, info, call, vec![], convert::history_page).await
    }

    /// One page of the provider's templates.
    pub async fn templates(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        next: Option<Vec<u8>>,
    ) -> Outcome<TemplatePage> {
        let ctx = self.context(&account, &info, Export::Templates);
        self.call(account, info, invoke::ListTemplates { ctx, next }, vec![], |_, p| convert::template_page(p)).await
    }

    /// Hands a template in for review; its state and the reviewers' reason.
    pub async fn create_template(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        draft: TemplateDraft,
    ) -> Outcome<(TemplateState, Option<String>)> {
        let ctx = self.context(&account, &info, Export::Templates);
        let call = invoke::CreateTemplate { ctx, draft: convert::draft_to_wit(draft) };
        self.call(account, info, call, vec![], |_, s| convert::template_status(s)).await
    }

    /// How a template stands with the reviewers.
    pub async fn template_status(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        name: String,
        language: String,
    ) -> Outcome<(TemplateState, Option<String>)> {
        let ctx = self.context(&account, &info, Export::Templates);
        let call = invoke::StatusOfTemplate { ctx, name, language };
        self.call(account, info, call, vec![], |_, s| convert::template_status(s)).await
    }

    /// Whether the addresses exist, at most 50 of them; one finding for each.
    pub async fn check_contacts(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        addresses: Vec<Address>,
    ) -> Outcome<Vec<AddressStatus>> {
        let asked = addresses.len();
        if asked == 0 || asked > ADDRESSES {
            let detail = format!("{asked} addresses were asked for, 1 to {ADDRESSES} can be");
            let problem = Problem::new("addresses", detail);
            return Outcome::failed(Failure::Plugin(CallError::Rejected { problem }));
        }
        let ctx = self.context(&account, &info, Export::Contacts);
        let addresses = addresses.into_iter().map(convert::address_to_wit).collect();
        let call = invoke::CheckContacts { ctx, addresses };
        self.call(account, info, call, vec![], |scope, f| convert::findings(scope, asked, f)).await
    }

    /// Translates a mail that the host received.
    pub async fn handle_mail(&self, account: Arc<Account>, info: CallInfo, mail: Mail) -> Outcome<Events> {
        let ctx = self.context(&account, &info, Export::Mail);
        let files = mail.parts.iter().map(|part| part.blob.clone()).collect();
        let call = invoke::HandleMail { ctx, mail: convert::mail_to_wit(mail) };
        let read = |scope: convert::Scope<'_>, events| Ok(Events::Channel(convert::channel_events(scope, events)?));
        self.call(account, info, call, files, read).await
    }
}
