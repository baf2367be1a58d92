//! What a business system can be asked.

use super::Plugin;
use crate::account::{Account, CallInfo};
use crate::convert;
use crate::invoke;
use crate::limits::Export;
use crate::outcome::{Action, Done, Match, Outcome, Page};
use deskbell_domain::address::Address;
use deskbell_domain::business::BusinessDocument;
use std::sync::Arc;

impl Plugin {
    /// What changed after the cursor.
    pub async fn changes(&self, account: Arc<Account>, info: CallInfo, cursor: Option<Vec<u8>>) -> Outcome<Page> {
        let ctx = self.context(&account, &info, Export::Sync);
        self.call(account, info, invoke::Changes { ctx, cursor }, vec![], convert::changes).await
    }

    /// Who has one of these addresses.
    pub async fn find(&self, account: Arc<Account>, info: CallInfo, addresses: Vec<Address>) -> Outcome<Vec<Match>> {
        let ctx = self.context(&account, &info, Export::Lookup);
        let addresses = addresses.into_iter().map(convert::address_to_wit).collect();
        self.call(account, info, invoke::Find { ctx, addresses }, vec![], convert::matches).await
    }

    /// The documents that a card has now.
    pub async fn documents(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        module: String,
        card: String,
    ) -> Outcome<Vec<BusinessDocument>> {
        let ctx = self.context(&account, &info, Export::Documents);
        let call = invoke::ListDocuments { ctx, card: convert::card_to_wit(module, card) };
        self.call(account, info, call, vec![], convert::documents).await
    }

    /// What can be done about a card now.
    pub async fn actions(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        module: String,
        card: String,
    ) -> Outcome<Vec<Action>> {
        let ctx = self.context(&account, &info, Export::Actions);
        let call = invoke::AvailableActions { ctx, card: convert::card_to_wit(module, card) };
        self.call(account, info, call, vec![], |_, a| convert::available(a)).await
    }

    /// Does one of them. `info.call_id` is what the business system tells two
    /// requests apart by.
    pub async fn act(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        (module, card): (String, String),
        action: String,
        values: Vec<(String, String)>,
    ) -> Outcome<Done> {
        let ctx = self.context(&account, &info, Export::Actions);
        let call = invoke::RunAction { ctx, card: convert::card_to_wit(module, card), action, values };
        self.call(account, info, call, vec![], convert::done).await
    }
}
