//! Compiles the lists of `/gazetteers` into the file that the engine embeds.

#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on standard output")]

use std::path::Path;
use std::{env, fs, process};

fn main() {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let folder = Path::new(&manifest).join("../../gazetteers");
    println!("cargo::rerun-if-changed={}", folder.display());
    let compiled = match gazet_gazetteer::compile_folder(&folder) {
        Ok(compiled) => compiled,
        Err(error) => {
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            process::exit(1);
        }
    };
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("shipped.gzt"), compiled.bytes).expect("OUT_DIR can be written");
}
