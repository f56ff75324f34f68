//! The address people reach this server under: the only base of absolute links, cookies and origins.
//! No header of a request ever takes its place.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

/// `http` or `https`, host and port; no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    is_https: bool,
    is_loopback: bool,
}

/// Why an address cannot be the public one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// Not an address at all.
    #[error("is not an address such as https://lotto.example")]
    NotAUrl,
    /// A path, query, fragment or password stands in it.
    #[error("must be only scheme, host and port, such as https://lotto.example")]
    TooMuch,
}

impl PublicUrl {
    /// Reads an address such as `https://lotto.example` or `http://192.168.1.5:8080`.
    ///
    /// # Errors
    /// [`PublicUrlError`], whose text follows the name of the setting.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text).map_err(|_cause| PublicUrlError::NotAUrl)?;
        let (scheme, Some(host)) = (url.scheme(), url.host()) else {
            return Err(PublicUrlError::NotAUrl);
        };
        if !matches!(scheme, "http" | "https") {
            return Err(PublicUrlError::NotAUrl);
        }
        let is_bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_bare {
            return Err(PublicUrlError::TooMuch);
        }
        let is_loopback = match &host {
            Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        };
        Ok(PublicUrl {
            origin: url.origin().ascii_serialization(),
            host: host.to_string().trim_matches(['[', ']']).replace(':', "-"),
            is_https: scheme == "https",
            is_loopback,
        })
    }

    /// The address of a server that listens here, as a browser on this machine writes it.
    ///
    /// # Errors
    /// None that an address can cause.
    pub fn of_listener(address: SocketAddr) -> Result<Self, PublicUrlError> {
        let host = match address.ip() {
            ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        Self::parse(&format!("http://{host}:{}", address.port()))
    }

    /// As browsers write it in `Origin`: `https://lotto.example`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host without port, in the letters a protocol origin allows.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether cookies travel encrypted.
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether passwords would travel readable over a network.
    pub fn is_insecure(&self) -> bool {
        !self.is_https && !self.is_loopback
    }

    /// The session cookie's name. `__Host-` makes browsers refuse one set by a sibling domain or over plain http.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https { "__Host-sid" } else { "sid" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin_and_nothing_more() {
        let url = PublicUrl::parse("https://Lotto.example:443/").unwrap();
        assert_eq!(
            (url.origin(), url.host(), url.cookie_name()),
            ("https://lotto.example", "lotto.example", "__Host-sid")
        );
        let lan = PublicUrl::parse("http://192.168.1.5:8080").unwrap();
        assert!(lan.is_insecure() && lan.cookie_name() == "sid");
        assert!(
            !PublicUrl::parse("http://127.0.0.1:8080")
                .unwrap()
                .is_insecure()
        );
        for bad in [
            "lotto.example",
            "ftp://a.example",
            "https://a.example/path",
            "https://u:p@a.example",
            "https://a.example?x",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }
}
