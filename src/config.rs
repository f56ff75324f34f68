//! Settings: one struct per part, read from the environment (a `.env` file is read first). An error names its variable.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use ipnet::IpNet;

use crate::backups::BackupConfig;
use crate::beacon::{BeaconConfig, BeaconMode, Relay};
use crate::games::raffle::RaffleConfig;
use crate::keys::SigningFiles;
use crate::mail::MailConfig;
use crate::store::{DatabaseUrl, StoreConfig};
use crate::web::address::parse_networks;
use crate::web::i18n::Language;
use crate::web::metrics::MetricsToken;
use crate::web::public_url::PublicUrl;
use crate::witness::model::{parse_servers, parse_witnesses};
use crate::witness::{WitnessConfig, WitnessSettingError};

/// All settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database.
    pub store: StoreConfig,
    /// The server's own address and those of others.
    pub server: ServerConfig,
    /// Where keys and backups are.
    pub data_dir: PathBuf,
    /// Where backups go, and when.
    pub backup: BackupConfig,
    /// Where public random numbers come from, and whether draws use them.
    pub beacon: BeaconConfig,
    /// The zone of lotteries that name none.
    pub time_zone: Tz,
    /// Where mail goes; none means that none is sent.
    pub mail: Option<MailConfig>,
    /// Who cosigns this server's log, and whose logs it cosigns.
    pub witness: WitnessConfig,
    /// Who manages raffles by their address, and what verification codes look like.
    pub raffle: RaffleConfig,
}

/// How people reach the server.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address in links, cookies and origins; none means the one it listens on.
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpNet]>,
    /// The name on every page.
    pub site_name: Arc<str>,
    /// The language of readers whose own we do not speak.
    pub language: Language,
    /// Threads that answer requests.
    pub workers: usize,
    /// Where `/metrics` is served without asking who wants it, besides the address for people.
    pub metrics_listen: Option<SocketAddr>,
    /// Who knows it sees `/metrics` on the address for people.
    pub metrics_token: Option<MetricsToken>,
    /// Whether what comes too often is refused.
    pub rate_limits: bool,
    /// How many pages may be kept up to date at a time.
    pub live_pages: usize,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{variable} {problem}")]
pub struct ConfigError {
    variable: &'static str,
    problem: String,
}

/// Looks a variable up; tests hand in their own.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] with the name of the variable and what is wrong with it.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn from_lookup(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let data_dir: PathBuf = lookup("CLEARLOT_DATA_DIR")
            .unwrap_or_else(|| "data".into())
            .into();
        Ok(Config {
            store: store_config(lookup)?,
            server: ServerConfig::from_lookup(lookup)?,
            backup: backup_config(lookup, &data_dir)?,
            beacon: beacon_config(lookup, &data_dir)?,
            data_dir,
            time_zone: parsed(
                lookup,
                "CLEARLOT_TIME_ZONE",
                "an IANA time zone such as Europe/Berlin",
            )?
            .unwrap_or(Tz::UTC),
            mail: MailConfig::parse(
                lookup("CLEARLOT_SMTP_URL").as_deref(),
                lookup("CLEARLOT_MAIL_FROM").as_deref(),
            )
            .map_err(|(variable, problem)| ConfigError { variable, problem })?,
            witness: witness_config(lookup)?,
            raffle: RaffleConfig::parse(
                lookup("CLEARLOT_MANAGER_IPS").as_deref(),
                lookup("CLEARLOT_TICKET_CODE_ALPHABET").as_deref(),
                lookup("CLEARLOT_TICKET_CODE_LENGTH").as_deref(),
            )
            .map_err(|(variable, problem)| ConfigError { variable, problem })?,
        })
    }

    /// A server for tests: any free port, cheap password hashes, no limits on accounts.
    pub fn for_tests(store: StoreConfig, data_dir: &Path) -> Self {
        Config {
            store,
            server: ServerConfig {
                listen: SocketAddr::from(([127, 0, 0, 1], 0)),
                public_url: None,
                trusted_proxies: Arc::default(),
                site_name: "Clearlot".into(),
                language: Language::ENGLISH,
                workers: 1,
                metrics_listen: None,
                metrics_token: None,
                rate_limits: false,
                live_pages: crate::web::live::SEATS,
            },
            data_dir: data_dir.into(),
            backup: BackupConfig {
                dir: data_dir.join("backups"),
                keep_days: 14,
                every: None,
            },
            beacon: BeaconConfig::new(BeaconMode::None, data_dir),
            time_zone: Tz::UTC,
            mail: None,
            witness: WitnessConfig::default(),
            raffle: RaffleConfig::default(),
        }
    }

    /// The key file.
    pub fn key_file(&self) -> PathBuf {
        self.data_dir.join("clearlot.key")
    }

    /// The key that signs logs, and what belongs to it.
    pub fn signing_files(&self) -> SigningFiles {
        SigningFiles::in_folder(&self.data_dir)
    }
}

impl ServerConfig {
    fn from_lookup(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let public_url = match lookup("CLEARLOT_PUBLIC_URL") {
            None => None,
            Some(text) => Some(PublicUrl::parse(&text).map_err(|e| ConfigError {
                variable: "CLEARLOT_PUBLIC_URL",
                problem: e.to_string(),
            })?),
        };
        let listen = parsed(
            lookup,
            "CLEARLOT_LISTEN",
            "an address and port such as 127.0.0.1:8080",
        )?;
        let proxies = lookup("CLEARLOT_TRUSTED_PROXIES").unwrap_or_default();
        let trusted_proxies = parse_networks(&proxies).map_err(|problem| ConfigError {
            variable: "CLEARLOT_TRUSTED_PROXIES",
            problem,
        })?;
        Ok(ServerConfig {
            listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            public_url,
            trusted_proxies,
            site_name: lookup("CLEARLOT_SITE_NAME")
                .unwrap_or_else(|| "Clearlot".into())
                .into(),
            language: parsed(lookup, "CLEARLOT_LANGUAGE", "en or de")?.unwrap_or(Language::ENGLISH),
            workers: parsed(lookup, "CLEARLOT_WORKERS", "a number of threads")?
                .unwrap_or_else(default_workers),
            metrics_listen: parsed(
                lookup,
                "CLEARLOT_METRICS_LISTEN",
                "an address and port such as 127.0.0.1:9090",
            )?,
            metrics_token: metrics_token(lookup)?,
            rate_limits: match lookup("CLEARLOT_RATE_LIMITS").as_deref() {
                None | Some("on") => true,
                Some("off") => false,
                Some(other) => {
                    return Err(ConfigError {
                        variable: "CLEARLOT_RATE_LIMITS",
                        problem: format!("must be on or off, not {other:?}"),
                    });
                }
            },
            live_pages: parsed(lookup, "CLEARLOT_LIVE_PAGES", "a number of pages")?
                .unwrap_or(crate::web::live::SEATS),
        })
    }
}

fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn store_config(lookup: Lookup<'_>) -> Result<StoreConfig, ConfigError> {
    let url = lookup("DATABASE_URL").unwrap_or_else(|| "sqlite://data/clearlot.db".into());
    let url = DatabaseUrl::parse(&url).map_err(|_cause| ConfigError {
        variable: "DATABASE_URL",
        problem: "must start with sqlite:// or postgres://".into(),
    })?;
    Ok(StoreConfig {
        url,
        connections: parsed(
            lookup,
            "CLEARLOT_DATABASE_CONNECTIONS",
            "a number of connections",
        )?
        .unwrap_or(4),
        allow_unsafe: parsed(lookup, "CLEARLOT_ALLOW_UNSAFE_DATABASE", "true or false")?
            .unwrap_or(false),
    })
}

fn backup_config(lookup: Lookup<'_>, data_dir: &Path) -> Result<BackupConfig, ConfigError> {
    const EVERY: &str = "CLEARLOT_BACKUP_EVERY";
    let hours = match lookup(EVERY).as_deref() {
        Some("off") => None,
        _ => Some(
            parsed::<NonZeroU32>(lookup, EVERY, "a number of hours, or off")?.map_or(24, u32::from),
        ),
    };
    let keep: Option<NonZeroU32> = parsed(lookup, "CLEARLOT_BACKUP_KEEP", "a number of days")?;
    Ok(BackupConfig {
        dir: lookup("CLEARLOT_BACKUP_DIR").map_or_else(|| data_dir.join("backups"), PathBuf::from),
        keep_days: keep.map_or(14, u32::from) as usize,
        every: hours.map(|hours| Duration::from_secs(3600 * u64::from(hours))),
    })
}

fn witness_config(lookup: Lookup<'_>) -> Result<WitnessConfig, ConfigError> {
    let wrong = |variable| {
        move |e: WitnessSettingError| ConfigError {
            variable,
            problem: e.to_string(),
        }
    };
    const WITNESSES: &str = "CLEARLOT_WITNESSES";
    const SERVERS: &str = "CLEARLOT_WITNESS_FOR";
    let witnesses = parse_witnesses(&lookup(WITNESSES).unwrap_or_default());
    let servers = parse_servers(&lookup(SERVERS).unwrap_or_default());
    Ok(WitnessConfig {
        witnesses: witnesses.map_err(wrong(WITNESSES))?,
        servers: servers.map_err(wrong(SERVERS))?,
    })
}

fn beacon_config(lookup: Lookup<'_>, data_dir: &Path) -> Result<BeaconConfig, ConfigError> {
    let mode = match lookup("CLEARLOT_BEACON") {
        None => BeaconMode::Auto,
        Some(text) => text.trim().parse().map_err(|()| ConfigError {
            variable: "CLEARLOT_BEACON",
            problem: format!("must be auto, drand or none, not {text:?}"),
        })?,
    };
    let mut config = BeaconConfig::new(mode, data_dir);
    if let Some(relays) = lookup("CLEARLOT_BEACON_RELAYS") {
        let named = relays
            .split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(Relay::parse);
        config.relays = named.collect::<Result<_, _>>().map_err(|e| ConfigError {
            variable: "CLEARLOT_BEACON_RELAYS",
            problem: e.to_string(),
        })?;
    }
    Ok(config)
}

/// A token that can be guessed is none.
fn metrics_token(lookup: Lookup<'_>) -> Result<Option<MetricsToken>, ConfigError> {
    match lookup("CLEARLOT_METRICS_TOKEN") {
        Some(token) if token.trim().len() < 16 => Err(ConfigError {
            variable: "CLEARLOT_METRICS_TOKEN",
            problem: "must have at least 16 characters".into(),
        }),
        token => Ok(token.map(|token| MetricsToken::new(token.trim()))),
    }
}

fn parsed<T: FromStr>(
    lookup: Lookup<'_>,
    variable: &'static str,
    wanted: &str,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = lookup(variable) else {
        return Ok(None);
    };
    match text.trim().parse() {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(ConfigError {
            variable,
            problem: format!("must be {wanted}, not {text:?}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let settings: Vec<(String, String)> = settings
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect();
        Config::from_lookup(&move |name| {
            settings
                .iter()
                .find(|(k, _)| k == name)
                .map(|(_, v)| v.clone())
        })
    }

    #[test]
    fn nothing_set_means_a_server_on_this_machine_with_a_database_of_its_own() {
        let config = read(&[]).unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(
            config.store.url,
            DatabaseUrl::Sqlite("data/clearlot.db".into())
        );
        assert_eq!(config.time_zone, Tz::UTC);
    }

    #[test]
    fn an_error_names_its_variable() {
        for (variable, value) in [
            ("DATABASE_URL", "mysql://x"),
            ("CLEARLOT_LISTEN", "8080"),
            ("CLEARLOT_PUBLIC_URL", "lotto.example"),
            ("CLEARLOT_TIME_ZONE", "Berlin"),
            ("CLEARLOT_LANGUAGE", "xx"),
            ("CLEARLOT_TRUSTED_PROXIES", "10.0.0.0/8, nonsense"),
            ("CLEARLOT_ALLOW_UNSAFE_DATABASE", "yes"),
            ("CLEARLOT_BACKUP_EVERY", "0"),
            ("CLEARLOT_BACKUP_KEEP", "none"),
            ("CLEARLOT_METRICS_LISTEN", "9090"),
            ("CLEARLOT_METRICS_TOKEN", "short"),
            ("CLEARLOT_RATE_LIMITS", "maybe"),
            ("CLEARLOT_SMTP_URL", "mail.example.org"),
            ("CLEARLOT_WITNESSES", "https://witness.example"),
            ("CLEARLOT_WITNESS_FOR", "lotto.example"),
            ("CLEARLOT_BEACON", "on"),
            ("CLEARLOT_BEACON_RELAYS", "https://api.drand.sh, relay"),
        ] {
            let error = read(&[(variable, value)]).unwrap_err().to_string();
            assert!(error.starts_with(variable), "{error}");
        }
    }

    #[test]
    fn draws_use_public_randomness_where_it_can_be_had() {
        let config = read(&[]).unwrap().beacon;
        assert_eq!((config.mode, config.relays.len()), (BeaconMode::Auto, 4));
        let settings = [
            ("CLEARLOT_BEACON", "drand"),
            (
                "CLEARLOT_BEACON_RELAYS",
                "http://10.0.0.2:8080/ https://relay.example",
            ),
        ];
        let config = read(&settings).unwrap().beacon;
        let relays: Vec<_> = config.relays.iter().map(Relay::as_str).collect();
        assert_eq!(config.mode, BeaconMode::Drand);
        assert_eq!(relays, ["http://10.0.0.2:8080", "https://relay.example"]);
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let config = read(&[("CLEARLOT_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8 ::1")]).unwrap();
        assert_eq!(config.server.trusted_proxies.len(), 3);
    }
}
