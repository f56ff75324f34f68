//! Builds and runs everything: the only file that wires parts together. Tests call it with their own clock and database.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as ActixApp, HttpServer, rt, web};

use crate::accounts::{self, Accounts, AccountsConfig, SessionTable};
use crate::backups::Backups;
use crate::beacon::Beacons;
use crate::clock::Clock;
use crate::config::{Config, ServerConfig};
use crate::draws::{self, Draws};
use crate::fairness::ServerName;
use crate::games::lottery::model::TimeZone;
use crate::games::lottery::{self, Lotteries, Notices};
use crate::games::raffle::{self, Raffles};
use crate::keys::ServerKey;
use crate::mail::{self, Mail, Outbox};
use crate::openapi;
use crate::scheduler::{self, Job};
use crate::signals::asked_to_stop;
use crate::store::{DatabaseUrl, Db};
use crate::watch::{self, Watched};
use crate::web::api::ApiPart;
use crate::web::checks::{self, Checks};
use crate::web::health::{self, Health};
use crate::web::limits::{self, Limits};
use crate::web::live::{self, Live};
use crate::web::metrics::{self, Metrics, MetricsToken};
use crate::web::public_url::PublicUrl;
use crate::web::{Feature, Site, assets, error_pages, i18n, same_origin};
use crate::witness::{self, Witnesses};

/// Why the server could not start. The text is the operator's.
pub type StartError = Box<dyn std::error::Error>;

/// The features' parts of the API, in the order in which the document shows them.
pub const API: [ApiPart; 5] = [
    accounts::API,
    lottery::API,
    raffle::API,
    draws::api::PART,
    openapi::PART,
];

/// Seconds that requests under way have to finish after a stop is asked for.
const DRAIN_SECONDS: u64 = 8;

/// The whole application, built but not yet serving.
#[derive(Clone)]
pub struct App {
    db: Db,
    draws: Draws,
    mail: Mail,
    site: Site,
    features: Arc<[Feature]>,
    health: Health,
    watched: Watched,
    metrics: Metrics,
    metrics_listener: Option<Arc<TcpListener>>,
    metrics_token: Option<MetricsToken>,
    live: Live,
    witnesses: Witnesses,
    checks: Checks,
    sessions: SessionTable,
    cookie_key: Key,
    listener: Arc<TcpListener>,
    workers: usize,
}

impl App {
    /// Opens the database, checks the key, makes what a first start needs and binds the address.
    ///
    /// # Errors
    /// A [`StartError`] that says what the operator can do.
    pub async fn build(
        config: Config,
        accounts: &AccountsConfig,
        clock: Clock,
        key: &ServerKey,
    ) -> Result<App, StartError> {
        let listener = bind(config.server.listen)?;
        let public_url = public_url(&config.server, &listener)?;
        let metrics_listener = config.server.metrics_listen.map(bind).transpose()?;
        watch::log_settings(&config, &public_url);
        let db = Db::open(&config.store)?;
        let adopted = key.clone();
        db.write(move |conn| draws::adopt_key(conn, &adopted))
            .await?;
        let proposed = ServerName::parse(&format!("{}/vdraw", public_url.host()))?;
        let outbox = Outbox::new(
            config.mail.clone(),
            public_url.clone(),
            config.server.site_name.clone(),
            key,
        );
        let mail = Mail::new(db.clone(), clock.clone(), outbox.clone());
        let accounts = Accounts::new(db.clone(), clock.clone(), key, accounts)?
            .with_outbox(outbox)
            .with_records([draws::PERSON, mail::PERSON])
            .with_time_zone(config.time_zone);
        let beacons = Beacons::start(db.clone(), clock.clone(), &config.beacon).await;
        let draws = Draws::start(&db, &clock, key, proposed, &config.signing_files()).await?;
        let draws = draws.with_beacons(beacons);
        let zone = TimeZone::parse(config.time_zone.name())?;
        let metrics = Metrics::default();
        let limits = if config.server.rate_limits {
            Limits::new(clock.clone(), metrics.clone())
        } else {
            Limits::off()
        };
        let watched = Watched {
            db: db.clone(),
            draws: draws.clone(),
            accounts: accounts.clone(),
            limits,
            backups: match &config.store.url {
                DatabaseUrl::Sqlite(file) => {
                    Backups::new(file.clone(), &config.backup, clock.clone(), key)
                }
                DatabaseUrl::Postgres(_) => None,
            },
            folders: watch::folders(&config.store.url, &config.data_dir),
        };
        watched.show_in(&metrics);
        mail::show_in(&mail, &metrics);
        let notices = Notices::new(mail.outbox().clone(), accounts.stop_key().clone());
        let lotteries =
            Lotteries::new(db.clone(), clock.clone(), draws.clone(), zone).with_notices(notices);
        if lotteries.ensure_daily_draw(zone).await? {
            log::info!("made the lottery \"Daily Draw\"");
        }
        let raffles = Raffles::new(&draws, key, config.raffle.codes.clone(), config.time_zone);
        accounts::prepare_setup_link(&accounts, public_url.origin()).await?;
        let live = Live::new(config.server.live_pages);
        let witnesses = Witnesses::new(&draws, config.witness.clone(), &config.data_dir)?;
        let features: Arc<[Feature]> = Arc::new([
            lottery::feature(&lotteries),
            raffle::feature(&raffles, &config.raffle.managers),
            draws::feature(&draws, &live),
            accounts::feature(&accounts),
            mail::feature(&mail),
            openapi::feature(&API),
            witness::feature(&witnesses),
        ]);
        let site = Site {
            name: config.server.site_name.clone(),
            public_url,
            menu: features
                .iter()
                .flat_map(|feature| feature.menu.iter().copied())
                .collect(),
            language: config.server.language,
            trusted_proxies: config.server.trusted_proxies.clone(),
        };
        let health = Health::new(watched.checks());
        Ok(App {
            checks: checks(&health, &mail),
            health,
            watched,
            metrics,
            metrics_listener: metrics_listener.map(Arc::new),
            metrics_token: config.server.metrics_token.clone(),
            live,
            witnesses,
            sessions: SessionTable::new(db.clone(), clock),
            cookie_key: Key::derive_from(&key.derive("session cookies")),
            db,
            draws,
            mail,
            site,
            features,
            listener: Arc::new(listener),
            workers: config.server.workers,
        })
    }

    /// The address people reach this server under.
    pub fn public_url(&self) -> &PublicUrl {
        &self.site.public_url
    }

    /// The database, for tests that look behind the pages.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Takes no new work and ends the streams of pages that stay open, so that stopping need not wait for them.
    pub fn leave(&self) {
        self.health.leave();
        self.live.close();
    }

    /// The draws, for tests that look behind the pages.
    pub fn draws(&self) -> &Draws {
        &self.draws
    }

    /// The witnesses, for tests that wait until they were asked.
    pub fn witnesses(&self) -> &Witnesses {
        &self.witnesses
    }

    /// The letters, for tests that wait until they are sent.
    pub fn mail(&self) -> &Mail {
        &self.mail
    }

    /// How many open pages are being kept up to date.
    pub fn live_readers(&self) -> usize {
        self.live.readers()
    }

    /// Commits what is queued, ballots before all else, and lets go of the database.
    pub fn close(&self) {
        self.draws.close();
        self.db.close();
    }

    /// Everything that happens on the clock, in order.
    pub fn jobs(&self) -> Vec<Job> {
        self.features
            .iter()
            .flat_map(|feature| feature.jobs.clone())
            .chain(self.watched.jobs())
            .collect()
    }

    /// Adds every route, with the data that handlers take.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        config
            .app_data(web::Data::new(self.site.clone()))
            .app_data(web::Data::new(self.health.clone()))
            .app_data(web::Data::new(self.metrics.clone()))
            .app_data(web::Data::new(self.watched.limits.clone()))
            .app_data(web::Data::new(self.live.clone()))
            .app_data(web::Data::new(self.checks.clone()))
            .app_data(web::PayloadConfig::new(crate::web::forms::MAX_BYTES))
            .route("/static/{name}", web::get().to(assets::show_asset))
            .configure(health::routes)
            .configure(metrics::guarded_route(self.metrics_token.clone()))
            .route("/live", web::get().to(live::show_live))
            .app_data(web::Data::new(self.draws.clone()))
            .configure(draws::log_routes)
            .configure(|config| witness::routes(&self.witnesses, config))
            .service(
                // no session and no question where a request comes from: only tokens count in the API
                web::scope("/api").configure(|config| {
                    let apis = self.features.iter().filter_map(|one| one.api.as_ref());
                    apis.for_each(|api| (api.configure)(config));
                }),
            )
            .service(
                // the session is looked up only here: static files and health checks never wait for the database
                web::scope("")
                    .wrap(from_fn(limits::limit_accounts))
                    .wrap(from_fn(accounts::viewer_middleware))
                    .wrap(self.session_middleware())
                    .wrap(from_fn(same_origin::same_origin))
                    .configure(i18n::request::routes)
                    .configure(|config| {
                        let features = self.features.iter();
                        features.for_each(|feature| (feature.routes)(config));
                    }),
            );
    }

    /// Starts answering requests; the scheduler is the caller's.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn serve(&self) -> std::io::Result<Server> {
        let app = self.clone();
        let server = HttpServer::new(move || {
            ActixApp::new()
                .wrap(Compress::default())
                .wrap(from_fn(limits::limit_places))
                .wrap(from_fn(error_pages::error_pages))
                .wrap(from_fn(i18n::request::language))
                .configure(|config| app.configure(config))
        });
        let server = server
            .workers(self.workers)
            .max_connections(4096)
            .keep_alive(Duration::from_secs(15))
            .client_request_timeout(Duration::from_secs(5))
            .shutdown_timeout(DRAIN_SECONDS)
            .disable_signals()
            .listen(self.listener.try_clone()?)?;
        Ok(server.run())
    }

    /// Where `/metrics` is served to whoever asks, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_listener.as_ref()?.local_addr().ok()
    }

    /// Starts showing the numbers on their own address, if they have one.
    ///
    /// # Errors
    /// The address cannot be used.
    pub fn serve_metrics(&self) -> std::io::Result<Option<Server>> {
        let Some(listener) = &self.metrics_listener else {
            return Ok(None);
        };
        log::info!("metrics at http://{}/metrics", listener.local_addr()?);
        watch::serve(self.metrics.clone(), listener.try_clone()?).map(Some)
    }

    fn session_middleware(&self) -> SessionMiddleware<SessionTable> {
        SessionMiddleware::builder(self.sessions.clone(), self.cookie_key.clone())
            .cookie_name(self.site.public_url.cookie_name().to_owned())
            .cookie_secure(self.site.public_url.is_https())
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(PersistentSession::default().session_ttl(accounts::SESSION_TTL))
            .build()
    }

    /// Serves and runs the scheduler until SIGTERM or SIGINT, then finishes what was begun. A second signal stops at once.
    ///
    /// # Errors
    /// The address cannot be used, or the system has no signals.
    pub async fn run_until_stopped(self) -> std::io::Result<()> {
        let server = self.serve()?;
        if let Some(metrics) = self.serve_metrics()? {
            rt::spawn(metrics);
        }
        let ticking = scheduler::start(self.jobs());
        let stopping = rt::spawn(stop_on_signal(server.handle(), self.clone(), ticking));
        log::info!("listening on http://{}", self.listener.local_addr()?);
        server.await?;
        stopping.abort();
        self.mail.stop().await;
        self.close();
        log::info!("stopped");
        Ok(())
    }
}

async fn stop_on_signal(
    server: ServerHandle,
    app: App,
    ticking: rt::task::JoinHandle<()>,
) -> std::io::Result<()> {
    asked_to_stop().await?;
    log::info!("stopping: finishing what was begun, for at most {DRAIN_SECONDS} s");
    app.leave();
    ticking.abort();
    rt::spawn(async move {
        if asked_to_stop().await.is_ok() {
            log::warn!("stopped at once by a second signal");
            std::process::exit(1);
        }
    });
    server.stop(true).await;
    Ok(())
}

fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|e| format!("cannot listen on {address}: {e}").into())
}

/// What the first page of the organisers asks.
fn checks(health: &Health, mail: &Mail) -> Checks {
    let (health, mail) = (health.clone(), mail.clone());
    Checks::default()
        .with(move || {
            let health = health.clone();
            async move { checks::of_health(&health).await }
        })
        .with(move || {
            let mail = mail.clone();
            async move { mail::findings(&mail).await }
        })
}

/// The configured address, or the one the server listens on.
fn public_url(config: &ServerConfig, listener: &TcpListener) -> Result<PublicUrl, StartError> {
    match &config.public_url {
        Some(url) => Ok(url.clone()),
        None => Ok(PublicUrl::of_listener(listener.local_addr()?)?),
    }
}
