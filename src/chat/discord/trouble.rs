//! What it means when Discord does not do as it was told.

use serenity::{Error, all::HttpError};

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It was refused, with Discord's code (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>)
    /// or, where there is none, the HTTP status.
    Refused(isize),
    /// It was not done, and may be tried again.
    NotDone,
    /// Nobody knows whether it was done.
    Unknown,
}

/// Returns an error as it is logged. What is under an error of Discord names the address that was
/// called, and with it the token of an interaction.
#[must_use]
pub fn logged(error: &anyhow::Error) -> String {
    let mut words = Vec::new();
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<Error>() {
            words.push(format!("Discord: {error} ({:?})", Trouble::of(error)));
            break;
        }
        words.push(cause.to_string());
    }
    words.join(": ")
}

/// There is no such channel.
pub const UNKNOWN_CHANNEL: isize = 10003;
/// There is no such server, or the bot is not in it.
pub const UNKNOWN_GUILD: isize = 10004;
/// There is no such message.
pub const UNKNOWN_MESSAGE: isize = 10008;
/// The token of a webhook or interaction is not known (any more).
pub const UNKNOWN_WEBHOOK: isize = 10015;
/// The interaction is not known (any more).
pub const UNKNOWN_INTERACTION: isize = 10062;
/// The interaction was answered before.
pub const ALREADY_ACKNOWLEDGED: isize = 40060;
/// The bot may not see the channel.
pub const MISSING_ACCESS: isize = 50001;
/// The person takes no direct messages from the bot.
pub const CANNOT_SEND_TO_USER: isize = 50007;
/// The bot may not do this there.
pub const MISSING_PERMISSIONS: isize = 50013;
/// The token has run out.
pub const INVALID_WEBHOOK_TOKEN: isize = 50027;
/// The thread is archived and locked.
pub const THREAD_ARCHIVED: isize = 50083;
/// The message has a thread already.
pub const THREAD_EXISTS: isize = 160_004;
/// The thread is locked.
pub const THREAD_LOCKED: isize = 160_005;
/// The server has as many active threads as it may have.
pub const TOO_MANY_THREADS: isize = 160_006;

impl Trouble {
    /// Reads an error.
    #[must_use]
    pub fn of(error: &Error) -> Trouble {
        let Error::Http(error) = error else {
            return match error {
                // Refused by the builders here, before anything was sent.
                Error::Model(_) | Error::ExceededLimit(..) | Error::NotInRange(..) => {
                    Trouble::Refused(0)
                }
                _ => Trouble::Unknown,
            };
        };
        match error {
            HttpError::UnsuccessfulRequest(response) => match response.status_code.as_u16() {
                429 => Trouble::NotDone,
                500.. => Trouble::Unknown,
                // 401 and the like come without a code.
                status if response.error.code <= 0 => Trouble::Refused(status.cast_signed().into()),
                _ => Trouble::Refused(response.error.code),
            },
            HttpError::Request(error) if error.is_connect() || error.is_builder() => {
                Trouble::NotDone
            }
            _ => Trouble::Unknown,
        }
    }

    /// Whether the token of an interaction cannot be used any more.
    #[must_use]
    pub fn is_expired(self) -> bool {
        matches!(
            self,
            Trouble::Refused(
                UNKNOWN_WEBHOOK | UNKNOWN_INTERACTION | INVALID_WEBHOOK_TOKEN | UNKNOWN_MESSAGE
            )
        )
    }
}

#[cfg(test)]
mod tests {
    use serenity::{all::ApplicationId, http::HttpBuilder};

    use super::*;

    #[tokio::test]
    async fn the_token_of_an_interaction_is_not_logged() {
        // Nobody listens there.
        let http = HttpBuilder::new("")
            .proxy("http://127.0.0.1:1")
            .ratelimiter_disabled(true)
            .application_id(ApplicationId::new(7))
            .build();
        let asked = http.get_original_interaction_response("secret-token").await;
        let error = anyhow::Error::from(asked.unwrap_err()).context("not answered");
        assert!(format!("{error:#}").contains("secret-token"), "{error:#}");
        let words = logged(&error);
        assert!(!words.contains("secret"), "{words}");
        assert!(words.starts_with("not answered: Discord: "), "{words}");
        assert!(words.contains("NotDone"), "{words}");
        let other = anyhow::anyhow!("disk full").context("not kept");
        assert_eq!(logged(&other), "not kept: disk full");
    }
}
