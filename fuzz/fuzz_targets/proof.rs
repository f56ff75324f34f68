//! A proof file as it comes: read and judged twice, with and without witnesses, it is judged the same way.
#![no_main]

use clearlot_fuzz::fairness::verify_proof;
use clearlot_fuzz::trust;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    for quorum in [0, 2] {
        let judge = || {
            let Ok(verified) = verify_proof(&mut { file }, &trust(quorum), None);
            verified
        };
        let (first, again) = (judge(), judge());
        assert_eq!(first.code(), again.code());
        assert_eq!(first.result.is_ok(), again.result.is_ok());
    }
});
