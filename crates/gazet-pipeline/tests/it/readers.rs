//! What must hold of any input. The fuzz target and the test of mutations share it.

use gazet_pipeline::{Decoded, InputOptions, Outcome, Reader};
use std::collections::BTreeSet;

/// Names that promise each format. PDF is left out: its extractor is known to fail, and has a process of its own.
pub(crate) const NAMES: [&str; 15] = [
    "a.txt",
    "a.html",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.warc",
    "a.warc.gz",
    "a.eml",
    "a.mbox",
    "a.docx",
    "a.zip",
    "a.txt.gz",
    "a.parquet",
    "a.txt.zst",
    "unknown",
];

/// Reads `bytes` as a file called `name` would be, and checks what comes out.
///
/// Documents and failures are given back, for tests that want to see them.
pub(crate) fn check(name: &str, bytes: &[u8]) -> Decoded {
    let options = InputOptions { max_document_bytes: 1 << 16, ..InputOptions::default() };
    let all = || {
        let mut all = Decoded::default();
        for entry in Reader::of_bytes(name, bytes.to_vec(), &options) {
            let decoded = Decoded::of(entry, &options);
            all.documents.extend(decoded.documents);
            all.failures.extend(decoded.failures);
        }
        all
    };
    let found = all();
    let mut own = BTreeSet::new();
    for document in &found.documents {
        assert!(document.text.len() <= 1 << 16, "{}: larger than allowed", document.id);
        assert!(!document.text.is_empty() && !document.id.is_empty(), "{}: an empty document", document.id);
        if document.id.starts_with(name) {
            own.insert(document.id.as_str());
        }
    }
    let named = found.documents.iter().filter(|d| d.id.starts_with(name)).count();
    // Members of an archive may share a name; whatever is numbered is told apart.
    assert!(own.len() == named || name.ends_with(".zip") || name == "unknown", "two documents of one id");
    for failure in &found.failures {
        assert!(!failure.message.is_empty() && !failure.code.is_empty() && !failure.source.is_empty());
    }
    // What was there is accounted for.
    let spoke = found.failures.iter().any(|f| f.outcome != Outcome::Noted);
    let is_records = bytes.iter().all(u8::is_ascii_whitespace) || !found.failures.is_empty();
    assert!(
        !found.documents.is_empty() || spoke || is_records || holds_nothing(name),
        "{name}: nothing came of {} bytes",
        bytes.len()
    );
    found
}

/// Files of this name may rightly hold no document at all: an archive without members, records without text.
fn holds_nothing(name: &str) -> bool {
    !matches!(name, "a.txt" | "a.html" | "a.eml" | "a.docx" | "a.mbox" | "a.parquet")
}
