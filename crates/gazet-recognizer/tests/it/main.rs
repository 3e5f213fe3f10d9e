//! The recognizer from outside: model files, training, what it finds.

mod embedded;
mod files;
mod training;
