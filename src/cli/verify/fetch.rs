//! Asks a live server for parts of its logs. It follows nobody elsewhere, waits for nobody long, and takes in only so much.

use std::time::Duration;

use url::Url;

use crate::outgoing;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much of one answer is taken in.
const BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Why a server could not be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// The address is none.
    #[error("{0} is not the address of a server, such as https://lotto.example/vdraw")]
    Address(String),
    /// No answer, or a wrong one.
    #[error("{url}: {why}")]
    NoAnswer {
        /// What was asked for.
        url: String,
        /// What happened.
        why: String,
    },
    /// An answer that cannot be read.
    #[error("{0}: what the server sent cannot be read")]
    Malformed(String),
}

/// What a server has under an address.
#[derive(Debug)]
pub(super) enum Fetched<T> {
    /// This.
    Found(T),
    /// Nothing: it answered 404.
    Nothing,
}

/// A server under the address of its log.
pub(super) struct Server {
    agent: ureq::Agent,
    base: Url,
}

impl Server {
    /// The server whose log is at this address; without a path, at `/vdraw`, where Clearlot has it.
    pub(super) fn new(address: &str) -> Result<Self, FetchError> {
        let wrong = || FetchError::Address(address.to_owned());
        let mut base = Url::parse(address).map_err(|_not_a_url| wrong())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(wrong());
        }
        let path = base.path().trim_end_matches('/');
        let path = if path.is_empty() { "/vdraw" } else { path };
        base.set_path(&format!("{path}/"));
        base.set_query(None);
        base.set_fragment(None);
        Ok(Server {
            agent: outgoing::agent(PATIENCE).build().into(),
            base,
        })
    }

    /// A part of a log, below the log's address.
    pub(super) fn get(&self, path: &str) -> Result<Fetched<Vec<u8>>, FetchError> {
        self.fetch(&self.base, path)
    }

    /// The same as text.
    pub(super) fn get_text(&self, path: &str) -> Result<Fetched<String>, FetchError> {
        let malformed = || FetchError::Malformed(format!("{}{path}", self.base));
        Ok(match self.get(path)? {
            Fetched::Found(bytes) => {
                Fetched::Found(String::from_utf8(bytes).map_err(|_not_text| malformed())?)
            }
            Fetched::Nothing => Fetched::Nothing,
        })
    }

    /// A page or file of the site, below its first address.
    pub(super) fn get_from_site(&self, path: &str) -> Result<Fetched<Vec<u8>>, FetchError> {
        let mut site = self.base.clone();
        site.set_path("/");
        self.fetch(&site, path)
    }

    fn fetch(&self, base: &Url, path: &str) -> Result<Fetched<Vec<u8>>, FetchError> {
        let url = format!("{base}{path}");
        let failed = |why: String| FetchError::NoAnswer {
            url: url.clone(),
            why,
        };
        let answer = self.agent.get(&url).call();
        let mut answer = answer.map_err(|e| failed(e.to_string()))?;
        match answer.status().as_u16() {
            200 => {
                let body = answer.body_mut().with_config().limit(BYTES_MAX);
                let bytes = body.read_to_vec().map_err(|e| failed(e.to_string()))?;
                Ok(Fetched::Found(bytes))
            }
            404 => Ok(Fetched::Nothing),
            status => Err(failed(format!("it answered {status}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_log() {
        let base = |address: &str| Server::new(address).map(|server| server.base.to_string());
        assert_eq!(
            base("https://a.example").unwrap(),
            "https://a.example/vdraw/"
        );
        assert_eq!(
            base("https://a.example/x/").unwrap(),
            "https://a.example/x/"
        );
        for bad in ["a.example", "ftp://a.example", "", "https://"] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }
}
