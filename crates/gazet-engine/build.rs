//! Compiles the lists of `/gazetteers` into the file that the engine embeds.

use std::path::Path;
use std::{env, fs, process};

fn main() {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let folder = Path::new(&manifest).join("../../gazetteers");
    println!("cargo::rerun-if-changed={}", folder.display());
    let compiled = match gazet_gazetteer::compile_folder(&folder) {
        Ok(compiled) => compiled,
        Err(error) => {
            eprintln!("the shipped lists do not compile: {error}");
            process::exit(1);
        }
    };
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("shipped.gzt"), compiled.bytes).expect("OUT_DIR can be written");
}
