//! The site in a real browser. Left out unless `CLEARLOT_TEST_BROWSER` is set, since it needs chromium and chromedriver;
//! each test says so.

mod access;
mod flows;
mod paper;
mod raffles;
mod verifying;
mod window;
