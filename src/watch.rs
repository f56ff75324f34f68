//! What operators see of the running program: the checks of `/health/ready` and the numbers of `/metrics`, over all
//! features. How they are shown is the `web` kit's business; what is counted, each feature's own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use actix_web::dev::Server;
use actix_web::{App, HttpServer, web};
use chrono::DateTime;
use prometheus::{IntGaugeVec, Opts};

use crate::accounts::Accounts;
use crate::backups::{self, Backups};
use crate::beacon::{Beacons, Trouble};
use crate::config::Config;
use crate::draws::operations::list_refused;
use crate::draws::{self, DrawState, Draws};
use crate::scheduler::Job;
use crate::store::{DatabaseUrl, Db, StoreError};
use crate::web::health::{Check, State};
use crate::web::i18n::tr_with;
use crate::web::limits::Limits;
use crate::web::metrics::{self, Metrics};
use crate::web::public_url::PublicUrl;

/// Less free disk than this, in bytes, and somebody should look.
const DISK_LOW: u64 = 100 * 1024 * 1024;

/// Everything that is watched. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The database.
    pub db: Db,
    /// The draws.
    pub draws: Draws,
    /// The accounts.
    pub accounts: Accounts,
    /// The rate limits.
    pub limits: Limits,
    /// The backups this server takes by itself, if it does.
    pub backups: Option<Backups>,
    /// Folders whose disks must not fill up.
    pub folders: Vec<PathBuf>,
}

/// The folders that this program writes to.
pub fn folders(url: &DatabaseUrl, data_dir: &Path) -> Vec<PathBuf> {
    let mut folders = vec![data_dir.to_owned()];
    if let DatabaseUrl::Sqlite(file) = url {
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty());
        folders.push(folder.unwrap_or(Path::new(".")).to_owned());
    }
    folders
}

impl Watched {
    /// The checks of `/health/ready`, in order.
    pub fn checks(&self) -> Vec<Check> {
        vec![
            self.check("writes", Self::check_writes),
            self.check("schema", Self::check_schema),
            self.check("disk", Self::check_disk),
            self.check("draws", Self::check_overdue),
            self.check("beacon", Self::check_beacon),
            self.check("backup", Self::check_backup),
            self.check("signing", Self::check_signing),
        ]
    }

    fn check<R>(&self, name: &'static str, look: fn(Watched) -> R) -> Check
    where
        R: Future<Output = Result<(), (State, String)>> + 'static,
    {
        let this = self.clone();
        Check::new(name, move || look(this.clone()))
    }

    /// An empty transaction goes the whole way of a ballot but for the disk.
    async fn check_writes(self) -> Result<(), (State, String)> {
        let done: Result<(), StoreError> = self.db.write(|_| Ok(())).await;
        done.map_err(|e| {
            let text = format!("The database takes no writes: {e}.");
            (State::Failing, text)
        })
    }

    async fn check_schema(self) -> Result<(), (State, String)> {
        self.db.check_schema().await.map_err(|e| {
            let text = format!("The database's schema is not this program's: {e}.");
            (State::Failing, text)
        })
    }

    async fn check_disk(self) -> Result<(), (State, String)> {
        for folder in &self.folders {
            if let Some(free) = free_bytes(folder)
                && free < DISK_LOW
            {
                let free = free / 1024 / 1024;
                let text = tr_with(
                    "Only {free} MiB are free on the disk of {folder}.",
                    &[("free", &free), ("folder", &folder.display())],
                );
                return Err((State::Degraded, text));
            }
        }
        Ok(())
    }

    async fn check_overdue(self) -> Result<(), (State, String)> {
        match overdue(&self.draws).await {
            Ok(0) => Ok(()),
            Ok(1) => {
                let text = "A draw is overdue: its result should be there and is not.";
                Err((State::Degraded, text.to_owned()))
            }
            Ok(number) => {
                let text = format!(
                    "{number} draws are overdue: their results should be there and are not."
                );
                Err((State::Degraded, text))
            }
            Err(e) => Err((State::Failing, format!("The database cannot be read: {e}."))),
        }
    }

    async fn check_beacon(self) -> Result<(), (State, String)> {
        let trouble = self.draws.beacons().and_then(Beacons::trouble);
        let Some(Trouble { awaited, why }) = trouble else {
            return Ok(());
        };
        let seconds = i64::try_from(awaited.due()).unwrap_or(i64::MAX);
        let since = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let since = since.format("%Y-%m-%d %H:%M UTC");
        let text = match why {
            Some(why) => tr_with(
                "A draw has waited for round {round} of the drand network since {since}, and no relay gives it: {why}.",
                &[("round", &awaited.round), ("since", &since), ("why", &why)],
            ),
            None => tr_with(
                "A draw has waited for round {round} of the drand network since {since}: hand it in with clearlot beacon import.",
                &[("round", &awaited.round), ("since", &since)],
            ),
        };
        Err((State::Degraded, text))
    }

    async fn check_signing(self) -> Result<(), (State, String)> {
        match list_refused(&self.draws).into_iter().next() {
            None => Ok(()),
            Some(first) => Err((State::Degraded, first)),
        }
    }

    async fn check_backup(self) -> Result<(), (State, String)> {
        let trouble = self.backups.as_ref().and_then(Backups::trouble);
        let text = match trouble {
            None => return Ok(()),
            Some(backups::Trouble::Failed(error)) => {
                tr_with("The last backup failed: {error}.", &[("error", &error)])
            }
            Some(backups::Trouble::Old(last)) => {
                let time = last.format("%Y-%m-%d %H:%M UTC");
                tr_with("The newest backup is of {time}.", &[("time", &time)])
            }
        };
        Err((State::Degraded, text))
    }

    /// Has everything that is watched shown as numbers.
    pub fn show_in(&self, metrics: &Metrics) {
        let counters = self.draws.counters();
        metrics.register(counters.entries.clone());
        metrics.register(counters.ballots.clone());
        metrics.register(counters.refused.clone());
        metrics.register(counters.waiting.clone());
        metrics.register(counters.batch.clone());
        metrics.register(self.db.timings().reads.clone());
        metrics.register(self.db.timings().writes.clone());
        self.show_draws(metrics);
        self.show_beacon(metrics);
        self.show_process(metrics);
    }

    fn show_draws(&self, metrics: &Metrics) {
        let opts = Opts::new("clearlot_draws", "Draws by state.");
        let states = IntGaugeVec::new(opts, &["state"]).expect("invariant: good names");
        metrics.register(states.clone());
        let late = metrics.gauge(
            "clearlot_draws_overdue",
            "Draws that should have their result and have not.",
        );
        let readable = metrics.gauge(
            "clearlot_database_up",
            "Whether the database could be read for these numbers.",
        );
        let draws = self.draws.clone();
        metrics.before_showing(move || {
            let (draws, states) = (draws.clone(), states.clone());
            let (late, readable) = (late.clone(), readable.clone());
            async move {
                let counted = draws.db().read(draws::count_by_state).await;
                let number = overdue(&draws).await;
                readable.set(i64::from(counted.is_ok() && number.is_ok()));
                for (state, number) in counted.unwrap_or_default() {
                    states
                        .with_label_values(&[DrawState::as_str(state)])
                        .set(whole(number));
                }
                if let Ok(number) = number {
                    late.set(whole(number));
                }
            }
        });
    }

    fn show_beacon(&self, metrics: &Metrics) {
        let Some(beacons) = self.draws.beacons().cloned() else {
            return;
        };
        metrics.register(beacons.fetched().clone());
        let missing = metrics.gauge(
            "clearlot_beacon_rounds_missing",
            "Rounds that are out, awaited by a draw, and not here.",
        );
        let used = metrics.gauge(
            "clearlot_beacon_used",
            "Whether new draws announce a round of the drand network.",
        );
        metrics.before_showing(move || {
            missing.set(whole(beacons.missing()));
            used.set(i64::from(beacons.chain_of_new_draws().is_some()));
            std::future::ready(())
        });
    }

    fn show_process(&self, metrics: &Metrics) {
        let hashes = metrics.gauge(
            "clearlot_password_hashes_waiting",
            "Password hashes that run or wait for their turn.",
        );
        let counted = metrics.gauge(
            "clearlot_rate_limit_keys",
            "Addresses and accounts whose requests are being counted.",
        );
        let free = metrics.gauge(
            "clearlot_disk_free_bytes",
            "Free on the fullest disk in use.",
        );
        let memory = metrics.gauge("process_resident_memory_bytes", "Memory in use.");
        let files = metrics.gauge("process_open_fds", "Open files and connections.");
        let age = metrics.gauge("clearlot_backup_age_seconds", "Since the newest backup.");
        let bad = metrics.gauge("clearlot_backup_failed", "Whether backups are in trouble.");
        let this = self.clone();
        metrics.before_showing(move || {
            let backups = this.backups.as_ref();
            age.set(backups.and_then(Backups::age).unwrap_or(-1));
            bad.set(backups.and_then(Backups::trouble).map_or(0, |_| 1));
            hashes.set(whole(this.accounts.hashes_waiting()));
            counted.set(whole(this.limits.counted()));
            let least = this.folders.iter().filter_map(|folder| free_bytes(folder));
            free.set(least.min().map_or(-1, whole));
            memory.set(resident_bytes().map_or(-1, whole));
            files.set(open_files().map_or(-1, whole));
            std::future::ready(())
        });
    }

    /// What is done on the clock for all this.
    pub fn jobs(&self) -> Vec<Job> {
        let backups = self.backups.iter().map(Backups::job);
        backups.chain([self.limits.job()]).collect()
    }
}

/// Shows the numbers to whoever asks at this address.
///
/// # Errors
/// The address cannot be used.
pub fn serve(metrics: Metrics, listener: TcpListener) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(metrics.clone()))
            .configure(metrics::open_route)
    });
    let server = server.workers(1).max_connections(64).disable_signals();
    Ok(server.listen(listener)?.run())
}

/// What the settings came to, without what is secret in them. What the database says of itself is logged by the store.
pub fn log_settings(config: &Config, public_url: &PublicUrl) {
    let (server, on_off) = (&config.server, |on| if on { "on" } else { "off" });
    log::info!(
        "clearlot {}: database {:?}, {} connections; public address {}; data in {}; zone {}; {} workers; \
         trusted proxies {:?}; rate limits {}; public randomness {}, {} relays; backups {}; metrics: own address {}, token {}",
        env!("CARGO_PKG_VERSION"),
        config.store.url,
        config.store.connections,
        public_url.origin(),
        config.data_dir.display(),
        config.time_zone,
        server.workers,
        server.trusted_proxies,
        on_off(server.rate_limits),
        config.beacon.mode.as_str(),
        config.beacon.relays.len(),
        config.backup.every.map_or("off".to_owned(), |every| {
            let (hours, dir) = (every.as_secs() / 3600, config.backup.dir.display());
            format!("every {hours} h into {dir}")
        }),
        server
            .metrics_listen
            .map_or("off".to_owned(), |at| at.to_string()),
        on_off(server.metrics_token.is_some()),
    );
    if !server.rate_limits {
        log::warn!("rate limits are off: anybody may ask as often as they like");
    }
}

async fn overdue(draws: &Draws) -> Result<u64, StoreError> {
    let now = draws.clock().unix();
    draws
        .db()
        .read(move |conn| draws::count_overdue(conn, now))
        .await
}

fn whole<N: TryInto<i64>>(number: N) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// Bytes that this program may still write to the disk of a folder, where the system says so.
fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(folder).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// On Linux.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

/// On Linux.
fn open_files() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count())
}
