//! Any bytes, read as each format: an input becomes documents and failures, and nothing else.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../../gazet-pipeline/tests/it/readers.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod readers;

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the name, and with it the format that is promised.
    let Some((&choice, bytes)) = data.split_first() else { return };
    readers::check(readers::NAMES[usize::from(choice) % readers::NAMES.len()], bytes);
});
