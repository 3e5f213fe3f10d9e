//! Checks a folder of lists: `check GAZETTEERS [SHOW]`. Prints the number of findings by code and the first SHOW.

use gazet_gazetteer::{CheckOptions, Exceptions, Gazetteer, check, compile_folder};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

#[expect(clippy::print_stdout, reason = "an example prints")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, rest @ ..] = arguments.as_slice() else {
        return Err("usage: check GAZETTEERS [SHOW]".into());
    };
    let show: usize = rest.first().map_or(Ok(30), |n| n.parse())?;
    let folder = Path::new(folder);
    let gazetteer = Gazetteer::from_bytes(compile_folder(folder)?.bytes)?;
    let path = folder.join("exceptions.csv");
    let exceptions = if path.exists() { Some(Exceptions::read(&path)?) } else { None };
    let begin = Instant::now();
    let options = CheckOptions {
        lexicon: gazetteer.lexicon(),
        exceptions: exceptions.as_ref(),
        ..CheckOptions::default()
    };
    let report = check(&gazetteer, &options);
    println!("{:?}, {} excepted", begin.elapsed(), report.n_excepted);
    let mut by_code = BTreeMap::new();
    for finding in &report.findings {
        *by_code.entry((finding.severity, finding.code)).or_insert(0) += 1;
    }
    println!("{by_code:?}");
    for f in report.findings.iter().take(show) {
        println!("{} {} {} {}: {}; {}", f.harm, f.severity.name(), f.code, f.list, f.message, f.help);
    }
    Ok(())
}
