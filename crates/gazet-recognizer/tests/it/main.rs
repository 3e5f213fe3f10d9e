//! The recognizer from outside: model files, training, what it finds.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail a test")]

mod embedded;
mod files;
mod training;
