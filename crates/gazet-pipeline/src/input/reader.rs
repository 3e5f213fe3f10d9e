//! Cuts the files of a collection into raw documents, in order.

use super::discover::Source;
use super::stack::{Input, Splitter, Step, unreadable};
use super::{Collection, InputOptions, RawDocument};
use crate::Failure;
use std::fs::File;
use std::io;

/// Reads a collection, one raw document after the other.
pub struct Reader<'a> {
    options: &'a InputOptions,
    sources: std::slice::Iter<'a, Source>,
    current: Option<&'a Source>,
    stack: Vec<Box<dyn Splitter>>,
    /// Bytes in memory, to be opened.
    bytes: Option<Input>,
}

impl<'a> Reader<'a> {
    /// Starts at the first file.
    #[must_use]
    pub fn new(collection: &'a Collection, options: &'a InputOptions) -> Self {
        Self { options, sources: collection.sources.iter(), current: None, stack: Vec::new(), bytes: None }
    }

    /// Reads bytes in memory, as a file called `name` would be.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: Vec<u8>, options: &'a InputOptions) -> Self {
        let input = Input::memory(name, bytes, options);
        Self { options, sources: [].iter(), current: None, stack: Vec::new(), bytes: Some(input) }
    }

    /// Id of the file that the last item came from; empty for standard input. Sources come in the order of their ids.
    #[must_use]
    pub fn source(&self) -> &str {
        match self.current {
            Some(Source::File { id, .. }) => id,
            Some(Source::Stdin) | None => "",
        }
    }

    fn input(&self, source: &Source) -> Result<Input, Failure> {
        match source {
            Source::Stdin => Ok(Input::stream(
                "stdin".to_owned(),
                self.options.stdin_format,
                Box::new(io::stdin()),
                self.options,
            )),
            Source::File { id, path, format } => {
                let file = File::open(path).map_err(|error| unreadable(id, &error))?;
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                Ok(Input::file(id.clone(), name.unwrap_or_default(), *format, file, self.options))
            }
        }
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<RawDocument, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let input = match self.stack.last_mut() {
                Some(top) => match top.next(self.options) {
                    None => {
                        self.stack.pop();
                        continue;
                    }
                    Some(Step::Document(document)) => return Some(Ok(document)),
                    Some(Step::Record(failure)) => return Some(Err(failure)),
                    Some(Step::Open(input)) => Ok(input),
                },
                None => match self.bytes.take() {
                    Some(input) => Ok(input),
                    None => {
                        let source = self.sources.next()?;
                        self.current = Some(source);
                        self.input(source)
                    }
                },
            };
            match input.and_then(|input| input.open(self.options)) {
                Ok(splitter) => self.stack.push(splitter),
                Err(failure) => return Some(Err(failure)),
            }
        }
    }
}
