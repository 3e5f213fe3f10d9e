//! Runs the program and looks at what it left.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a call of the program gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Asserts the exit code, and shows what was said when it differs.
    #[track_caller]
    pub(crate) fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, expected, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard error holds each of `parts`.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "not said: {part:?}\nstderr:\n{}", self.stderr);
        }
        self
    }
}

/// Calls the program.
pub(crate) fn gazet<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Outcome {
    gazet_with(args, b"")
}

/// Calls the program with bytes on standard input.
pub(crate) fn gazet_with<S: AsRef<std::ffi::OsStr>>(args: &[S], input: &[u8]) -> Outcome {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may stop reading early; that is for its exit code to say.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Outcome {
        code: output.status.code().expect("ended by itself, not by a signal"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The documents of a fixture collection.
pub(crate) fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/corpora").join(name).join("docs")
}

/// All files below a folder, by path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            for (name, bytes) in files(&path) {
                found.insert(format!("{}/{name}", path.file_name().unwrap().to_str().unwrap()), bytes);
            }
        } else {
            found.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The rows of a CSV or JSON lines table of a run, as maps of text.
pub(crate) fn rows(run: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let csv = run.join(format!("{table}.csv"));
    let mut reader = csv::Reader::from_path(&csv).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// A folder of files that goes away.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}
