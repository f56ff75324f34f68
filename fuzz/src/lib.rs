//! The protocol core, and what the targets share. The core is compiled from the program's own files instead of depending
//! on the program: a fuzzed build instruments all that it compiles, and web server and databases have no part in this.

#[path = "../../src/fairness/mod.rs"]
pub mod fairness;

use std::sync::LazyLock;

use fairness::{NoteSigner, ServerName, ServerVkey, Trust, WitnessVkey};

/// The server whose logs the seeds are. Its secret is in `tests/vectors/keys.txt`, for everybody.
const SERVER: &str = "lotto.example/vdraw";
const SECRET: &str = "6b753cf0881164675814efe891cbd5797d2934f95071057362f1d8ea534d447b";
const WITNESSES: [&str; 3] = [
    "witness0.example+bc8a10ba+BLI0pcQWASVrA6OWblt7MnX/Hy+EYlSx/3/RdPoqTrpW",
    "witness1.example+d58a472d+BPGZbYqMJx5B33rt4/69fKTGmz+kV3T8wdwRtByNgQE2",
    "witness2.example+0e6c092c+BEi8vq3nz2njuwLtS04WJTMrjIj9YyVHHhmhoh/Of3zG",
];

/// The server's key with its secret: a target that can sign gets past signatures, as a dishonest server does.
pub static SIGNER: LazyLock<NoteSigner> = LazyLock::new(|| {
    let secret = hex::decode(SECRET).expect("invariant: hex");
    NoteSigner::from_seed(&secret.try_into().expect("invariant: 32 bytes"))
});

/// The server's key.
pub static VKEY: LazyLock<ServerVkey> = LazyLock::new(|| {
    let server = ServerName::parse(SERVER).expect("invariant: a name");
    SIGNER.server_vkey(server).expect("invariant: a good key")
});

/// The keys of three witnesses.
pub static WITNESS_KEYS: LazyLock<Vec<WitnessVkey>> = LazyLock::new(|| {
    let parse = |text: &&str| WitnessVkey::parse(text).expect("invariant: a key");
    WITNESSES.iter().map(parse).collect()
});

/// Trust in the server, and in the witnesses if so many of them are asked for.
pub fn trust(quorum: usize) -> Trust {
    Trust::server(VKEY.clone()).with_witnesses(WITNESS_KEYS.clone(), quorum)
}
