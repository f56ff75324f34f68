//! A file of plays as it comes: judged twice, it is judged the same way.
#![no_main]

use clearlot_fuzz::fairness::verify_plays;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let judge = || {
        let Ok(verified) = verify_plays(&mut { file });
        verified
    };
    let (first, again) = (judge(), judge());
    assert_eq!(first.code(), again.code());
    assert_eq!(first.result.is_ok(), again.result.is_ok());
});
