//! The statistical tagger for names that no list holds: features, decoding, model file, training.
mod bytes;
mod clusters;
mod decode;
pub mod eval;
mod evidence;
mod features;
mod hash;
mod labels;
mod listed;
mod model;
mod recognizer;
mod second;
pub mod train;
mod wake;
mod walk;
mod weights;
mod words;

pub use clusters::{ClusterListError, ClusterTable};
pub use features::{FEATURE_VERSION, FeatureGroups};
pub use model::ModelError;
pub use recognizer::{RecognizedSpan, Recognizer, RecognizerScratch};
pub use words::{NoWords, WordClass, WordFlags, WordLists};
