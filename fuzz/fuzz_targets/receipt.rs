//! A receipt as somebody hands it in, alone; what of it can be read is what it says.
#![no_main]

use clearlot_fuzz::VKEY;
use clearlot_fuzz::fairness::verify_receipt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(receipt) = verify_receipt(text, &VKEY, None).result else {
        return;
    };
    let reference = receipt.reference.as_str();
    assert!(verify_receipt(text, &VKEY, Some(reference)).result.is_ok());
    let other = format!("{reference}x");
    assert!(verify_receipt(text, &VKEY, Some(&other)).result.is_err());
});
