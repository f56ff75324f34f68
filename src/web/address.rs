//! The address a request comes from. A header is believed only from a proxy the operator named.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

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
        ready(Ok(ClientAddress(client_of(peer.ip(), forwarded, &trusted))))
    }
}

/// Goes through the hops from the nearest outwards and stops at the first that no trusted proxy vouches for.
/// What cannot be read ends the walk at the last hop that could.
fn client_of<'a>(
    peer: IpAddr,
    forwarded: impl Iterator<Item = &'a str>,
    trusted: &[IpNet],
) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip.to_canonical()));
    let mut client = peer;
    let hops: Vec<&str> = forwarded
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(client) {
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
    fn an_ipv6_household_is_one_place() {
        let place = |text: &str| ClientAddress(text.parse().unwrap()).place();
        assert_eq!(place("2001:db8:1:2:3::4"), place("2001:db8:1:2:ffff::1"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
    }
}
