//! How long merging takes: `cargo run --release --example merge_scale -- NAMES`, over generated names, a fifth of
//! them respelled copies of others.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use gazet_core::EntityType;
use gazet_resolver::across::{MergeOptions, NameRecord, merge_names};
use gazet_resolver::decisions::Decisions;
use std::time::Instant;

const SYLLABLES: [&str; 40] = [
    "ba", "ka", "mi", "no", "ru", "sa", "te", "vi", "zo", "la", "shi", "dar", "mehr", "far", "gho", "kha",
    "jo", "pe", "ni", "lo", "san", "tor", "ben", "mar", "ris", "del", "go", "ha", "wi", "yu", "che", "bo",
    "gan", "rov", "sky", "ez", "ini", "sen", "tan", "olu",
];

/// A small generator of numbers, the same in every run.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or(0)
}

fn word(state: &mut u64, syllables: usize) -> String {
    (0..syllables).map(|_| SYLLABLES[next(state) % SYLLABLES.len()]).collect()
}

fn main() {
    let n: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut state = 7;
    let mut names: Vec<String> = Vec::with_capacity(n);
    while names.len() < n {
        if names.len() > 10 && next(&mut state).is_multiple_of(5) {
            let copied = names[next(&mut state) % names.len()].replace("kh", "k").replace('z', "s");
            names.push(copied);
        } else {
            let given = word(&mut state, 2);
            let long = 2 + next(&mut state) % 2;
            names.push(format!("{given} {}", word(&mut state, long)));
        }
    }
    let records: Vec<NameRecord> = names
        .into_iter()
        .enumerate()
        .map(|(i, name)| NameRecord {
            id: format!("{i:08}"),
            entity_type: Some(EntityType::Person),
            name,
            n_mentions: 1,
            n_documents: 1,
            ..NameRecord::default()
        })
        .collect();
    let start = Instant::now();
    let result = merge_names(&records, &[], &Decisions::default(), &MergeOptions::default());
    println!(
        "{n} names: {} merges, {} proposals, {:.1} s",
        result.merges.len(),
        result.proposals.len(),
        start.elapsed().as_secs_f64()
    );
}
