//! The statistical tagger for names that no list holds: features, decoding, model file, training.
//!
//! A linear-chain averaged perceptron over hashed features labels people, places and organizations. It looks only at
//! tokens that may be names (capitals, listed names, what stands between), sums 8-bit weights, decodes exactly, and
//! goes over a document a second time with what the first pass made of the same words elsewhere.
//!
//! The three types to know first:
//!
//! * [`Recognizer`]: a model at work, immutable and shared; [`Recognizer::embedded`] is the shipped one;
//! * [`RecognizedSpan`]: one name found, with its type and a score that means how often such a span is right;
//! * [`WordLists`]: what the recognizer asks of the outside: which lists a word stands in.
//!
//! ```
//! use gazet_recognizer::{NoWords, Recognizer, RecognizerScratch};
//! use gazet_tokenizer::{TokenizedText, Tokenizer};
//!
//! let recognizer = Recognizer::embedded()?;
//! let (tokenizer, mut tokens) = (Tokenizer::new(), TokenizedText::default());
//! let text = "The flood reached Rouen on Monday, said Claire Martin of the Red Cross.";
//! tokenizer.tokenize(text, &mut tokens)?;
//!
//! let (mut scratch, mut found) = (RecognizerScratch::default(), Vec::new());
//! // Candidates and word lists come from the gazetteer; without them the recognizer works less well.
//! recognizer.recognize(text, &tokens, &[], &NoWords, &mut scratch, &mut found);
//! let names: Vec<&str> = found.iter().map(|s| s.span.of(text)).collect();
//! assert!(names.contains(&"Claire Martin"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The trap people fall into: a model fits one version of the features and of the normal form only. A change in
//! either must raise its version, and the model must be trained again; an old file is then refused.
//!
//! What it does not do: it links nothing, and it does not settle conflicts with the lists; that is the resolver's.
//! [`train`] makes models from gold data, [`eval`] scores them. Reading files is left to the caller.

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
