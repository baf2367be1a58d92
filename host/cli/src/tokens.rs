//! `deskbell token`.

use crate::args::{self, Host};
use crate::keep::say;
use crate::users::desk;
use deskbell_domain::id::TokenId;
use jiff::{SignedDuration, Timestamp};
use std::process::ExitCode;

pub async fn run(host: &Host, args: args::Token) -> anyhow::Result<ExitCode> {
    let desk = desk(host)?;
    match args {
        args::Token::Add { workspace, name, role, days } => {
            let expires = days.map(|days| Timestamp::now() + SignedDuration::from_hours(i64::from(days) * 24));
            let (id, token) = desk.open(workspace).await?.add_token(&name, role, expires).await?;
            say(&format!("token {id} is {}", token.reveal()));
            say("It is shown this once; send it as `Authorization: Bearer …`.");
        }
        args::Token::List { workspace } => {
            for token in desk.open(workspace).await?.tokens()? {
                let until = token.expires.map_or_else(|| "for ever".into(), |at| format!("until {at}"));
                say(&format!("{:6} {:14} {until:28} {}", token.id.to_string(), token.role.name(), token.name));
            }
        }
        args::Token::Remove { workspace, id } => {
            desk.open(workspace).await?.remove_token(TokenId(id)).await?;
            say(&format!("token {id} is gone"));
        }
    }
    desk.close().await;
    Ok(ExitCode::SUCCESS)
}
