//! What people play. Each game is a folder that knows the draws and the kits, and no other game; nothing is shared here.

pub mod lottery;
pub mod raffle;
