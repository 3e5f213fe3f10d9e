//! The main text and the metadata of a web page.

use super::plain::{self, TooMuch};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a page. The document's text is the page's main text, one paragraph a block; offsets point into that. What
/// the page does not tell of itself stays as its container has it.
///
/// # Errors
/// If the page holds no text.
pub(crate) fn document(
    id: &str,
    page: &str,
    container: Metadata,
) -> Result<(Document, Option<Failure>), Failure> {
    let known = |value: String| Some(value).filter(|v| !v.trim().is_empty());
    let language = plain::declared_language(page);
    // The extractor walks pages recursively and more than once: what is too deep or too large for that is read plainly.
    if let Some(reason) = plain::too_much(page) {
        let text = plain::text(page);
        if text.is_empty() {
            return Err(no_text(id));
        }
        let what = match reason {
            TooMuch::Depth(depth) => format!("{depth} elements lie in one another"),
            TooMuch::Bytes(bytes) => format!("the page has {bytes} bytes"),
        };
        let note = Failure::new(
            id,
            Outcome::Noted,
            "whole-page",
            format!("{what}: all of its text is read, not its main text alone"),
        );
        let metadata = Metadata { title: plain::title(page), language, ..Metadata::default() };
        let metadata = merged(metadata, container);
        return Ok((Document { id: id.to_owned(), text, metadata }, Some(note)));
    }
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
    let text = content.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n\n");
    let text = if text.is_empty() { plain::text(page) } else { text };
    if text.is_empty() {
        return Err(no_text(id));
    }
    let metadata = Metadata {
        title: known(found.title).or_else(|| plain::title(page)),
        date: found.date.map(|d| d.to_string()),
        source: known(found.sitename).or_else(|| known(found.hostname)),
        author: known(found.author),
        language,
        url: known(found.url),
        ..Metadata::default()
    };
    Ok((Document { id: id.to_owned(), text, metadata: merged(metadata, container) }, None))
}

fn no_text(id: &str) -> Failure {
    Failure::new(id, Outcome::Skipped, "no-text", "the page holds no text")
}

/// What the page tells, and what the container tells where the page is silent.
fn merged(page: Metadata, container: Metadata) -> Metadata {
    Metadata {
        title: page.title.or(container.title),
        date: page.date.or(container.date),
        source: page.source.or(container.source),
        author: page.author.or(container.author),
        language: page.language.or(container.language),
        url: page.url.or(container.url),
        duplicate_of: container.duplicate_of,
        extra: container.extra,
    }
}

/// The encoding that a page declares in its first bytes.
pub(crate) fn charset(page: &[u8]) -> Option<String> {
    let head = &page[..page.len().min(4096)];
    let at = head.windows(7).position(|w| w.eq_ignore_ascii_case(b"charset"))? + 7;
    let value = head[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b));
    String::from_utf8(value[..end.unwrap_or(value.len())].to_vec()).ok().filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_encoding_is_found() {
        for (page, expected) in [
            ("<meta charset=windows-1252>", Some("windows-1252")),
            ("<META http-equiv=content-type content='text/html; charset = ISO-8859-1'>", Some("ISO-8859-1")),
            ("<meta charset=\"\">", None),
            ("<p>charset</p>", None),
        ] {
            assert_eq!(charset(page.as_bytes()).as_deref(), expected, "{page}");
        }
    }

    #[test]
    fn a_page_tells_of_itself_and_its_container_fills_the_gaps() {
        let story = "Angela Merkel flew to Geneva on Monday for talks with Ban Ki-moon about aid. ".repeat(6);
        let page = |head: &str| {
            format!(
                "<html lang=\"en-GB\"><head>{head}</head><body><article><p>{story}</p><p>{story}</p></article></body></html>"
            )
        };
        let container = Metadata {
            title: Some("of the container".to_owned()),
            url: Some("https://crawl.example/x?y".to_owned()),
            source: Some("crawl.example".to_owned()),
            ..Metadata::default()
        };
        let full = page(
            "<title>Talks | The Desk</title><meta property=\"og:title\" content=\"Talks in Geneva\">\
             <meta name=\"author\" content=\"Ana López\"><meta property=\"og:site_name\" content=\"The Desk\">\
             <meta property=\"article:published_time\" content=\"2024-05-01T10:00:00Z\">\
             <link rel=\"canonical\" href=\"https://desk.example/talks\">",
        );
        let (found, _) = document("a", &full, container.clone()).unwrap();
        let metadata = found.metadata;
        let told = [
            &metadata.title,
            &metadata.author,
            &metadata.date,
            &metadata.source,
            &metadata.language,
            &metadata.url,
        ]
        .map(|field| field.as_deref().unwrap_or_default());
        assert_eq!(
            told,
            ["Talks in Geneva", "Ana López", "2024-05-01", "The Desk", "en-GB", "https://desk.example/talks"]
        );
        let (found, _) = document("a", &page(""), container).unwrap();
        let metadata = found.metadata;
        assert_eq!(metadata.title.as_deref(), Some("of the container"));
        assert_eq!(metadata.url.as_deref(), Some("https://crawl.example/x?y"));
        assert_eq!(metadata.source.as_deref(), Some("crawl.example"));
    }

    #[test]
    fn a_page_without_main_text_gives_what_it_has() {
        let (document, note) =
            document("a", "<title>T</title><p>Short &amp; sweet.", Metadata::default()).unwrap();
        assert_eq!(
            (document.text.as_str(), document.metadata.title.as_deref()),
            ("Short & sweet.", Some("T"))
        );
        assert!(note.is_none());
        assert_eq!(
            super::document("a", "<script>x</script>", Metadata::default()).unwrap_err().code,
            "no-text"
        );
    }
}
