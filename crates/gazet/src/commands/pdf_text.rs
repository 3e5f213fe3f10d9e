//! `gazet pdf-text`: the text of one PDF, in a process of its own, so that a hostile file cannot end a run.

use crate::args::PdfTextArgs;
use crate::exit::ExitStatus;
use anyhow::Context;
use std::io::{self, Read, Write};

/// Reads a PDF from standard input and writes a [`gazet_pipeline::PdfText`] as JSON.
pub(crate) fn pdf_text(args: &PdfTextArgs) -> anyhow::Result<ExitStatus> {
    // Panics of the extractor are part of the answer.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
    let text = gazet_pipeline::pdf_text(&bytes, args.limit);
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &text)?;
    out.flush()?;
    Ok(ExitStatus::Done)
}
