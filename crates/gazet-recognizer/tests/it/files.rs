//! Model files: what is written comes back; what is no model is refused.

use crate::training::{find, tiny};
use gazet_recognizer::train::TrainConfig;
use gazet_recognizer::{ModelError, Recognizer};

const TEXT: &str = "Yesterday Ana Costa went to Bergen for the Bergen Bank. Costa was late.";

fn model() -> Vec<u8> {
    tiny(&TrainConfig::default()).unwrap().recognizer.with_description("made for a test".into()).to_bytes()
}

/// The checksum put right, so that the parser behind it is what is tested.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let content = bytes.len() - 32;
    let checksum = blake3::hash(&bytes[..content]);
    bytes[content..].copy_from_slice(checksum.as_bytes());
    bytes
}

#[test]
fn round_trip() {
    let bytes = model();
    let back = Recognizer::from_bytes(&bytes).unwrap();
    assert_eq!(back.to_bytes(), bytes);
    assert_eq!(back.description(), "made for a test");
    assert_eq!(find(&back, TEXT), find(&tiny(&TrainConfig::default()).unwrap().recognizer, TEXT));
}

#[test]
fn foreign_and_damaged_files_are_refused_by_name() {
    let bytes = model();
    assert_eq!(Recognizer::from_bytes(b"").unwrap_err(), ModelError::NotAModel);
    assert_eq!(Recognizer::from_bytes(b"GAZETTEER").unwrap_err(), ModelError::NotAModel);
    assert!(matches!(Recognizer::from_bytes(&bytes[..20]), Err(ModelError::Truncated { .. })));
    assert_eq!(Recognizer::from_bytes(&bytes[..bytes.len() - 1]).unwrap_err(), ModelError::Checksum);
    let mut flipped = bytes.clone();
    flipped[500] ^= 1;
    assert_eq!(Recognizer::from_bytes(&flipped).unwrap_err(), ModelError::Checksum);
    let mut newer = bytes;
    newer[8] = 9;
    let error = Recognizer::from_bytes(&newer).unwrap_err().to_string();
    assert!(error.contains("version 9"), "{error}");
}

#[test]
fn hostile_files_never_panic() {
    let bytes = model();
    let mut state = 1_u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let (mut refused, mut used) = (0, 0);
    for round in 0..3000 {
        let mut hostile = bytes.clone();
        // The first part holds the lengths and the settings: half of the changes go there.
        let reach = if round % 2 == 0 { 900.min(hostile.len()) } else { hostile.len() };
        for _ in 0..=next(4) {
            let at = 8 + next(reach - 8);
            hostile[at] = next(256) as u8;
        }
        if round % 5 == 0 {
            hostile.truncate(40 + next(hostile.len() - 40));
        }
        match Recognizer::from_bytes(&sealed(hostile)) {
            Err(_) => refused += 1,
            Ok(recognizer) => {
                used += 1;
                for span in find(&recognizer, TEXT) {
                    assert!((0.0..=1.0).contains(&span.score), "{span:?}");
                }
            }
        }
    }
    assert!(refused > 500 && used > 100, "{refused} refused, {used} used");
}
