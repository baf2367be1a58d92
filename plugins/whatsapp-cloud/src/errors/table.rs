//! Every documented code and what the host should do about it.

use deskbell_sdk::channel::Consequence;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// The whole account stops until the operator acts; its queue waits.
    Auth,
    /// Permanent for this message.
    Rejected,
    Unsupported,
    /// Meta's trouble: repeat with back-off.
    Transient,
    /// Too fast: everything on this account pauses, longer each time.
    AccountPause {
        first_s: u32,
        most_s: u32,
    },
    /// Too fast for one customer: 4^attempt seconds.
    RecipientPause,
}

pub(crate) struct Known {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) verdict: Verdict,
    /// When the same code arrives later, in a status.
    pub(crate) consequence: Consequence,
    pub(crate) says: &'static str,
}

pub(crate) fn known(code: i64) -> Option<&'static Known> {
    TABLE.iter().find(|row| (row.first..=row.last).contains(&code))
}

const fn row(code: i64, verdict: Verdict, consequence: Consequence, says: &'static str) -> Known {
    Known { first: code, last: code, verdict, consequence, says }
}

const HOURLY: Verdict = Verdict::AccountPause { first_s: 60, most_s: 3_600 };
const THROUGHPUT: Verdict = Verdict::AccountPause { first_s: 5, most_s: 300 };
const THREE_DAYS: Verdict = Verdict::AccountPause { first_s: 72 * 3_600, most_s: 72 * 3_600 };

use Consequence as C;
use Verdict::{Auth, RecipientPause, Rejected, Transient, Unsupported};

/// Registration and spam problems stop the account: every further message would
/// fail in the same way, and a queue that waits is better than a queue that
/// burns. A payment method or a display name in doubt stops templates only;
/// agents' replies go on, and the operator is told.
#[rustfmt::skip]
pub(crate) static TABLE: &[Known] = &[
    // Token and permissions.
    row(0, Auth, C::Account, "the access token was refused; enter a new one"),
    row(190, Auth, C::Account, "the access token has expired or was withdrawn; enter a new one"),
    row(3, Auth, C::Account, "the app lacks a capability or permission for this call"),
    row(10, Auth, C::Account, "a permission is missing; the token needs whatsapp_business_messaging"),
    Known { first: 200, last: 299, verdict: Auth, consequence: C::Account, says: "a permission is missing; check what the system user may do" },
    row(131005, Auth, C::Account, "a permission is missing; the token needs whatsapp_business_messaging"),
    // The account itself.
    row(368, Auth, C::Account, "Meta has restricted the account for a policy violation"),
    row(131031, Auth, C::Account, "Meta has locked the account"),
    row(131045, Auth, C::Account, "the number's registration is not valid; register the number again"),
    row(131048, Auth, C::Account, "Meta limits this number because customers reported it as spam; pause campaigns"),
    // The account in part: what is charged, or shows the name, does not leave.
    row(131037, Rejected, C::Account, "the number's display name is not approved yet"),
    row(131042, Rejected, C::Account, "the WhatsApp account has a problem with its payment method"),
    row(131044, Rejected, C::Account, "the WhatsApp account has a problem with its payment method"),
    // Too fast.
    row(4, HOURLY, C::Transient, "the app has reached its hourly call limit"),
    row(80007, HOURLY, C::Transient, "the WhatsApp account has reached its call limit"),
    row(130429, THROUGHPUT, C::Transient, "the number sends faster than it may"),
    row(131056, RecipientPause, C::Transient, "too many messages to this customer in a short time"),
    row(133016, THREE_DAYS, C::Account, "too many registration attempts; Meta allows more after 72 hours"),
    // Meta's trouble.
    row(1, Transient, C::Transient, "WhatsApp had an unknown problem"),
    row(2, Transient, C::Transient, "WhatsApp is temporarily unavailable"),
    row(131000, Transient, C::Transient, "WhatsApp had an unknown problem"),
    row(131016, Transient, C::Transient, "WhatsApp is temporarily unavailable"),
    row(131057, Transient, C::Transient, "the WhatsApp account is in maintenance"),
    row(135000, Transient, C::Transient, "WhatsApp had an unknown problem with the message"),
    // The request.
    row(33, Rejected, C::None, "the number or object does not exist or was deleted; check phone_number_id"),
    row(100, Rejected, C::None, "WhatsApp found a parameter it does not accept"),
    row(131008, Rejected, C::None, "a required value is missing"),
    row(131009, Rejected, C::None, "a value is not valid"),
    row(131021, Rejected, C::None, "the number cannot write to itself"),
    // The recipient.
    row(130403, Rejected, C::Unreachable, "the shop has blocked this customer on WhatsApp"),
    row(130472, Rejected, C::None, "not sent: the customer is part of a marketing experiment of Meta"),
    row(130497, Rejected, C::None, "the account may not write to customers in this country"),
    row(131026, Rejected, C::Unreachable, "undeliverable: not on WhatsApp, an old app, terms not accepted, or blocked"),
    row(131030, Rejected, C::None, "a test number only reaches numbers on its allow-list; add the recipient there"),
    row(131047, Rejected, C::WindowClosed, "more than 24 hours since the customer's last message; use a template"),
    row(131049, Rejected, C::Transient, "not delivered to keep the customer from too much marketing; wait a day or more"),
    row(131050, Rejected, C::OptedOut, "the customer has stopped marketing messages from this business"),
    row(131062, Rejected, C::None, "this message needs the customer's phone number"),
    row(137000, Rejected, C::None, "the customer's security code has changed; confirm who it is first"),
    // The content.
    row(131051, Unsupported, C::None, "WhatsApp does not know this type of message"),
    row(131052, Rejected, C::None, "the customer's file could not be fetched by WhatsApp"),
    row(131053, Rejected, C::None, "the file was not accepted; its type may not be what its content is"),
    row(131060, Rejected, C::None, "the message is not available on WhatsApp"),
    row(131063, Unsupported, C::None, "marketing templates are switched off here; they need the Marketing Messages API"),
    row(131064, Rejected, C::Account, "templates are limited because their categories were wrong; see WhatsApp Manager"),
    // Templates.
    row(132000, Rejected, C::None, "the number of template values does not match the template"),
    row(132001, Rejected, C::None, "the template does not exist in this language or is not approved"),
    row(132005, Rejected, C::None, "the filled template is too long"),
    row(132007, Rejected, C::None, "the template breaks a WhatsApp policy"),
    row(132008, Rejected, C::None, "a template value is not valid"),
    row(132012, Rejected, C::None, "a template value has the wrong format"),
    row(132015, Rejected, C::None, "the template is paused for low quality"),
    row(132016, Rejected, C::None, "the template is disabled for low quality"),
    row(132018, Rejected, C::None, "a template value is not accepted"),
    row(132068, Rejected, C::None, "the flow is blocked"),
    row(132069, Rejected, C::None, "the flow is throttled"),
    // Creating templates.
    row(2388019, Rejected, C::None, "the account has reached its number of templates"),
    row(2388039, Rejected, C::None, "the template's format is not accepted"),
    row(2388040, Rejected, C::None, "a field of the template is too long"),
    row(2388047, Rejected, C::None, "the template's header is not accepted"),
    row(2388072, Rejected, C::None, "the template's body is not accepted"),
    row(2388073, Rejected, C::None, "the template's footer is not accepted"),
    row(2388293, Rejected, C::None, "the template has too many variables for its length"),
    row(2388299, Rejected, C::None, "a variable may not stand at the beginning or end of the template"),
];
