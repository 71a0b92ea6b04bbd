//! Which tickets a browser may see: a signed cookie, given with the receipt or for the right
//! number and code.

use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use chrono::Duration;

use super::{
    office::Office,
    session::cookie_life,
    visitor::{cookie, cookie_name},
};
use crate::desk::TicketNumber;

const TICKETS: &str = "madoguchi_tickets";
const FLASH: &str = "madoguchi_receipt";
/// Enough for one browser; keeps the cookie small.
const MOST: usize = 20;
const LIFE: Duration = Duration::days(60);
/// Long enough for the redirect to the receipt.
const FLASH_LIFE: Duration = Duration::minutes(5);

/// Returns the numbers of the tickets this browser may see, the newest first.
pub fn tickets(office: &Office, jar: &CookieJar) -> Vec<TicketNumber> {
    let signed = jar.get(&cookie_name(&office.settings, TICKETS));
    let value = signed.and_then(|it| office.keys.verify(TICKETS, it.value()));
    let numbers = value.unwrap_or_default().split('-');
    numbers
        .filter_map(|it| it.parse().ok().map(TicketNumber))
        .collect()
}

/// Tells whether this browser may see the ticket.
pub fn allows(office: &Office, jar: &CookieJar, number: TicketNumber) -> bool {
    tickets(office, jar).contains(&number)
}

/// Has this browser forget tickets that are gone.
pub fn revoke(office: &Office, jar: CookieJar, gone: &[TicketNumber]) -> CookieJar {
    let known = tickets(office, &jar).into_iter();
    let left: Vec<_> = known
        .filter(|it| !gone.contains(it))
        .map(|it| it.0.to_string())
        .collect();
    let value = office.keys.sign(TICKETS, &left.join("-"));
    let mut cookie = cookie(&office.settings, TICKETS, value);
    cookie.set_max_age(cookie_life(LIFE));
    jar.add(cookie)
}

/// Lets this browser see the ticket from now on.
pub fn grant(office: &Office, jar: CookieJar, number: TicketNumber) -> CookieJar {
    let known = tickets(office, &jar).into_iter().filter(|it| *it != number);
    let numbers: Vec<_> = std::iter::once(number)
        .chain(known)
        .take(MOST)
        .map(|it| it.0.to_string())
        .collect();
    let value = office.keys.sign(TICKETS, &numbers.join("-"));
    let mut cookie = cookie(&office.settings, TICKETS, value);
    cookie.set_max_age(cookie_life(LIFE));
    jar.add(cookie)
}

/// Carries the confirmation code to the receipt, where it is shown once. Only the asker's own
/// browser keeps it, for a moment; the server stores its hash alone.
pub fn hand_over_code(
    office: &Office,
    jar: CookieJar,
    number: TicketNumber,
    code: &str,
) -> CookieJar {
    let value = office.keys.sign(FLASH, &format!("{}.{code}", number.0));
    let mut cookie = cookie(&office.settings, FLASH, value);
    cookie.set_max_age(cookie_life(FLASH_LIFE));
    cookie.set_same_site(SameSite::Strict);
    jar.add(cookie)
}

/// Takes the code of this ticket's receipt out of the jar.
pub fn take_code(
    office: &Office,
    jar: CookieJar,
    number: TicketNumber,
) -> (CookieJar, Option<String>) {
    let name = cookie_name(&office.settings, FLASH);
    let code = jar.get(&name).and_then(|it| {
        let (owner, code) = office.keys.verify(FLASH, it.value())?.split_once('.')?;
        (owner == number.0.to_string()).then(|| code.to_owned())
    });
    if code.is_none() {
        return (jar, None);
    }
    let mut gone = Cookie::build((name, "")).path("/").build();
    gone.set_secure(office.settings.is_https());
    (jar.remove(gone), code)
}
