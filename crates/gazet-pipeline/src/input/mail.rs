//! A mail message: its text, and its attachments as documents of their own.

use super::raw::Decoded;
use super::{Format, InputOptions, RawDocument, plain};
use crate::Failure;
use crate::failure::Outcome;
use gazet_core::{Document, Metadata};
use mail_parser::{Addr, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How deep messages may lie in one another.
const MAX_DEPTH: usize = 8;
/// How many messages a message may hold: they are parsed into a tree of that depth.
const MAX_MESSAGES: usize = 200;

/// Reads a message. Plain text is preferred to HTML. Attachments are called `message!number/name`.
pub(crate) fn decode(raw: RawDocument, options: &InputOptions) -> Decoded {
    let mut decoded = Decoded::default();
    let named = |word: &[u8]| raw.bytes.windows(6).filter(|w| w.eq_ignore_ascii_case(word)).count();
    if named(b"rfc822") + named(b"digest") > MAX_MESSAGES {
        let message = format!("more than {MAX_MESSAGES} messages lie in this one");
        return Decoded::failed(Failure::new(&raw.id, Outcome::Failed, "nested-too-deep", message));
    }
    // The parser is fed whatever comes by mail: a bug in it must cost one message, not the run.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let message = MessageParser::default().parse(&raw.bytes);
        message.map(|message| read(&raw.id, &message, raw.metadata.clone(), 0, options, &mut decoded))
    }));
    match parsed {
        Ok(Some(())) => decoded,
        Ok(None) => Decoded::failed(
            Failure::new(&raw.id, Outcome::Failed, "mail", "not a mail message: it has no header fields")
                .help("check that the file is a message as it was sent (RFC 5322)"),
        ),
        Err(_) => Decoded::failed(Failure::new(
            &raw.id,
            Outcome::Failed,
            "mail",
            "the parser failed on this message",
        )),
    }
}

fn read(
    id: &str,
    message: &Message<'_>,
    container: Metadata,
    depth: usize,
    options: &InputOptions,
    decoded: &mut Decoded,
) {
    let mut text = String::new();
    for part in message.text_bodies() {
        let piece = match &part.body {
            PartType::Text(piece) => piece.trim_end().to_owned(),
            PartType::Html(page) => plain::text(page),
            _ => continue,
        };
        if piece.trim().is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&piece);
    }
    if text.is_empty() {
        decoded.failures.push(Failure::new(
            id,
            Outcome::Skipped,
            "no-text",
            "the message holds no text of its own",
        ));
    } else {
        decoded.documents.push(Document { id: id.to_owned(), text, metadata: metadata(message, container) });
    }
    let mut left_out = Vec::new();
    for (i, part) in message.attachments().enumerate() {
        let name = part.attachment_name().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let place =
            if name.is_empty() { format!("{id}!{}", i + 1) } else { format!("{id}!{}/{name}", i + 1) };
        if let PartType::Message(inner) = &part.body {
            if depth < MAX_DEPTH {
                read(&place, inner, Metadata::default(), depth + 1, options, decoded);
            } else {
                let message = format!("lies in more than {MAX_DEPTH} messages");
                decoded.failures.push(Failure::new(&place, Outcome::Failed, "nested-too-deep", message));
            }
            continue;
        }
        match format(part, name) {
            Some(format) => {
                let mut attachment = RawDocument::new(place, format, part.contents().to_vec());
                attachment.metadata = Metadata { language: None, ..metadata(message, Metadata::default()) };
                let read = attachment.decode(options);
                decoded.documents.extend(read.documents);
                decoded.failures.extend(read.failures);
            }
            None => left_out.push(format!(
                "{} ({})",
                if name.is_empty() { "unnamed" } else { name },
                media_type(part)
            )),
        }
    }
    if !left_out.is_empty() {
        let message = format!("attachments that are not read: {}", left_out.join(", "));
        decoded.failures.push(Failure::new(id, Outcome::Noted, "attachments-left-out", message));
    }
}

/// The format of an attachment that is one document.
fn format(part: &MessagePart<'_>, name: &str) -> Option<Format> {
    let promised = super::format::of_name(name);
    let one_document =
        |f: &Format| matches!(f, Format::Text | Format::Markdown | Format::Html | Format::Pdf | Format::Docx);
    match promised {
        Some(format) => Some(format).filter(one_document),
        // A calendar entry or a signature is text to a machine.
        None => Format::of_media_type(&media_type(part)).filter(one_document),
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    part.content_type().map_or_else(
        || "text/plain".to_owned(),
        |t| format!("{}/{}", t.c_type, t.c_subtype.as_deref().unwrap_or("unknown")).to_ascii_lowercase(),
    )
}

fn metadata(message: &Message<'_>, container: Metadata) -> Metadata {
    let address = |a: &Addr<'_>| a.address.as_deref().map(str::to_owned);
    let sender = message.from().and_then(|from| from.first());
    let mut metadata = Metadata {
        title: message
            .subject()
            .map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|s| !s.is_empty()),
        date: message
            .date()
            .filter(|d| d.is_valid())
            .map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day)),
        author: sender.and_then(|s| {
            s.name.as_deref().map(str::to_owned).filter(|n| !n.is_empty()).or_else(|| address(s))
        }),
        ..container
    };
    let recipients: Vec<String> = message
        .to()
        .map(|to| to.clone().into_list().iter().filter_map(address).collect())
        .unwrap_or_default();
    let fields = [
        ("from", sender.and_then(address)),
        ("to", Some(recipients.join(", ")).filter(|to| !to.is_empty())),
        ("message_id", message.message_id().map(str::to_owned)),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            metadata.extra.insert(name.to_owned(), value);
        }
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Decoded {
        decode(RawDocument::new("m.eml", Format::Eml, message.as_bytes().to_vec()), &InputOptions::default())
    }

    const MIXED: &str = "From: =?utf-8?q?Ana_L=C3=B3pez?= <ana@desk.example>\r\nTo: b@desk.example, C <c@desk.example>\r\n\
        Subject: =?windows-1252?Q?Z=FCrich?= talks\r\nDate: Wed, 1 May 2024 23:30:00 +0200\r\nMessage-ID: <1@desk>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n\
        --outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n\
        --inner\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Angela Merkel in Z=FCrich\r\n--inner\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--inner--\r\n\
        --outer\r\nContent-Type: text/html; name=\"../page.html\"\r\nContent-Disposition: attachment\r\n\r\n\
        <title>Page</title><p>Oslo and Geneva</p>\r\n\
        --outer\r\nContent-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n\
        --outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nVienna calling\r\n--outer--\r\n";

    #[test]
    fn a_message_gives_its_text_and_its_attachments() {
        let Decoded { documents, failures } = read(MIXED);
        let found: Vec<_> = documents.iter().map(|d| (d.id.as_str(), d.text.trim())).collect();
        assert_eq!(
            found,
            [
                ("m.eml", "Angela Merkel in Zürich"),
                ("m.eml!1/page.html", "Oslo and Geneva"),
                ("m.eml!3", "Vienna calling"),
            ]
        );
        let metadata = &documents[0].metadata;
        assert_eq!(metadata.title.as_deref(), Some("Zürich talks"));
        assert_eq!(metadata.date.as_deref(), Some("2024-05-01"));
        assert_eq!(metadata.author.as_deref(), Some("Ana López"));
        assert_eq!(metadata.extra["to"], "b@desk.example, c@desk.example");
        assert_eq!(documents[1].metadata.title.as_deref(), Some("Page"));
        assert_eq!(documents[2].metadata.title.as_deref(), Some("inner"));
        assert_eq!(failures.len(), 1);
        assert!(failures[0].message.ends_with("logo.png (image/png)"), "{}", failures[0]);
    }

    #[test]
    fn html_is_read_where_there_is_no_plain_text() {
        let decoded =
            read("Subject: x\r\nContent-Type: text/html\r\n\r\n<style>p{}</style><p>Oslo<br>Geneva</p>");
        assert_eq!(decoded.documents[0].text, "Oslo\n\nGeneva");
    }

    #[test]
    fn hostile_messages_are_failures() {
        let codes =
            |message: &str| -> Vec<String> { read(message).failures.into_iter().map(|f| f.code).collect() };
        assert_eq!(codes("Subject: only\r\n\r\n"), ["no-text"]);
        // Messages in messages, a thousand deep.
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(1000);
        assert_eq!(codes(&deep), ["nested-too-deep"]);
        let deep = format!("{}Subject: x\r\n\r\nOslo", "Content-Type: message/rfc822\r\n\r\n".repeat(100));
        assert!(codes(&deep).contains(&"nested-too-deep".to_owned()));
        // Parts that begin themselves again and again.
        let cyclic = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n".repeat(5000)
        );
        let _ = read(&cyclic);
        let _ = read(&"Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n".repeat(5000));
    }
}
