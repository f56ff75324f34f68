//! `clearlot serve`: runs the site until it is told to stop.

use super::CommandResult;
use crate::accounts::AccountsConfig;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::ServerKey;

pub(super) fn run(config: Config) -> CommandResult {
    let accounts = AccountsConfig::new(&config.data_dir);
    let key = ServerKey::load_or_create(&config.key_file())?;
    actix_web::rt::System::new().block_on(async {
        let app = App::build(config, &accounts, Clock::system(), &key).await?;
        app.run_until_stopped().await.map_err(Into::into)
    })
}
