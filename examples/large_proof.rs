//! Writes the full proof file of a made-up draw, to measure `clearlot verify` with:
//! `cargo run --release --example large_proof 1000000 proof.json` prints the key to verify it with.
//! It measures nothing itself.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    dead_code,
    reason = "a tool for developers; the tests use more of `made` than this"
)]

#[path = "../tests/it/made.rs"]
mod made;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let entries: usize = arguments.next().unwrap().parse().unwrap();
    let path = arguments.next().unwrap();
    let raffle = arguments.next().is_some_and(|word| word == "raffle");
    let made = made::make(&made::Plan {
        counts: vec![1; entries],
        prizes: 10,
        reserves: 10,
        raffle,
        ..made::Plan::default()
    });
    std::fs::write(path, made.bytes()).unwrap();
    println!("{}", made.vkey);
}
