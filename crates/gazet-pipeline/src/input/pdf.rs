//! The text of PDF files, which are hostile until shown otherwise.
//!
//! The extractor may panic, recurse without end, run for hours or ask for all memory. So the command line runs it in a
//! process of its own for each file, with limits of time and memory: whatever happens there is a line in the ledger.
//! Without such a helper, a library that embeds this crate is guarded against panics only.

use super::InputOptions;
use super::raw::Decoded;
use super::stack::too_large;
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use pdf_extract::{Document as Pdf, Object, PlainTextOutput, decode_text_string, output_doc_page};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Memory that the helper may have, in KiB.
#[cfg(unix)]
const MAX_HELPER_KIB: u64 = 4 << 20;

/// What a PDF holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PdfText {
    /// The text, an empty line between pages.
    pub text: String,
    /// Title of the document's properties.
    pub title: Option<String>,
    /// Author of the document's properties.
    pub author: Option<String>,
    /// Day of its making.
    pub date: Option<String>,
    /// Language it declares.
    pub language: Option<String>,
    /// Pages.
    pub n_pages: u32,
    /// Pages that could not be read.
    pub failed_pages: Vec<u32>,
    /// Why nothing could be read.
    pub error: Option<String>,
}

/// Reads a PDF in this process. Text beyond `limit` bytes is not kept, and one byte more tells that there was more.
#[must_use]
pub fn pdf_text(bytes: &[u8], limit: u64) -> PdfText {
    let failed = |error: String| PdfText { error: Some(error), ..PdfText::default() };
    match catch_unwind(AssertUnwindSafe(|| load(bytes))) {
        Ok(Ok(document)) => read(&document, limit),
        Ok(Err(error)) => failed(error),
        Err(_) => failed("the reader failed on this file".to_owned()),
    }
}

fn load(bytes: &[u8]) -> Result<Pdf, String> {
    let mut document = Pdf::load_mem(bytes).map_err(|error| error.to_string())?;
    if document.is_encrypted() {
        // Many files are encrypted with an empty password, to forbid printing or the like.
        document.decrypt("").map_err(|error| format!("it is encrypted: {error}"))?;
    }
    Ok(document)
}

fn read(document: &Pdf, limit: u64) -> PdfText {
    let mut found = PdfText::default();
    let pages = catch_unwind(AssertUnwindSafe(|| document.get_pages())).unwrap_or_default();
    found.n_pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    for number in pages.into_keys() {
        let page = catch_unwind(AssertUnwindSafe(|| {
            let mut page = String::new();
            output_doc_page(document, &mut PlainTextOutput::new(&mut page), number).map(|()| page)
        }));
        let Ok(Ok(page)) = page else {
            found.failed_pages.push(number);
            continue;
        };
        let page = page.trim();
        if page.is_empty() {
            continue;
        }
        if !found.text.is_empty() {
            found.text.push_str("\n\n");
        }
        found.text.push_str(page);
        if found.text.len() as u64 > limit {
            let mut end =
                usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX).min(found.text.len());
            while !found.text.is_char_boundary(end) {
                end += 1;
            }
            found.text.truncate(end);
            break;
        }
    }
    // Properties are worth having, and not worth losing the text for.
    let _ = catch_unwind(AssertUnwindSafe(|| properties(document, &mut found)));
    found
}

fn properties(document: &Pdf, found: &mut PdfText) {
    let resolved = |object: &Object| document.dereference(object).ok().map(|(_, object)| object.clone());
    let text = |object: Option<Object>| {
        let text = decode_text_string(&object?).ok()?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    if let Some(Object::Dictionary(info)) = document.trailer.get(b"Info").ok().and_then(resolved) {
        let field = |name: &[u8]| text(info.get(name).ok().and_then(resolved));
        found.title = field(b"Title");
        found.author = field(b"Author");
        found.date = field(b"CreationDate").and_then(|date| day(&date));
    }
    found.language = document.catalog().ok().and_then(|c| text(c.get(b"Lang").ok().and_then(resolved)));
}

/// `D:20240501120000+02'00'` as `2024-05-01`.
fn day(date: &str) -> Option<String> {
    let digits: String = date.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
    let (year, month, day) =
        (digits.get(..4)?, digits.get(4..6).unwrap_or("01"), digits.get(6..8).unwrap_or("01"));
    let in_range = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    (in_range(month, 12) && in_range(day, 31)).then(|| format!("{year}-{month}-{day}"))
}

/// Reads a PDF as the options say: in a helper, or here.
pub(crate) fn document(id: &str, bytes: &[u8], container: Metadata, options: &InputOptions) -> Decoded {
    let limit = options.max_document_bytes;
    let failed = |message: String| Failure::new(id, Outcome::Failed, "pdf", message);
    let found = match &options.pdf_helper {
        None => Ok(pdf_text(bytes, limit)),
        Some(helper) => helped(helper, bytes, options),
    };
    let found = match found {
        Ok(PdfText { error: Some(error), .. }) => {
            return Decoded::failed(failed(format!("not a PDF that can be read: {error}")).help(
                "the file may be damaged or encrypted: open it in a viewer and print it to a new file",
            ));
        }
        Ok(found) => found,
        Err(Trouble::Slow) => {
            return Decoded::failed(
                Failure::new(
                    id,
                    Outcome::Failed,
                    "too-slow",
                    format!("its text took more than {} seconds", options.max_pdf_seconds),
                )
                .help("raise --max-pdf-seconds, or split it"),
            );
        }
        Err(Trouble::Crashed) => {
            return Decoded::failed(
                failed("the extractor crashed on this file, or ran out of memory".to_owned())
                    .help("open it in a viewer and print it to a new file"),
            );
        }
        Err(Trouble::NoHelper(error)) => {
            return Decoded::failed(failed(format!("the extractor cannot be started: {error}")));
        }
    };
    if found.text.len() as u64 > limit {
        return Decoded::failed(too_large(id, limit));
    }
    let unread = (!found.failed_pages.is_empty()).then(|| {
        let pages: Vec<String> = found.failed_pages.iter().take(20).map(u32::to_string).collect();
        let more = if found.failed_pages.len() > 20 { ", ..." } else { "" };
        format!(
            "{} of {} pages cannot be read: {}{more}",
            found.failed_pages.len(),
            found.n_pages,
            pages.join(", ")
        )
    });
    if found.text.is_empty() {
        return Decoded::failed(match unread {
            Some(unread) => failed(unread),
            None => Failure::new(id, Outcome::Skipped, "no-text", "the PDF holds no text; it may be a scan")
                .help("recognize its text first (OCR)"),
        });
    }
    let metadata = Metadata {
        title: found.title.or(container.title),
        author: found.author.or(container.author),
        date: found.date.or(container.date),
        language: found.language.or(container.language),
        ..container
    };
    Decoded {
        documents: vec![Document { id: id.to_owned(), text: found.text, metadata }],
        failures: unread
            .map(|unread| Failure::new(id, Outcome::Noted, "pages-left-out", unread))
            .into_iter()
            .collect(),
    }
}

enum Trouble {
    Slow,
    Crashed,
    NoHelper(std::io::Error),
}

/// Reads a PDF in another process: `HELPER pdf-text LIMIT`, the file on its standard input, a [`PdfText`] as JSON on
/// its standard output.
fn helped(helper: &Path, bytes: &[u8], options: &InputOptions) -> Result<PdfText, Trouble> {
    let mut child = spawn(helper, options.max_document_bytes).map_err(Trouble::NoHelper)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    // JSON may write a character in six bytes.
    let most = options.max_document_bytes.saturating_mul(6).saturating_add(1 << 20);
    std::thread::scope(|scope| {
        // Both pipes at once, so that neither side waits for the other. A helper that dies early is told by its output.
        scope.spawn(move || input.is_some_and(|mut input| input.write_all(bytes).is_ok()));
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let mut said = Vec::new();
            let read = output.map(|output| output.take(most).read_to_end(&mut said));
            // Nobody listens where the time is over.
            let _ = sender.send(matches!(read, Some(Ok(_))).then_some(said));
        });
        let said = receiver.recv_timeout(Duration::from_secs(options.max_pdf_seconds));
        if said.is_err() {
            // It may have ended by itself just now.
            let _ = child.kill();
        }
        let ended = child.wait();
        let Ok(said) = said else { return Err(Trouble::Slow) };
        let said = said.filter(|_| ended.is_ok_and(|status| status.success()));
        said.and_then(|said| serde_json::from_slice(&said).ok()).ok_or(Trouble::Crashed)
    })
}

fn spawn(helper: &Path, limit: u64) -> std::io::Result<Child> {
    let limit = limit.to_string();
    #[cfg(unix)]
    let mut command = {
        // The shell sets the limit of memory and becomes the helper.
        let mut command = Command::new("/bin/sh");
        let script = format!("ulimit -v {MAX_HELPER_KIB} 2>/dev/null; exec \"$0\" \"$@\"");
        command.args(["-c", &script]).arg(helper).args(["pdf-text", &limit]);
        command
    };
    #[cfg(not(unix))]
    let mut command = {
        let mut command = Command::new(helper);
        command.args(["pdf-text", &limit]);
        command
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of one page for each text, written by hand.
    fn pdf(pages: &[&str]) -> Vec<u8> {
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>".to_owned(),
            format!(
                "<< /Type /Pages /Count {} /Kids [{}] >>",
                pages.len(),
                (0..pages.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect::<Vec<_>>().join(" ")
            ),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            "<< /Title (Talks) /Author (Ana) /CreationDate (D:20240501120000Z) >>".to_owned(),
        ];
        for (i, text) in pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
                6 + 2 * i
            ));
            let content = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
            objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
        }
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (i, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
        }
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        for place in places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        out.extend(
            format!(
                "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n",
                objects.len() + 1
            )
            .bytes(),
        );
        out
    }

    #[test]
    fn pages_are_read_with_the_properties() {
        let bytes = pdf(&["Angela Merkel in Geneva", "Ban Ki-moon in Oslo"]);
        let decoded = document("a.pdf", &bytes, Metadata::default(), &InputOptions::default());
        assert_eq!(decoded.failures, []);
        let document = &decoded.documents[0];
        assert_eq!(document.text, "Angela Merkel in Geneva\n\nBan Ki-moon in Oslo");
        let metadata = &document.metadata;
        let told = [&metadata.title, &metadata.author, &metadata.date, &metadata.language];
        assert_eq!(told.map(|f| f.as_deref().unwrap_or("")), ["Talks", "Ana", "2024-05-01", "en"]);
    }

    #[test]
    fn damaged_and_empty_files_are_failures() {
        let whole = pdf(&["Angela Merkel in Geneva"]);
        let codes = |bytes: &[u8], limit: u64| -> Vec<String> {
            let options = InputOptions { max_document_bytes: limit, ..InputOptions::default() };
            document("a.pdf", bytes, Metadata::default(), &options)
                .failures
                .into_iter()
                .map(|f| f.code)
                .collect()
        };
        assert_eq!(codes(b"%PDF-1.4\nnothing", 1000), ["pdf"]);
        assert_eq!(codes(&pdf(&[""]), 1000), ["no-text"]);
        assert_eq!(codes(&whole, 10), ["too-large"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_helper_that_hangs_dies_or_babbles_costs_one_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        for (script, code, said) in [
            ("exec sleep 60", "too-slow", "1 seconds"),
            ("kill -9 $$", "pdf", "crashed"),
            ("echo no JSON", "pdf", "crashed"),
            (
                "cat >/dev/null; echo '{\"text\":\"Oslo\",\"n_pages\":2,\"failed_pages\":[2]}'",
                "pages-left-out",
                "1 of 2 pages",
            ),
            // The limit of memory holds.
            (
                "test $(ulimit -v) -le 4194304 && echo '{\"text\":\"\",\"n_pages\":1,\"failed_pages\":[]}'",
                "no-text",
                "scan",
            ),
        ] {
            let helper = folder.path().join("helper");
            std::fs::write(&helper, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&helper, std::fs::Permissions::from_mode(0o755)).unwrap();
            let options =
                InputOptions { pdf_helper: Some(helper), max_pdf_seconds: 1, ..InputOptions::default() };
            // More than a pipe holds, so that a helper that does not read is met.
            let decoded = document("a.pdf", &vec![b'x'; 1 << 20], Metadata::default(), &options);
            let failure = &decoded.failures[0];
            assert!(failure.code == code && failure.message.contains(said), "{script}: {failure}");
        }
    }

    #[test]
    fn days_are_read_from_dates_of_properties() {
        assert_eq!(day("D:20240501120000+02'00'").as_deref(), Some("2024-05-01"));
        assert_eq!(day("2024").as_deref(), Some("2024-01-01"));
        assert_eq!((day("D:20241301"), day("yesterday")), (None, None));
    }
}
