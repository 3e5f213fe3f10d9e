//! The text of a Word document (Office Open XML): a zip archive of XML parts.

use super::stack::{too_large, unreadable};
use super::unpack::{Budget, Guarded};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{self, Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// How much of what unpacks is kept for each byte of text allowed: markup takes most of a document.
const MARKUP_FACTOR: u64 = 8;

/// Reads a document: paragraphs, one a block, then its notes.
///
/// # Errors
/// If it is no such document, is too large, or holds no text.
pub(crate) fn document(
    id: &str,
    bytes: &[u8],
    container: Metadata,
    limit: u64,
    ratio: u64,
) -> Result<Document, Failure> {
    let failed = |message: String| {
        Failure::new(id, Outcome::Failed, "docx", message)
            .help("open it in a word processor and save it again")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| failed(format!("not a whole Word document: {error}")))?;
    let budget = Budget::new(bytes.len() as u64, ratio);
    let mut part = |name: &str| -> Result<Option<String>, Failure> {
        let Ok(member) = archive.by_name_raw(name.as_bytes()) else { return Ok(None) };
        if member.encrypted() {
            return Err(failed("the document is encrypted".to_owned()));
        }
        let method = member.compression();
        let packed: Box<dyn Read + '_> = match method {
            CompressionMethod::STORE => Box::new(member),
            CompressionMethod::DEFLATE => Box::new(flate2::read::DeflateDecoder::new(member)),
            _ => return Err(failed(format!("packed with {method:?}, which is not read"))),
        };
        let most = limit.saturating_mul(MARKUP_FACTOR);
        let mut xml = String::new();
        let read = Guarded { input: packed, budget: std::sync::Arc::clone(&budget) }
            .take(most.saturating_add(1))
            .read_to_string(&mut xml);
        match read {
            Ok(n) if n as u64 > most => Err(too_large(id, limit)),
            Ok(_) => Ok(Some(xml)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(failed(format!("{name} does not unpack to UTF-8: {error}")))
            }
            Err(error) => Err(unreadable(id, &error)),
        }
    };
    let Some(body) = part("word/document.xml")? else {
        return Err(failed("not a Word document: it has no word/document.xml".to_owned()));
    };
    let mut text = String::new();
    let broken = |name: &str, error: quick_xml::Error| failed(format!("{name} is not well-formed: {error}"));
    paragraphs(&body, &mut text).map_err(|e| broken("word/document.xml", e))?;
    drop(body);
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(name)? {
            paragraphs(&notes, &mut text).map_err(|e| broken(name, e))?;
        }
    }
    if text.len() as u64 > limit {
        return Err(too_large(id, limit));
    }
    if text.is_empty() {
        return Err(Failure::new(id, Outcome::Skipped, "no-text", "the document holds no text"));
    }
    let mut metadata = container;
    if let Some(core) = part("docProps/core.xml")? {
        properties(&core, &mut metadata).map_err(|e| broken("docProps/core.xml", e))?;
    }
    Ok(Document { id: id.to_owned(), text, metadata })
}

/// Appends the paragraphs of a part, with an empty line between them.
fn paragraphs(xml: &str, text: &mut String) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut line = String::new();
    // Text stands in runs; what a newer reader shows is repeated for older ones in `Fallback`.
    let (mut in_text, mut fallback) = (false, 0usize);
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = fallback == 0,
                "Fallback" => fallback += 1,
                _ => {}
            },
            Event::Empty(tag) if fallback == 0 => match tag.local_name().as_ref() {
                "tab" => line.push('\t'),
                "br" | "cr" => line.push('\n'),
                "noBreakHyphen" => line.push('-'),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "Fallback" => fallback = fallback.saturating_sub(1),
                "p" => end_paragraph(&mut line, text),
                _ => {}
            },
            Event::Text(piece) if in_text => line.push_str(&piece.xml10_content()),
            Event::CData(piece) if in_text => line.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if in_text => match reference.resolve_char_ref() {
                Ok(Some(c)) => line.push(c),
                _ => {
                    let name = reference.xml10_content();
                    line.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default());
                }
            },
            _ => {}
        }
    }
    end_paragraph(&mut line, text);
    Ok(())
}

fn end_paragraph(line: &mut String, text: &mut String) {
    if !line.trim().is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(line.trim());
    }
    line.clear();
}

/// Title, author, date and language of the document's properties.
fn properties(xml: &str, metadata: &mut Metadata) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut name = String::new();
    let mut value = String::new();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                name = tag.local_name().as_ref().to_owned();
                value.clear();
            }
            Event::Text(piece) => value.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => value.push(c),
                _ => {
                    let name = reference.xml10_content();
                    value.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default());
                }
            },
            Event::End(_) => {
                let text = value.trim();
                if !text.is_empty() {
                    match name.as_str() {
                        "title" => metadata.title = Some(text.to_owned()),
                        "creator" => metadata.author = Some(text.to_owned()),
                        "language" => metadata.language = Some(text.to_owned()),
                        // The day of the last change; that of its making where it was never changed.
                        "modified" => metadata.date = text.get(..10).map(str::to_owned),
                        "created" if metadata.date.is_none() => {
                            metadata.date = text.get(..10).map(str::to_owned)
                        }
                        _ => {}
                    }
                }
                name.clear();
                value.clear();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_blocks() {
        let mut text = String::new();
        paragraphs(
            "<w:document><w:body><w:p><w:r><w:t>Angela </w:t></w:r><w:r><w:t xml:space=\"preserve\">Merkel &amp; \
             B&#225;n</w:t></w:r></w:p><w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Oslo</w:t><w:tab/><w:t>x</w:t><w:br/>\
             <w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl><mc:AlternateContent><mc:Choice><w:p><w:t>once</w:t></w:p>\
             </mc:Choice><mc:Fallback><w:p><w:t>once</w:t></w:p></mc:Fallback></mc:AlternateContent>\
             <w:p><w:del><w:delText>gone</w:delText></w:del><w:instrText>PAGE</w:instrText></w:p></w:body></w:document>",
            &mut text,
        )
        .unwrap();
        assert_eq!(text, "Angela Merkel & Bán\n\nOslo\tx\ny\n\nonce");
    }

    #[test]
    fn properties_become_metadata() {
        let mut metadata = Metadata::default();
        properties(
            "<cp:coreProperties><dc:title>A &amp; B</dc:title><dc:creator>Ana</dc:creator>\
             <dcterms:created>2024-05-01T10:00:00Z</dcterms:created>\
             <dcterms:modified>2024-05-02T10:00:00Z</dcterms:modified></cp:coreProperties>",
            &mut metadata,
        )
        .unwrap();
        assert_eq!(metadata.title.as_deref(), Some("A & B"));
        assert_eq!((metadata.author.as_deref(), metadata.date.as_deref()), (Some("Ana"), Some("2024-05-02")));
    }
}
