//! Training on tiny data.

use gazet_recognizer::train::{Corpus, NoCandidates, TrainConfig, TrainError, Trained, train};
use gazet_recognizer::{ClusterTable, NoWords, RecognizedSpan, Recognizer, RecognizerScratch};
use gazet_tokenizer::{TokenizedText, Tokenizer};

/// A corpus of made-up sentences, names marked as `[PER Ann Lott]`.
pub(crate) fn corpus() -> Corpus {
    let people = ["Ann Lott", "Omar Haddad", "Li Wei", "Maria Silva", "Ivan Petrov"];
    let places = ["Rouen", "Port Elm", "Kaduna", "Osaka", "Lima"];
    let mut lines = String::new();
    for (i, person) in people.iter().enumerate() {
        for (j, place) in places.iter().enumerate() {
            let surname = person.split(' ').next_back().unwrap();
            let marked = format!(
                "Yesterday [PER {person}] went to [LOC {place}] for the [ORG {place} Bank]. [PER {surname}] was late."
            );
            lines.push_str(&json(&format!("{i}-{j}"), &marked));
        }
    }
    Corpus::read("tiny", "CC0", lines.as_bytes()).unwrap()
}

fn json(id: &str, marked: &str) -> String {
    let (mut text, mut entities) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, after) = after.split_once(']').unwrap();
        let (code, name) = inside.split_once(' ').unwrap();
        let start = text.len();
        text.push_str(name);
        entities.push(serde_json::json!({"start": start, "end": text.len(), "type": code}));
        rest = after;
    }
    text.push_str(rest);
    format!("{}\n", serde_json::json!({"id": id, "text": text, "entities": entities}))
}

pub(crate) fn tiny(config: &TrainConfig) -> Result<Trained, TrainError> {
    let clusters = ClusterTable::from_list("bank\t3\t3\nwent\t4\t4\n".as_bytes()).unwrap();
    let tune = corpus();
    train(config, &[corpus()], &[tune], clusters, &NoWords, &mut NoCandidates, &mut |_| {})
}

pub(crate) fn find(recognizer: &Recognizer, text: &str) -> Vec<RecognizedSpan> {
    let mut tokens = TokenizedText::default();
    Tokenizer::new().tokenize(text, &mut tokens).unwrap();
    let (mut scratch, mut out) = (RecognizerScratch::default(), Vec::new());
    recognizer.recognize(text, &tokens, &[], &NoWords, &mut scratch, &mut out);
    out
}

fn shown(text: &str, spans: &[RecognizedSpan]) -> Vec<String> {
    spans.iter().map(|s| format!("{} {}", s.entity_type.code(), s.span.of(text))).collect()
}

#[test]
fn learns_and_generalizes() {
    let trained = tiny(&TrainConfig::default()).unwrap();
    assert_eq!(trained.reports[0].alignment.aligned, 100);
    let text = "Yesterday Ana Costa went to Bergen for the Bergen Bank. Costa was late.";
    let spans = find(&trained.recognizer, text);
    assert_eq!(shown(text, &spans), ["PER Ana Costa", "LOC Bergen", "ORG Bergen Bank", "PER Costa"]);
    assert!(spans.iter().all(|s| (0.5..=1.0).contains(&s.score)), "{spans:?}");
}

#[test]
fn the_same_bytes_every_time() {
    let config = TrainConfig { capitals: 0.3, lower_case: 0.2, ..TrainConfig::default() };
    let first = tiny(&config).unwrap().recognizer.to_bytes();
    assert_eq!(first, tiny(&config).unwrap().recognizer.to_bytes());
    let other = TrainConfig { seed: 2, ..config };
    assert_ne!(first, tiny(&other).unwrap().recognizer.to_bytes(), "the seed has a say");
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    for config in [
        TrainConfig { epochs: 0, ..TrainConfig::default() },
        TrainConfig { n_rows: 0, ..TrainConfig::default() },
        TrainConfig { folds: 1, ..TrainConfig::default() },
        TrainConfig { capitals: 1.5, ..TrainConfig::default() },
        TrainConfig { lower_case: f64::NAN, ..TrainConfig::default() },
    ] {
        assert!(matches!(tiny(&config), Err(TrainError::Setting { .. })), "{config:?}");
    }
    let nothing = train(
        &TrainConfig::default(),
        &[],
        &[],
        ClusterTable::empty(),
        &NoWords,
        &mut NoCandidates,
        &mut |_| {},
    );
    assert!(matches!(nothing, Err(TrainError::NoNames)));
}
