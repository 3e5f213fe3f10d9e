//! The main text and the metadata of a web page.

use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a page. The document's text is the page's main text, one paragraph a block; offsets point into that.
///
/// # Errors
/// If the page holds no text.
pub(crate) fn document(id: &str, page: &str) -> Result<Document, Failure> {
    let options = trafilatura::Options::default().with_fallback(true);
    // The extractor is fed whatever the web holds: a bug in it must cost one page, not the run.
    let extracted =
        catch_unwind(AssertUnwindSafe(|| trafilatura::extract(page, &options))).map_err(|_| {
            Failure::new(id, Outcome::Failed, "html", "the main-text extractor failed on this page")
        })?;
    let (content, found) = match extracted {
        Ok(result) => (result.content_text, result.metadata),
        Err(_) => (String::new(), trafilatura::Metadata::default()),
    };
    let content = if content.trim().is_empty() { trafilatura::html2txt(page) } else { content };
    let text = content.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n\n");
    if text.is_empty() {
        return Err(Failure::new(id, Outcome::Skipped, "no-text", "the page holds no text"));
    }
    let known = |value: String| Some(value).filter(|v| !v.trim().is_empty());
    let metadata = Metadata {
        title: known(found.title),
        date: found.date.map(|d| d.to_string()),
        source: known(found.sitename).or_else(|| known(found.hostname)),
        author: known(found.author),
        language: known(found.language),
        url: known(found.url),
        ..Metadata::default()
    };
    Ok(Document { id: id.to_owned(), text, metadata })
}
