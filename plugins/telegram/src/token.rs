//! The bot's token. It travels in the path of every address, so it is checked
//! before it gets there, and nothing prints it.

use deskbell_sdk::CallError;
use std::fmt;

pub(crate) struct Token(String);

impl Token {
    /// `123456:AA…` as @BotFather gives it. Anything else could lead the
    /// request to another method or host.
    pub(crate) fn read(text: &str) -> Result<Self, CallError> {
        let text = text.trim();
        let fits = text.split_once(':').is_some_and(|(id, key)| {
            !id.is_empty()
                && id.bytes().all(|b| b.is_ascii_digit())
                && !key.is_empty()
                && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        });
        if fits && text.len() <= 255 {
            return Ok(Self(text.to_owned()));
        }
        Err(CallError::auth("bad-token", "the bot token is not one; copy it from @BotFather, e.g. 123456:AAE…"))
    }

    /// For addresses alone.
    pub(crate) fn in_path(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Token;
    use deskbell_sdk::CallError;

    #[test]
    fn a_token_cannot_lead_elsewhere_and_is_not_printed() {
        assert_eq!(Token::read(" 42:AA_b-C9\n").unwrap().in_path(), "42:AA_b-C9");
        assert_eq!(format!("{:?}", Token::read("42:AA").unwrap()), "Token(…)");
        for bad in ["", "42", ":AA", "42:", "x:AA", "42:AA/../getMe", "42:AA?x", "42:AA@evil.example", "42:A A"] {
            let error = Token::read(bad).unwrap_err();
            assert!(matches!(&error, CallError::Auth(p) if p.code == "bad-token"), "{bad}");
            assert!(bad.len() < 6 || !error.problem().detail.contains(bad));
        }
    }
}
