//! Compiles the lists and the theme packs of `/gazetteers` into the files that the engine embeds.

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
    let (sources, compiled) = themes(&folder.join("themes"));
    fs::write(Path::new(&out).join("themes.rs"), sources).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("themes.bin"), compiled).expect("OUT_DIR can be written");
}

/// Names and texts of the theme packs and their fingerprint as Rust source, and the packs compiled.
fn themes(folder: &Path) -> (String, Vec<u8>) {
    let entries = fs::read_dir(folder).expect("gazetteers/themes is part of the repository");
    let mut packs: Vec<_> = entries.map(|e| e.expect("gazetteers/themes can be read").path()).collect();
    packs.retain(|p| {
        p.extension().is_some_and(|e| e == "toml") && !p.to_string_lossy().ends_with(".meta.toml")
    });
    packs.sort();
    let (mut items, mut parsed) = (Vec::new(), Vec::new());
    for path in &packs {
        let name = path.file_name().unwrap_or_default();
        items.push(format!("({name:?}, include_str!({path:?}))"));
        let text = fs::read_to_string(path).expect("theme packs can be read");
        parsed.push(
            gazet_themes::Pack::parse(&name.to_string_lossy(), &text).unwrap_or_else(|error| refuse(&error)),
        );
    }
    let themes = gazet_themes::Themes::new(&parsed).unwrap_or_else(|error| refuse(&error));
    let fingerprint = gazet_themes::Pack::fingerprint_of(&parsed);
    (format!("([{}], {fingerprint}u64)", items.join(",\n")), themes.to_bytes())
}

fn refuse(error: &gazet_themes::ThemeError) -> ! {
    println!("cargo::error={error}");
    process::exit(1)
}
