//! Help says what the program does, and does not change by accident.

use crate::support::gazet;
use std::fs;
use std::path::Path;

/// Compares the help of `args` with a file beside the tests. The file is written by hand on purpose: run the program
/// and look before you replace it.
#[track_caller]
fn check(args: &[&str], name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/help").join(name);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let found = gazet(args).code(0).stdout;
    assert_eq!(found, expected, "the help of {args:?} is not what {} holds", path.display());
}

#[test]
fn help_of_each_command() {
    check(&["--help"], "gazet.txt");
    for command in
        ["run", "extract", "graph", "themes", "merge", "diff", "mentions", "explain", "eval", "train"]
    {
        check(&[command, "--help"], &format!("{command}.txt"));
    }
    check(&["graph", "check", "--help"], "graph-check.txt");
    check(&["themes", "check", "--help"], "themes-check.txt");
    for command in ["check", "build", "import", "lookup"] {
        check(&["gazetteer", command, "--help"], &format!("gazetteer-{command}.txt"));
    }
}

#[test]
fn unknown_arguments_exit_with_2() {
    gazet(&["--no-such-flag"]).code(2).says(&["--no-such-flag"]);
    gazet(&["run"]).code(2).says(&["--out"]);
    let none: [&str; 0] = [];
    gazet(&none).code(2);
}
