//! Hashes the sources that decide what an extraction finds, so that results of another state of the program are not
//! taken for results of this one.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on standard output")]

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates that take part in the map; what comes after it starts again with every run.
const CRATES: [&str; 8] =
    ["core", "tokenizer", "gazetteer", "recognizer", "resolver", "themes", "engine", "pipeline"];

fn main() {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let crates = Path::new(&manifest).parent().expect("crates lie in one folder").to_owned();
    let mut files = Vec::new();
    for name in CRATES {
        let sources = crates.join(format!("gazet-{name}/src"));
        println!("cargo::rerun-if-changed={}", sources.display());
        collect(&sources, &mut files);
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let name = file.strip_prefix(&crates).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).expect("sources can be read").replace('\r', "");
        hasher.update(name.as_bytes()).update(&[0]).update(text.as_bytes()).update(&[0]);
    }
    println!("cargo::rustc-env=GAZET_SOURCES={}", &hasher.finalize().to_hex()[..16]);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the crates of the workspace lie beside each other") {
        let path = entry.expect("sources can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}
