//! A compiled file with bytes changed: refused, or used without a read out of bounds.
//!
//! An input is a run of changes of five bytes each, place and value, since bytes at random are no file. One that does not
//! begin with a zero is taken as the file itself.
#![no_main]

use gazet_gazetteer::Gazetteer;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../../gazet-gazetteer/tests/it/support.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod support;
#[path = "../../../gazet-gazetteer/tests/it/usage.rs"]
mod usage;

static FILE: LazyLock<Vec<u8>> = LazyLock::new(usage::file);

fuzz_target!(|data: &[u8]| {
    let bytes = match data.split_first() {
        Some((0, changes)) => {
            let mut bytes = FILE.clone();
            let n = bytes.len();
            for change in changes.as_chunks::<5>().0 {
                let [value, place @ ..] = change;
                bytes[u32::from_le_bytes(*place) as usize % n] = *value;
            }
            bytes
        }
        _ => data.to_vec(),
    };
    if let Ok(gazetteer) = Gazetteer::from_bytes(bytes) {
        usage::use_all(gazetteer);
    }
});
