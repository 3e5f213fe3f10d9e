//! Formats of inputs: what a name promises, what the first bytes show.

use std::path::Path;

/// The format of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text: one document a file.
    Text,
    /// Markdown: one document a file, read as it stands.
    Markdown,
    /// A web page: its main text becomes the document.
    Html,
    /// JSON lines: one document a line.
    Jsonl,
    /// Comma-separated values with a header: one document a row. Semicolons and tabs are recognized from the header.
    Csv,
    /// Tab-separated values with a header: one document a row.
    Tsv,
    /// Parquet: one document a row.
    Parquet,
    /// WARC and WET: one document for each record with text.
    Warc,
    /// PDF: one document a file.
    Pdf,
    /// Word document (Office Open XML): one document a file.
    Docx,
    /// A mail message: one document, and one for each attachment that is read.
    Eml,
    /// A mailbox: as a mail message, for each message.
    Mbox,
}

/// What a file name or its first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// A document or a file of documents.
    Format(Format),
    /// A file that holds files.
    Zip,
    /// Packed bytes.
    Packed(Packing),
    /// Something that is not read, and what it is.
    Other(&'static str),
    /// Cannot be told.
    Unknown,
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

const EXTENSIONS: [(&str, Format); 21] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("parquet", Format::Parquet),
    ("warc", Format::Warc),
    ("wet", Format::Warc),
    ("pdf", Format::Pdf),
    ("docx", Format::Docx),
    ("eml", Format::Eml),
    ("mbox", Format::Mbox),
    ("mbx", Format::Mbox),
    ("pq", Format::Parquet),
];

const PACKINGS: [(&str, Packing); 4] =
    [("gz", Packing::Gzip), ("gzip", Packing::Gzip), ("zst", Packing::Zstd), ("zstd", Packing::Zstd)];

/// Text to a machine, but no prose: names in it would be noise. Read when named on purpose.
const NO_PROSE: [&str; 30] = [
    "bat", "c", "cfg", "conf", "cpp", "css", "h", "ini", "ipynb", "java", "js", "json", "lock", "log", "map",
    "py", "rb", "rs", "rss", "sh", "sql", "svg", "tex", "toml", "ts", "vcf", "xml", "xsd", "yaml", "yml",
];

/// Archives of office programs and packages: zip files whose members are no documents.
const OTHER_ZIPS: [&str; 13] =
    ["apk", "epub", "jar", "kmz", "odg", "odp", "ods", "odt", "pptx", "whl", "xlsm", "xlsx", "xpi"];

impl Format {
    /// The format that a file name promises, looking through endings of packed files: `a.jsonl.gz` is JSON lines.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        of_name(unpacked_name(name).0)
    }

    /// The extensions read, for messages.
    #[must_use]
    pub fn known_extensions() -> String {
        let formats = EXTENSIONS.iter().map(|(extension, _)| *extension);
        formats.chain(["zip"]).chain(PACKINGS.map(|(extension, _)| extension)).collect::<Vec<_>>().join(", ")
    }

    /// The format of a media type such as `text/html; charset=utf-8`, for those of one document.
    pub(crate) fn of_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        Some(match essence.to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/plain" => Self::Text,
            "text/markdown" => Self::Markdown,
            "application/pdf" => Self::Pdf,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Self::Docx,
            "message/rfc822" => Self::Eml,
            _ => return None,
        })
    }
}

fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
}

/// The format that the last part of a name promises.
pub(crate) fn of_name(name: &str) -> Option<Format> {
    let extension = extension(name)?;
    EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, format)| *format)
}

/// A name without the endings of packed files, and whether it had any.
pub(crate) fn unpacked_name(name: &str) -> (&str, bool) {
    let mut rest = name;
    while let Some((stem, _)) = rest.rsplit_once('.')
        && extension(rest).is_some_and(|e| PACKINGS.iter().any(|(known, _)| *known == e))
    {
        rest = stem;
    }
    (rest, rest.len() < name.len())
}

/// Why a file of this name is left out unless it is named on purpose.
pub(crate) fn no_prose(name: &str) -> Option<String> {
    let extension = extension(unpacked_name(name).0)?;
    (NO_PROSE.contains(&extension.as_str()) || OTHER_ZIPS.contains(&extension.as_str())).then_some(extension)
}

/// What `head`, the first bytes of a file called `name`, holds.
///
/// Marks that no text bears decide first, then the name, then what the text looks like.
pub(crate) fn guess(name: &str, head: &[u8]) -> Guess {
    let promised = of_name(name);
    if let Some(guess) = by_mark(name, head, promised) {
        return guess;
    }
    if let Some(format) = promised {
        return Guess::Format(format);
    }
    by_text(head).map_or(Guess::Unknown, Guess::Format)
}

fn by_mark(name: &str, head: &[u8], promised: Option<Format>) -> Option<Guess> {
    const MARKS: [(&[u8], Guess); 13] = [
        (b"\x1f\x8b\x08", Guess::Packed(Packing::Gzip)),
        (b"\x28\xb5\x2f\xfd", Guess::Packed(Packing::Zstd)),
        (b"BZh", Guess::Other("a bzip2 file")),
        (b"%PDF-", Guess::Format(Format::Pdf)),
        (b"PAR1", Guess::Format(Format::Parquet)),
        (b"WARC/", Guess::Format(Format::Warc)),
        (b"\x89PNG", Guess::Other("a PNG image")),
        (b"\xff\xd8\xff", Guess::Other("a JPEG image")),
        (b"GIF8", Guess::Other("a GIF image")),
        (b"7z\xbc\xaf\x27\x1c", Guess::Other("a 7z archive")),
        (b"Rar!\x1a\x07", Guess::Other("a RAR archive")),
        (b"\xfd7zXZ\0", Guess::Other("an xz file")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Guess::Other("an older Office file (.doc, .xls, .ppt)")),
    ];
    if let Some((mark, guess)) = MARKS.iter().find(|(mark, _)| head.starts_with(mark)) {
        // `BZh` may begin a text; the digit of the block size and the mark of the first block may not.
        let is_text = *mark == b"BZh" && !(head.len() > 9 && head[4..10] == *b"1AY&SY");
        if !is_text {
            return Some(*guess);
        }
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(Guess::Other("a tar archive"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        if promised == Some(Format::Docx) {
            return Some(Guess::Format(Format::Docx));
        }
        if extension(name).is_some_and(|e| OTHER_ZIPS.contains(&e.as_str())) {
            return Some(Guess::Other("an office document or package that is not read"));
        }
        // The first member of an office document lists its content types; that of an OpenDocument file says what it is.
        let first = head.get(30..).unwrap_or_default();
        if promised.is_none() && first.starts_with(b"[Content_Types].xml") {
            return Some(if extension(name).as_deref() == Some("zip") {
                Guess::Zip
            } else if head.windows(5).any(|w| w == b"word/") {
                Guess::Format(Format::Docx)
            } else {
                Guess::Other("an office document that is not read")
            });
        }
        if first.starts_with(b"mimetypeapplication/") {
            return Some(Guess::Other("an office document or electronic book that is not read"));
        }
        return Some(Guess::Zip);
    }
    None
}

fn by_text(head: &[u8]) -> Option<Format> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let begins = |with: &[u8]| start.len() >= with.len() && start[..with.len()].eq_ignore_ascii_case(with);
    if begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") {
        return Some(Format::Html);
    }
    if start.starts_with(b"{") {
        // A whole object on the first line, or a line longer than what is looked at.
        let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
        let is_record = if line.len() < start.len() {
            serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok()
        } else {
            start.starts_with(b"{\"")
        };
        return is_record.then_some(Format::Jsonl);
    }
    if super::mbox::is_separator(start.split(|&b| b == b'\n').next().unwrap_or_default()) {
        return Some(Format::Mbox);
    }
    looks_like_mail(start).then_some(Format::Eml)
}

/// Two lines or more of header fields of which at least two are those of mail.
fn looks_like_mail(head: &[u8]) -> bool {
    const FIELDS: [&str; 10] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "delivered-to",
        "content-type",
    ];
    let mut known = 0;
    for line in head.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|&b| b == b':') else { break };
        let Ok(field) = std::str::from_utf8(&line[..colon]) else { break };
        if field.is_empty() || !field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            break;
        }
        known += usize::from(FIELDS.contains(&field.to_ascii_lowercase().as_str()));
    }
    known >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise_formats_through_packing() {
        for (name, format) in [
            ("a.txt", Some(Format::Text)),
            ("a.jsonl.gz", Some(Format::Jsonl)),
            ("A.CSV.ZST", Some(Format::Csv)),
            ("crawl.warc.gz", Some(Format::Warc)),
            ("a.gz", None),
            (".csv", None),
            ("csv", None),
            ("a.xyz", None),
        ] {
            assert_eq!(Format::of_path(Path::new(name)), format, "{name}");
        }
        assert_eq!(no_prose("site.css"), Some("css".to_owned()));
        assert_eq!(no_prose("letter"), None);
    }

    #[test]
    fn content_is_recognized_without_a_name() {
        for (head, expected) in [
            (&b"%PDF-1.7"[..], Guess::Format(Format::Pdf)),
            (b"\n<!DOCTYPE html><p>x", Guess::Format(Format::Html)),
            (b"{\"text\":\"x\"}\n", Guess::Format(Format::Jsonl)),
            (b"{\n \"text\": 1\n}\n", Guess::Unknown),
            (b"From a@b Mon Jan  1 10:00:00 2024\nSubject: x\n", Guess::Format(Format::Mbox)),
            (b"From the desk of the editor\n", Guess::Unknown),
            (b"From: a@b\nTo: c@d\nSubject: x\n\nText", Guess::Format(Format::Eml)),
            (b"Date: today\nPlain text follows", Guess::Unknown),
            (b"PK\x03\x04 a zip", Guess::Zip),
            (b"BZhang met the minister", Guess::Unknown),
            (b"Plain", Guess::Unknown),
            (b"", Guess::Unknown),
        ] {
            assert_eq!(guess("file", head), expected, "{:?}", String::from_utf8_lossy(head));
        }
        assert_eq!(guess("a.txt", b"%PDF-1.7"), Guess::Format(Format::Pdf), "the content wins over the name");
        assert_eq!(
            guess("a.txt", b"{\"text\":1}\n"),
            Guess::Format(Format::Text),
            "but not where both are text"
        );
    }
}
