//! Compiles the lists of `/gazetteers` into the file that the engine embeds, and lists the theme packs to embed.

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
    fs::write(Path::new(&out).join("themes.rs"), themes(&folder.join("themes")))
        .expect("OUT_DIR can be written");
}

/// An array of the names and texts of the theme packs, as Rust source.
fn themes(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("gazetteers/themes is part of the repository");
    let mut packs: Vec<_> = entries.map(|e| e.expect("gazetteers/themes can be read").path()).collect();
    packs.retain(|p| {
        p.extension().is_some_and(|e| e == "toml") && !p.to_string_lossy().ends_with(".meta.toml")
    });
    packs.sort();
    let items: Vec<String> = packs
        .iter()
        .map(|pack| format!("({:?}, include_str!({:?}))", pack.file_name().unwrap_or_default(), pack))
        .collect();
    format!("[{}]", items.join(",\n"))
}
