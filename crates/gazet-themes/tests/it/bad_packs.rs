//! Packs that are refused, with file, line and reason.

use gazet_core::Severity;
use gazet_themes::{Pack, Themes, check};

/// Theme lines begin at line 3 of the file.
#[track_caller]
fn refused(themes: &str, expected: &str) {
    let text = format!("format = 1\nlanguage = \"en\"\n{themes}");
    let error = match Pack::parse("own.toml", &text) {
        Ok(pack) => Themes::new(&[pack]).expect_err("the pack should be refused").to_string(),
        Err(error) => error.to_string(),
    };
    assert!(error.starts_with(expected), "{error:?} should begin with {expected:?}");
}

const A: &str = "[[theme]]\nid = \"a\"\nlabel = \"A\"\ndefinition = \"D\"\nterms.5 = [\"apple\"]\n";

#[test]
fn duplicate_id() {
    refused(
        &format!("{A}{A}"),
        "own.toml:9: error[duplicate-theme]: theme id \"a\" is already used at own.toml:4",
    );
}

#[test]
fn unknown_parent() {
    refused(
        &format!("{A}parent = \"fruit\"\n"),
        "own.toml:8: error[unknown-parent]: theme \"a\" has the unknown parent \"fruit\"",
    );
}

#[test]
fn cycle_of_parents() {
    let b = A.replace("\"a\"", "\"b\"");
    let themes = format!("{A}parent = \"b\"\n{b}parent = \"a\"\n");
    refused(&themes, "own.toml:8: error[parent-cycle]: the parents of theme \"a\" form a cycle: a -> b -> a");
    refused(&format!("{A}parent = \"a\"\n"), "own.toml:8: error[parent-cycle]");
}

#[test]
fn empty_theme() {
    refused(
        &A.replace("terms.5 = [\"apple\"]\n", ""),
        "own.toml:4: error[empty-theme]: theme \"a\" is empty",
    );
}

#[test]
fn invalid_rules() {
    let rule = |rule: &str, expected: &str| {
        refused(
            &format!("{A}rules = [\n    {rule},\n]\n"),
            &format!("own.toml:9: error[invalid-rule]: invalid rule of theme \"a\": {expected}"),
        );
    };
    rule("{ weight = 6, all = [\"b\"] }", "weight 6 is not between 1 and 5");
    rule("{ weight = 3, none = [\"b\"] }", "it has neither all nor any");
    rule("{ weight = 3, near = 0, all = [\"b\", \"c\"] }", "near = 0 is not between 1 and 200 words");
    rule("{ weight = 3, near = 4, all = [\"b\"] }", "near needs at least two things");
    rule("{ weight = 3, any = [\"b\"], at_least = 2 }", "at_least = 2 cannot be met by 1 phrases");
    rule("{ weight = 3, all = [\"b\"], at_least = 2 }", "at_least counts the phrases of any");
    rule("{ weight = 3, all = [\"b\", []] }", "a group of all is empty");
    rule("{ weight = 3, all = [\"b\"], none = [\"b\"] }", "it cannot fire: \"b\" stands in all and in none");
}

#[test]
fn invalid_terms() {
    let term = |term: &str, expected: &str| {
        refused(&A.replace("apple", term), &format!("own.toml:7: error[invalid-term]: {expected}"));
    };
    term("  ", "\"  \" holds no word");
    term("b{loud}", "\"b{loud}\" has the unknown flag {loud}");
    term("b{exact", "\"b{exact\" has an opening brace");
    term("a b c d e f g h i j k l m", "\"a b c d e f g h i j k l m\" has 13 words, more than 12");
}

#[test]
fn ids_and_codes() {
    refused(&A.replace("\"a\"", "\"A b\""), "own.toml:4: error[theme-id]: theme id \"A b\"");
    refused(&format!("{A}iptc = \"123\"\n"), "own.toml:8: error[iptc-code]: IPTC code \"123\"");
}

#[test]
fn syntax() {
    refused(&A.replace("terms.5", "terms.9"), "own.toml:7: not a theme pack: unknown field `9`");
    refused(&A.replace("label = \"A\"\n", ""), "own.toml:3: not a theme pack: missing field `label`");
    refused(&A.replace("[\"apple\"]", "[apple]"), "own.toml:7: not a theme pack:");
    let error =
        Pack::parse("own.toml", &format!("language = \"en\"\nformat = 2\n{A}")).unwrap_err().to_string();
    assert_eq!(error, "own.toml:2: theme pack format 2 is not supported; write format = 1");
}

#[test]
fn further_errors_are_counted() {
    let error = format!("{A}parent = \"x\"\niptc = \"1\"\n");
    let pack = Pack::parse("own.toml", &format!("format = 1\nlanguage = \"en\"\n{error}")).unwrap();
    assert!(Themes::new(&[pack]).unwrap_err().to_string().ends_with("(and 1 more error)"));
}

#[test]
fn doubtful_entries_are_warnings() {
    let themes =
        A.replace("[\"apple\"]", "[\"apple\", \"Apple\", \"pear tree\"]") + "exclude = [\"pear-tree\"]\n";
    let pack = Pack::parse("own.toml", &format!("format = 1\nlanguage = \"en\"\n{themes}")).unwrap();
    let found = check(std::slice::from_ref(&pack));
    let codes: Vec<_> = found.iter().map(|d| (d.code, d.severity, d.place.line)).collect();
    let warning = |code| (code, Severity::Warning, Some(7));
    assert_eq!(codes, [warning("duplicate-term"), warning("term-excluded")]);
    assert_eq!(Themes::new(&[pack]).unwrap().n_terms(), 2);
}
