//! The table of limits: how often what may be asked for. Who counts is `mod.rs`.

use crate::web::i18n::later;

use actix_web::http::Method;

/// How often something may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What is limited, in one word: a label of the metrics.
    pub name: &'static str,
    /// What was done too often, as a sentence.
    pub text: &'static str,
    /// How much may be done at once after a pause.
    pub burst: u32,
    /// In which time that many are allowed again, in seconds.
    pub seconds: u64,
}

/// Which requests a limit is for. `*` stands for one part of a path, `**` at its end for any rest.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `GET` is also `HEAD`; `*` is every method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Per address (of IPv6 the /64).
    pub by_address: Limit,
    /// Per account, where there is one.
    pub by_account: Option<Limit>,
}

const fn limit(name: &'static str, burst: u32, seconds: u64, text: &'static str) -> Limit {
    Limit {
        name,
        text,
        burst,
        seconds,
    }
}

const fn by_address(method: &'static str, path: &'static str, limit: Limit) -> Rule {
    Rule {
        method,
        path,
        by_address: limit,
        by_account: None,
    }
}

const fn by_both(method: &'static str, path: &'static str, address: Limit, account: Limit) -> Rule {
    Rule {
        method,
        path,
        by_address: address,
        by_account: Some(account),
    }
}

const PAGES: Limit = limit(
    "pages",
    1200,
    60,
    later("Too many requests came from your address."),
);
const FORMS: Limit = limit(
    "forms",
    120,
    60,
    later("Too many forms came from your address."),
);
const OWN_FORMS: Limit = limit("own-forms", 60, 60, later("You sent too many forms."));
const ENTRY: Limit = limit(
    "entry",
    60,
    60,
    later("Too many tries to sign in or up came from your address."),
);
const CROWD: Limit = limit(
    "ballots-address",
    1200,
    60,
    later("Too many ballots came from your address."),
);
const BALLOTS: Limit = limit(
    "ballots",
    60,
    60,
    later("You handed in ballots 60 times within a minute, which is as often as it goes."),
);
const TICKETS: Limit = limit(
    "raffle-tickets",
    240,
    60,
    later("Too many tickets were asked for from your address."),
);
/// Codes are tried here: people have a few tickets, and type slowly.
const CHECKS: Limit = limit(
    "ticket-checks",
    20,
    60,
    later("Too many tickets were checked from your address."),
);
const LOOKUPS: Limit = limit(
    "lookups",
    240,
    60,
    later("Too many results were looked up from your address."),
);
const FEEDS: Limit = limit(
    "feeds",
    60,
    60,
    later("This feed is fetched too often from your address."),
);
const EXPORTS: Limit = limit("exports", 20, 60, later("Too many exports were asked for."));
const HEALTH: Limit = limit(
    "health",
    300,
    60,
    later("Too many health checks came from your address."),
);
const API: Limit = limit(
    "api",
    600,
    60,
    later("Too many API requests came from your address or account."),
);
const API_WRITES: Limit = limit(
    "api-writes",
    240,
    60,
    later("Too many API requests that change something came from your address or account."),
);
const API_ENTRY: Limit = limit(
    "api-entry",
    30,
    60,
    later("Too many accounts or tokens were asked for from your address."),
);
const API_BALLOTS: Limit = limit(
    "api-ballots",
    240,
    60,
    later("Ballots were handed in 240 times within a minute, which is as often as it goes."),
);
const DOCS: Limit = limit(
    "docs",
    120,
    60,
    later("The documentation was asked for too often from your address."),
);
const MAIL: Limit = limit(
    "mail",
    20,
    60,
    later("Too many mails were asked for from your address."),
);
const STREAMS: Limit = limit(
    "streams",
    60,
    60,
    later("Too many live pages were opened from your address."),
);

const WITNESS: Limit = limit(
    "witness",
    240,
    60,
    later("Too many checkpoints came from your address."),
);
/// A log of a million leaves has 4000 tiles and as many bundles, and somebody reads all of them.
const TILES: Limit = limit(
    "tiles",
    3000,
    60,
    later("Too many parts of logs were asked for from your address."),
);
const TOKENS: Limit = limit("tokens", 20, 60, later("Too many tokens were asked for."));

/// The limits. The first rule that fits is the one; what none names is a page.
pub const RULES: &[Rule] = &[
    by_address("GET", "/static/*", limit("static", 3000, 60, PAGES.text)),
    by_address("GET", "/health/*", HEALTH),
    by_address("POST", "/witness/*", WITNESS),
    by_address("POST", "/sign-up", ENTRY),
    by_address("POST", "/login", ENTRY),
    by_address("POST", "/set-up/*", ENTRY),
    by_address("POST", "/reset-password/*", ENTRY),
    by_address("POST", "/forgot-password", MAIL),
    by_both("POST", "/account/email/**", MAIL, MAIL),
    by_both("POST", "/account/tokens/**", TOKENS, TOKENS),
    by_both("POST", "/lotteries/*/ballots", CROWD, BALLOTS),
    by_address("POST", "/raffles/*/tickets", TICKETS),
    by_address("POST", "/raffles/*/check/**", CHECKS),
    by_address("GET", "/live", STREAMS),
    by_both("GET", "/manage/**.csv", EXPORTS, EXPORTS),
    by_both("GET", "/account/data.json", EXPORTS, EXPORTS),
    by_address("GET", "/**.csv", EXPORTS),
    by_address("GET", "/**.atom", FEEDS),
    by_address("GET", "/**.rss", FEEDS),
    by_address("GET", "/**.xml", FEEDS),
    by_address("GET", "/**.ics", FEEDS),
    by_address("GET", "/check-winner", LOOKUPS),
    by_address("GET", "/draws/*/proof.json", EXPORTS),
    by_address("GET", "/draws/*/evidence.zip", EXPORTS),
    by_address("GET", "/draws/**", LOOKUPS),
    by_address("GET", "/vdraw/**", TILES),
    by_address("GET", "/api/openapi.json", DOCS),
    by_address("GET", "/docs/**", DOCS),
    by_address("POST", "/api/accounts", API_ENTRY),
    by_address("POST", "/api/tokens", API_ENTRY),
    by_both("POST", "/api/lotteries/*/ballots", CROWD, API_BALLOTS),
    by_both("GET", "/api/**", API, API),
    by_both("*", "/api/**", API_WRITES, API_WRITES),
    by_address("GET", "/**", PAGES),
    by_both("*", "/**", FORMS, OWN_FORMS),
];

impl Rule {
    pub(super) fn fits(&self, method: &Method, path: &str) -> bool {
        let reads = *method == Method::GET || *method == Method::HEAD;
        let fits = match self.method {
            "*" => true,
            "GET" => reads,
            named => method.as_str() == named,
        };
        fits && path_fits(self.path, path)
    }
}

/// Whether a path is one that the pattern means.
fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("**"), _) => return true,
            (Some(end), _) if end.starts_with("**") => return path.ends_with(&end[2..]),
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(method: &str, path: &str) -> &'static Rule {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        RULES.iter().find(|rule| rule.fits(&method, path)).unwrap()
    }

    #[test]
    fn every_request_has_a_limit_and_the_costly_ones_their_own() {
        for (method, path, name) in [
            ("GET", "/", "pages"),
            ("HEAD", "/nowhere/at/all", "pages"),
            ("POST", "/witness/add-checkpoint", "witness"),
            ("POST", "/login", "entry"),
            ("BREW", "/", "forms"),
            ("POST", "/lotteries/daily/ballots", "ballots-address"),
            ("GET", "/lotteries/daily", "pages"),
            ("GET", "/manage/draws/x/entries.csv", "exports"),
            ("GET", "/lotteries/daily/results.atom", "feeds"),
            ("POST", "/forgot-password", "mail"),
            ("POST", "/reset-password/guessed", "entry"),
            ("POST", "/account/email", "mail"),
            ("POST", "/account/email/remove", "mail"),
            ("GET", "/account/email", "pages"),
            ("POST", "/account/tokens", "tokens"),
            ("POST", "/account/tokens/7/revoke", "tokens"),
            ("GET", "/account/data.json", "exports"),
            ("GET", "/manage/audit.csv", "exports"),
            (
                "GET",
                "/manage/lotteries/daily/draws/d/entries.csv",
                "exports",
            ),
            (
                "GET",
                "/manage/lotteries/daily/draws/d/winners.csv",
                "exports",
            ),
            (
                "GET",
                "/manage/lotteries/daily/draws/d/claims.csv",
                "exports",
            ),
            ("GET", "/feed.atom", "feeds"),
            ("GET", "/feed.rss", "feeds"),
            ("GET", "/calendar.ics", "feeds"),
            ("GET", "/lotteries/daily/feed.rss", "feeds"),
            ("GET", "/lotteries/daily/calendar.ics", "feeds"),
            ("POST", "/raffles/6f1d/tickets", "raffle-tickets"),
            ("POST", "/raffles/6f1d/check", "ticket-checks"),
            ("POST", "/raffles/6f1d/check/receipt", "ticket-checks"),
            ("GET", "/raffles/6f1d/check", "pages"),
            ("GET", "/raffles/6f1d/calendar.ics", "feeds"),
            ("GET", "/manage/raffles/6f1d/tickets.csv", "exports"),
            ("GET", "/live", "streams"),
            ("GET", "/check-winner", "lookups"),
            ("GET", "/draws/daily-2026-11-21", "lookups"),
            ("GET", "/draws/daily-2026-11-21/proof.json", "exports"),
            ("GET", "/draws/daily-2026-11-21/evidence.zip", "exports"),
            ("GET", "/draws/d/entries/1/receipt", "lookups"),
            ("GET", "/vdraw/checkpoint", "tiles"),
            ("GET", "/vdraw/daily-2026-11-21/tile/0/x001/000", "tiles"),
            ("GET", "/docs", "docs"),
            ("GET", "/api/lotteries", "api"),
            ("POST", "/api/accounts", "api-entry"),
            ("POST", "/api/tokens", "api-entry"),
            ("POST", "/api/lotteries/daily/ballots", "ballots-address"),
            ("DELETE", "/api/tokens/7", "api-writes"),
            (
                "POST",
                "/api/lotteries/daily/draws/d/prizes/1/pass-on",
                "api-writes",
            ),
            ("GET", "/api/claims", "api"),
        ] {
            assert_eq!(rule(method, path).by_address.name, name, "{method} {path}");
        }
        assert_eq!(
            rule("POST", "/lotteries/daily/ballots")
                .by_account
                .unwrap()
                .burst,
            60
        );
    }
}
