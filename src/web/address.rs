//! The address a request comes from. A header is believed only from a proxy the operator named.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{FromRequest, HttpRequest, dev, web};
use ipnet::IpNet;

use super::error::WebError;
use super::site::Site;

/// The client's address, as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What limits count as one place: an IPv4 address, or an IPv6 /64, which one household has whole.
    pub fn place(self) -> IpAddr {
        place_of(self.0)
    }
}

/// As [`ClientAddress::place`], of any address.
pub fn place_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

impl FromRequest for ClientAddress {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let Some(peer) = req.peer_addr() else {
            return ready(Err(WebError::internal("a request without a peer address")));
        };
        let trusted = req
            .app_data::<web::Data<Site>>()
            .map(|site| site.trusted_proxies.clone())
            .unwrap_or_default();
        let forwarded = req
            .headers()
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok());
        let client = client_of(peer.ip(), forwarded, &trusted);
        if client == peer.ip().to_canonical() && req.headers().contains_key("x-forwarded-for") {
            hint(client, &trusted);
        }
        ready(Ok(ClientAddress(client)))
    }
}

/// Whether the hint below was given.
static HINTED: AtomicBool = AtomicBool::new(false);

/// Whoever forgets to name the proxy has all people share its address, and its limits. Said once: anybody can send the
/// header.
fn hint(peer: IpAddr, trusted: &[IpNet]) {
    if !is_trusted(peer, trusted) && !HINTED.swap(true, Ordering::Relaxed) {
        log::warn!(
            "{peer} sends X-Forwarded-For and is not believed. If it is your proxy, set CLEARLOT_TRUSTED_PROXIES={peer}: \
             until then everybody behind it counts as one address. If it is not, ignore this."
        );
    }
}

/// Addresses and networks, separated by commas or spaces.
///
/// # Errors
/// What is wrong with the first that is neither, for the operator.
pub fn parse_networks(text: &str) -> Result<Arc<[IpNet]>, String> {
    let network = |part: &str| {
        let single = || part.parse::<IpAddr>().map(IpNet::from);
        let network = part.parse::<IpNet>().or_else(|_no_network| single());
        network.map_err(|_no_address| {
            format!("holds {part:?}, which is neither an address nor a network such as 10.0.0.0/8")
        })
    };
    let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    parts.map(network).collect()
}

fn is_trusted(ip: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&ip.to_canonical()))
}

/// Goes through the hops from the nearest outwards and stops at the first that no trusted proxy vouches for.
/// What cannot be read ends the walk at the last hop that could.
fn client_of<'a>(
    peer: IpAddr,
    forwarded: impl Iterator<Item = &'a str>,
    trusted: &[IpNet],
) -> IpAddr {
    let mut client = peer;
    let hops: Vec<&str> = forwarded
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(client, trusted) {
            break;
        }
        match hop.trim_matches(['[', ']']).parse() {
            Ok(ip) => client = ip,
            Err(_) => break,
        }
    }
    client.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, header: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client_of(peer.parse().unwrap(), std::iter::once(header), &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_named() {
        assert_eq!(client("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(
            client("203.0.113.9", "198.51.100.1", &["10.0.0.0/8"]),
            "203.0.113.9"
        );
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(client("10.0.0.1", "198.51.100.1", &trusted), "198.51.100.1");
        assert_eq!(
            client("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", &trusted),
            "198.51.100.1"
        );
        assert_eq!(client("10.0.0.1", "garbage", &trusted), "10.0.0.1");
        assert_eq!(
            client("::ffff:10.0.0.1", "198.51.100.1", &trusted),
            "198.51.100.1"
        );
    }

    #[test]
    fn whatever_the_header_holds_some_address_comes_out_that_a_trusted_hop_vouches_for() {
        const NONE: &[&str] = &[];
        const NETS: &[&str] = &["10.0.0.0/8", "fd00::/8", "192.0.2.7/32"];
        for (peer, header, trusted, wanted) in [
            // without a trusted proxy the header changes nothing
            ("203.0.113.9", "", NONE, "203.0.113.9"),
            ("203.0.113.9", "127.0.0.1", NONE, "203.0.113.9"),
            ("127.0.0.1", "198.51.100.1", NONE, "127.0.0.1"),
            ("::1", "198.51.100.1", NONE, "::1"),
            ("203.0.113.9", "198.51.100.1", NETS, "203.0.113.9"),
            // read from the right; what the client itself claimed stays behind
            ("10.0.0.1", "6.6.6.6, 198.51.100.1", NETS, "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, 192.0.2.7", NETS, "198.51.100.1"),
            ("192.0.2.7", "198.51.100.1", NETS, "198.51.100.1"),
            ("192.0.2.8", "198.51.100.1", NETS, "192.0.2.8"),
            ("10.0.0.1", "10.0.0.2, 10.0.0.3", NETS, "10.0.0.2"),
            // IPv6, in brackets or not, and IPv4 written as IPv6
            ("fd00::1", "2001:db8::5", NETS, "2001:db8::5"),
            ("fd00::1", "[2001:db8::5]", NETS, "2001:db8::5"),
            ("fd00::1", "::ffff:198.51.100.1", NETS, "198.51.100.1"),
            ("::ffff:10.9.9.9", "198.51.100.1", NETS, "198.51.100.1"),
            // garbage ends the walk at the last hop that could be read
            ("10.0.0.1", "", NETS, "10.0.0.1"),
            ("10.0.0.1", ",,,", NETS, "10.0.0.1"),
            ("10.0.0.1", "unknown", NETS, "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1, nonsense", NETS, "10.0.0.1"),
            ("10.0.0.1", "nonsense, 198.51.100.1", NETS, "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1:8080", NETS, "10.0.0.1"),
            ("10.0.0.1", "999.1.1.1", NETS, "10.0.0.1"),
            ("10.0.0.1", "for=198.51.100.1", NETS, "10.0.0.1"),
            ("10.0.0.1", "<script>", NETS, "10.0.0.1"),
        ] {
            assert_eq!(client(peer, header, trusted), wanted, "{peer} {header:?}");
        }
        let two = ["6.6.6.6", "198.51.100.1"].into_iter();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let found = client_of("10.0.0.1".parse().unwrap(), two, &trusted);
        assert_eq!(
            found.to_string(),
            "198.51.100.1",
            "several headers are one list"
        );
    }

    #[test]
    fn an_ipv6_household_is_one_place() {
        let place = |text: &str| ClientAddress(text.parse().unwrap()).place();
        assert_eq!(place("2001:db8:1:2:3::4"), place("2001:db8:1:2:ffff::1"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
    }
}
