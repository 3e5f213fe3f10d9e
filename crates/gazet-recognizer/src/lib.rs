//! The statistical tagger for names that no list holds: features, decoding, model file, training.
