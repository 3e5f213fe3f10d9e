//! Bytes to text.
//!
//! UTF-8 is taken as it stands, and a text of damaged UTF-8 keeps its offsets: each undecodable byte becomes one
//! U+001A. Any other encoding must be rewritten, and a note says so, since offsets are then those of the decoded text.
//! What a text is encoded in is decided, in this order, by its first bytes (UTF-16), by being UTF-8, by what the user
//! or the container declares, and by its look when it holds no UTF-8 beyond ASCII at all.

use crate::Failure;
use crate::failure::Outcome;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Stands for one byte that is not UTF-8. One byte long, so that all offsets stay those of the source.
pub(crate) const SUBSTITUTE: u8 = 0x1A;

/// Bytes that are looked at to tell text from a binary file.
const SNIFFED: usize = 8192;

/// Decodes `bytes`. `declared` is the label that the container or the page gives, `forced` what the user says.
///
/// # Errors
/// If the input is empty, or a binary file.
pub(crate) fn text(
    id: &str,
    bytes: Vec<u8>,
    declared: Option<&str>,
    forced: Option<&'static Encoding>,
) -> Result<(String, Option<Failure>), Failure> {
    if bytes.is_empty() {
        return Err(Failure::new(id, Outcome::Skipped, "empty", "the file is empty"));
    }
    if let Some(encoding) = utf16(&bytes) {
        return decoded(id, &bytes, encoding, "read as");
    }
    if let Some(at) = bytes[..bytes.len().min(SNIFFED)].iter().position(|&b| b == 0) {
        return Err(Failure::new(
            id,
            Outcome::Skipped,
            "binary",
            "a binary file, not text: it holds a NUL byte",
        )
        .byte(at as u64)
        .help("convert it to text first"));
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    // Text of seven bits in an encoding that shifts: valid UTF-8, and not meant so.
    if declared == Some(encoding_rs::ISO_2022_JP) && bytes.contains(&0x1B) {
        return decoded(id, &bytes, encoding_rs::ISO_2022_JP, "declared to be");
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error,
    };
    let is_legacy = |encoding: &&'static Encoding| *encoding != UTF_8;
    if let Some(encoding) = forced.filter(is_legacy) {
        return decoded(id, error.as_bytes(), encoding, "read, as told, as");
    }
    if forced.is_none() {
        if let Some(encoding) = declared.filter(is_legacy) {
            return decoded(id, error.as_bytes(), encoding, "declared to be");
        }
        if let Some(encoding) = guess(error.as_bytes()) {
            return decoded(id, error.as_bytes(), encoding, "looks like");
        }
    }
    let mut bytes = error.into_bytes();
    let (first, n) = substitute(&mut bytes);
    let text = String::from_utf8(bytes).expect("each undecodable byte has been replaced");
    let note = Failure::new(
        id,
        Outcome::Noted,
        "invalid-utf8",
        format!("{n} bytes are not UTF-8, the first at byte {first}; each is read as U+001A"),
    )
    .byte(first as u64)
    .help("convert the file to UTF-8, or name its encoding with --encoding, if names look broken");
    Ok((text, Some(note)))
}

/// Decodes a short value beside a text, by the same rules.
pub(crate) fn value(bytes: Vec<u8>, forced: Option<&'static Encoding>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => match forced.filter(|e| *e != UTF_8).or_else(|| guess(error.as_bytes())) {
            Some(encoding) => encoding.decode_without_bom_handling(error.as_bytes()).0.into_owned(),
            None => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
    }
}

fn decoded(
    id: &str,
    bytes: &[u8],
    encoding: &'static Encoding,
    how: &str,
) -> Result<(String, Option<Failure>), Failure> {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    if text.is_empty() {
        return Err(Failure::new(
            id,
            Outcome::Skipped,
            "empty",
            "the file holds a mark of its encoding and no text",
        ));
    }
    let damage = if damaged { "; what does not decode is U+FFFD" } else { "" };
    let note = Failure::new(
        id,
        Outcome::Noted,
        "decoded",
        format!("{how} {}: offsets are those of the text in UTF-8{damage}", encoding.name()),
    );
    // U+FFFD stays: where a text is rewritten, no offset needs keeping.
    Ok((text.into_owned(), Some(note)))
}

/// UTF-16 by its mark, or by the zeros that Latin letters have in it.
pub(crate) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        return Some(encoding);
    }
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    match (zeros(0), zeros(1)) {
        (0, low) if low * 4 > pairs * 3 => Some(UTF_16LE),
        (high, 0) if high * 4 > pairs * 3 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that bytes look like. `None` where they look like damaged UTF-8: some characters beyond ASCII are
/// whole, and what is not UTF-8 is little beside them. (Pairs of bytes of East Asian encodings are UTF-8 by chance.)
fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut whole, mut bad) = (0, 0);
    let mut rest = bytes;
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, invalid) = rest.split_at(error.valid_up_to());
        whole += beyond_ascii(valid);
        // A sequence that the end cuts short is damage as well.
        let length = error.error_len().unwrap_or(invalid.len());
        if error.error_len().is_none() && bad == 0 {
            return None;
        }
        bad += length;
        rest = &invalid[length..];
    }
    whole += beyond_ascii(rest);
    if whole > 0 && (bad < 8 || bad < 2 * whole) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// Characters beyond ASCII in valid UTF-8.
fn beyond_ascii(text: &[u8]) -> usize {
    text.iter().filter(|&&b| b >= 0xC0).count()
}

/// Replaces what is not UTF-8 in place. Returns where the first such byte stands, and how many there are.
fn substitute(bytes: &mut [u8]) -> (usize, usize) {
    let (mut from, mut first, mut n) = (0, None, 0);
    while let Err(error) = std::str::from_utf8(&bytes[from..]) {
        let bad = from + error.valid_up_to();
        let length = error.error_len().unwrap_or(bytes.len() - bad);
        bytes[bad..bad + length].fill(SUBSTITUTE);
        first.get_or_insert(bad);
        n += length;
        from = bad + length;
    }
    (first.unwrap_or_default(), n)
}

/// A stream in another encoding, as UTF-8.
pub(crate) struct Transcoded {
    input: Box<dyn Read + Send>,
    decoder: Decoder,
    source: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Transcoded {
    pub(crate) fn new(input: Box<dyn Read + Send>, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            source: Vec::new(),
            text: Vec::new(),
            given: 0,
            ended: false,
        }
    }
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.source.resize(1 << 14, 0);
            let n = self.input.read(&mut self.source)?;
            self.ended = n == 0;
            let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(1 << 16);
            self.text.resize(room, 0);
            let (result, _, written, _) =
                self.decoder.decode_to_utf8(&self.source[..n], &mut self.text, self.ended);
            debug_assert_eq!(result, CoderResult::InputEmpty, "the buffer has room for all");
            self.text.truncate(written);
            self.given = 0;
        }
        let n = buffer.len().min(self.text.len() - self.given);
        buffer[..n].copy_from_slice(&self.text[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, Option<Failure>) {
        text("a.txt", bytes.to_vec(), None, None).unwrap()
    }

    #[test]
    fn undecodable_bytes_keep_their_offsets() {
        let (text, note) = decode(b"caf\xE9 in Teher\xC3\xA1n \xE2\x80");
        assert_eq!(text, "caf\u{1A} in Teherán \u{1A}\u{1A}");
        let note = note.unwrap();
        assert_eq!((note.byte, note.code.as_str()), (Some(3), "invalid-utf8"));
        assert!(note.message.contains("3 bytes"), "{}", note.message);
        // A file cut inside a character is damaged UTF-8 too.
        assert_eq!(decode(b"Teher\xC3").0, "Teher\u{1A}");
    }

    #[test]
    fn empty_and_binary_files_are_skipped_with_a_reason() {
        assert_eq!(text("a", Vec::new(), None, None).unwrap_err().code, "empty");
        assert_eq!(text("a", b"PK\x03\x04\0\0".to_vec(), None, None).unwrap_err().code, "binary");
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        let sentence = "Ban Ki-moon in Zürich";
        for (encode, name) in [
            (u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"),
            (u16::to_be_bytes as fn(u16) -> [u8; 2], "UTF-16BE"),
        ] {
            for mark in ["\u{feff}", ""] {
                let bytes: Vec<u8> = format!("{mark}{sentence}").encode_utf16().flat_map(encode).collect();
                let (text, note) = decode(&bytes);
                assert_eq!(text, sentence);
                let note = note.unwrap();
                assert!(note.code == "decoded" && note.message.contains(name), "{note}");
                let mut streamed = String::new();
                let encoding = utf16(&bytes).unwrap();
                Transcoded::new(Box::new(io::Cursor::new(bytes)), encoding)
                    .read_to_string(&mut streamed)
                    .unwrap();
                assert_eq!(streamed, sentence);
            }
        }
    }

    #[test]
    fn a_sentence_is_enough_to_guess_by() {
        for (label, sentence) in [
            ("windows-1252", "Die Polizei nahm drei Männer nach dem Angriff auf einen Markt in Zürich fest."),
            (
                "windows-1252",
                "Le président a rencontré lundi la chancelière allemande à Genève, près du lac.",
            ),
            ("windows-1252", "La policía detuvo a tres hombres en Córdoba, según el periódico “El País”."),
            ("windows-1252", "O presidente da República reuniu-se com a chanceler alemã após a eleição."),
            ("windows-1252", "Statsministern träffade på måndagen förbundskanslern för att tala om krisen."),
            ("windows-1250", "Policie zadržela tři muže po útoku na tržišti v Kábulu, řekl včera ministr."),
            (
                "windows-1250",
                "Policja zatrzymała trzech mężczyzn po ataku na targowisko w Łodzi, powiedział wójt.",
            ),
            ("windows-1251", "Президент встретился в понедельник с канцлером Германии в Женеве."),
            ("koi8-u", "Президент встретился в понедельник с канцлером Германии в Женеве."),
            ("windows-1253", "Ο πρόεδρος συνάντησε τη Δευτέρα στη Γενεύη την καγκελάριο της Γερμανίας."),
            (
                "windows-1254",
                "Cumhurbaşkanı pazartesi günü Cenevre'de Almanya başbakanı ile görüştü, dedi bakan.",
            ),
            ("windows-1255", "הנשיא נפגש ביום שני בז'נבה עם קנצלרית גרמניה כדי לדון במשבר."),
            ("windows-1256", "التقى الرئيس يوم الاثنين في جنيف المستشارة الألمانية لبحث الأزمة."),
            ("shift_jis", "米国の大統領は月曜日にジュネーブでドイツの首相と会談した。"),
            ("gbk", "总统星期一在日内瓦会见了德国总理，讨论了当前的危机。"),
            ("big5", "總統星期一在日內瓦會見了德國總理，討論了當前的危機。"),
            ("euc-kr", "대통령은 월요일 제네바에서 독일 총리를 만나 위기에 대해 논의했다."),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, lossy) = encoding.encode(sentence);
            assert!(!lossy, "{label}: {sentence}");
            let (text, note) = decode(&bytes);
            assert_eq!(text, sentence, "{label}: {}", note.unwrap());
        }
    }

    #[test]
    fn legacy_encodings_are_guessed_declared_or_told() {
        let (text, note) = decode(b"caf\xE9 and Z\xFCrich");
        assert_eq!(text, "café and Zürich");
        assert!(note.unwrap().message.contains("windows-1252"));
        let cyrillic = encoding_rs::WINDOWS_1251.encode("Москва и Киев").0.into_owned();
        assert_eq!(
            super::text("a", cyrillic.clone(), Some("windows-1251"), None).unwrap().0,
            "Москва и Киев"
        );
        let told =
            super::text("a", cyrillic.clone(), Some("latin1"), Some(encoding_rs::WINDOWS_1251)).unwrap();
        assert_eq!(told.0, "Москва и Киев", "the user has the last word");
        let kept = super::text("a", b"caf\xE9".to_vec(), None, Some(UTF_8)).unwrap();
        assert_eq!(kept.0, "caf\u{1A}", "told to be UTF-8, so damaged");
        // What is UTF-8 stays so, whatever is declared.
        assert_eq!(
            super::text("a", "Zürich".into(), Some("latin1"), None).unwrap(),
            ("Zürich".to_owned(), None)
        );
    }
}
