//! The shipped model.

use crate::training::find;
use gazet_recognizer::Recognizer;

fn names(text: &str) -> Vec<String> {
    let recognizer = Recognizer::embedded().unwrap();
    find(&recognizer, text).iter().map(|s| format!("{} {}", s.entity_type.code(), s.span.of(text))).collect()
}

#[test]
fn names_that_no_list_holds() {
    assert_eq!(
        names(
            "Police in Kerrowby said Thomas Arkwell, a spokesman for the Harlan Steel Company, had left for Paris."
        ),
        ["LOC Kerrowby", "PER Thomas Arkwell", "ORG Harlan Steel Company", "LOC Paris"]
    );
}

#[test]
fn the_document_helps() {
    let text = "Ngozi Adeyanju spoke first. The crowd cheered. Later Adeyanju's speech was printed.";
    assert_eq!(names(text), ["PER Ngozi Adeyanju", "PER Adeyanju"]);
}

#[test]
fn texts_of_any_kind() {
    for text in
        ["", " ", "no names at all here.", "\u{301}\u{200d}", "1 2 3 4", "....", "日本語のテキスト", "A", "É"]
    {
        let recognizer = Recognizer::embedded().unwrap();
        for span in find(&recognizer, text) {
            assert!(!span.span.of(text).is_empty());
        }
    }
}

#[test]
fn size_and_licence() {
    let recognizer = Recognizer::embedded().unwrap();
    assert!(recognizer.to_bytes().len() < 6_000_000);
    assert!(recognizer.n_rows() >= 60_000);
    assert!(recognizer.description().contains("CC BY-SA 4.0"));
}
