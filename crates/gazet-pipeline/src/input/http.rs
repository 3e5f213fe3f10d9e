//! HTTP responses as crawls keep them.

use super::Format;
use super::stack::read_limited;
use std::io::{self, BufRead, Cursor, Read};

/// Longest header that is read.
const MAX_HEADER_BYTES: u64 = 1 << 16;

/// What a response holds.
pub(crate) enum Response {
    Text {
        format: Format,
        charset: Option<String>,
        body: Vec<u8>,
    },
    /// No text, and what instead.
    Other(String),
    /// Cannot be read, and why.
    Broken(String),
    TooLarge,
}

/// Reads a response as it came over the wire: transfer and content encodings are undone.
pub(crate) fn response(input: &mut dyn BufRead, limit: u64) -> io::Result<Response> {
    let mut head = input.take(MAX_HEADER_BYTES);
    let mut line = Vec::new();
    head.read_until(b'\n', &mut line)?;
    let status = String::from_utf8_lossy(&line);
    let Some(status) = status.strip_prefix("HTTP/").and_then(|s| s.split_whitespace().nth(1)) else {
        return Ok(Response::Broken("the response has no status line".to_owned()));
    };
    if status != "200" && status != "203" {
        let digits: String = status.chars().filter(char::is_ascii_digit).take(3).collect();
        return Ok(Response::Other(format!("status {digits}")));
    }
    let (mut content_type, mut encoding, mut chunked) = (String::new(), String::new(), false);
    loop {
        line.clear();
        head.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(Response::Broken("the header of the response has no end".to_owned()));
        }
        let text = String::from_utf8_lossy(line.trim_ascii());
        if text.is_empty() {
            break;
        }
        let Some((name, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-type" => content_type = value.to_owned(),
            "content-encoding" => encoding = value.to_ascii_lowercase(),
            "transfer-encoding" => chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    let Some(format) = Format::of_media_type(&content_type) else {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        return Ok(Response::Other(if essence.is_empty() { "unknown type".to_owned() } else { essence }));
    };
    let Some(raw) = read_limited(&mut *input, limit)? else { return Ok(Response::TooLarge) };
    // Some crawlers undo encodings and keep the header: what does not decode is then taken as it stands.
    let raw = if chunked { unchunked(&raw).unwrap_or(raw) } else { raw };
    let body = match encoding.as_str() {
        "gzip" | "x-gzip" if raw.starts_with(b"\x1f\x8b") => {
            read_limited(flate2::read::MultiGzDecoder::new(Cursor::new(raw)), limit)
        }
        "deflate" if raw.first() == Some(&0x78) => {
            read_limited(flate2::read::ZlibDecoder::new(Cursor::new(raw)), limit)
        }
        "deflate" => match read_limited(flate2::read::DeflateDecoder::new(Cursor::new(&raw)), limit) {
            Err(_) => Ok(Some(raw)),
            read => read,
        },
        "zstd" if raw.starts_with(b"\x28\xb5\x2f\xfd") => {
            zstd::stream::Decoder::new(Cursor::new(raw)).and_then(|decoder| read_limited(decoder, limit))
        }
        "br" if std::str::from_utf8(&raw).is_err() => {
            return Ok(Response::Broken("the page is packed with Brotli, which is not read".to_owned()));
        }
        _ => Ok(Some(raw)),
    };
    Ok(match body {
        Ok(Some(body)) => Response::Text { format, charset: charset(&content_type), body },
        Ok(None) => Response::TooLarge,
        Err(error) => Response::Broken(format!("the page does not unpack: {error}")),
    })
}

/// The `charset` of a media type.
pub(crate) fn charset(media_type: &str) -> Option<String> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The bytes of a chunked body; `None` where it is none.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = rest.iter().take(64).position(|&b| b == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        let chunk = rest.get(..size)?;
        whole.extend_from_slice(chunk);
        rest = rest[size..].strip_prefix(b"\r\n").or_else(|| rest[size..].strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(response: &[u8]) -> Response {
        super::response(&mut Cursor::new(response), 1 << 20).unwrap()
    }

    #[test]
    fn encodings_of_the_wire_are_undone() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"<p>Oslo</p>").unwrap();
        let packed = encoder.finish().unwrap();
        let head =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Encoding: gzip\r\n";
        let plain = [&head[..], b"\r\n", &packed].concat();
        let chunk = format!("{:x}\r\n", packed.len());
        let chunked =
            [&head[..], b"Transfer-Encoding: chunked\r\n\r\n", chunk.as_bytes(), &packed, b"\r\n0\r\n\r\n"]
                .concat();
        // Undone by the crawler, though the header still tells of it.
        let undone = [&head[..], b"\r\n<p>Oslo</p>"].concat();
        for bytes in [plain, chunked, undone] {
            let Response::Text { format, charset, body } = read(&bytes) else { panic!("text") };
            assert_eq!(
                (format, charset.as_deref(), body.as_slice()),
                (Format::Html, Some("utf-8"), &b"<p>Oslo</p>"[..])
            );
        }
    }

    #[test]
    fn what_is_no_text_says_what_it_is() {
        for (bytes, expected) in [
            (&b"HTTP/1.1 301 Moved\r\n\r\n"[..], "status 301"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "image/png"),
            (b"HTTP/1.1 200 OK\r\n\r\n", "unknown type"),
        ] {
            assert!(matches!(read(bytes), Response::Other(what) if what == expected));
        }
        assert!(matches!(read(b"GET /"), Response::Broken(_)));
        assert!(matches!(read(b"HTTP/1.1 200 OK\r\nno end"), Response::Broken(_)));
        let large =
            [&b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"[..], &vec![b'x'; 2 << 20]].concat();
        assert!(matches!(read(&large), Response::TooLarge));
    }
}
