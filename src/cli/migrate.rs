//! `clearlot migrate`: what `serve` does to the schema at start, alone, for operators who upgrade in steps.

use super::CommandResult;
use crate::config::Config;
use crate::store::Db;

pub(super) fn run(config: &Config) -> CommandResult {
    let db = Db::open(&config.store)?;
    db.close();
    log::info!("the schema is up to date");
    Ok(())
}
