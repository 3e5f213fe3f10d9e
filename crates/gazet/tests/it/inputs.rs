//! Formats, containers and folders as a run meets them.

use crate::support::{folder, gazet, gazet_with, rows};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

type Rows = Vec<BTreeMap<String, String>>;
type Ledger = Vec<serde_json::Value>;

/// Runs over `inputs` and gives the documents table and the ledger.
fn extract(inputs: &[&str], code: i32) -> (Rows, Ledger) {
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    let mut args = vec!["run", "--format", "csv", "--no-themes", "--out", run.to_str().unwrap()];
    args.extend(inputs);
    gazet(&args).code(code);
    // Files that were not opened come first in the ledger; here, all by name.
    let mut ledger = ledger(&run);
    ledger.sort_by_key(|f| {
        (f["source"].as_str().map(str::to_owned), f["line"].as_u64(), f["code"].to_string())
    });
    (rows(&run, "documents"), ledger)
}

fn ledger(run: &Path) -> Ledger {
    let text = fs::read_to_string(run.join("failures.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(documents: &Rows) -> Vec<&str> {
    documents.iter().map(|d| d["id"].as_str()).collect()
}

fn said(ledger: &Ledger) -> Vec<(&str, &str)> {
    ledger.iter().map(|f| (f["source"].as_str().unwrap(), f["code"].as_str().unwrap())).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip archive of stored and deflated members, written by hand: names are whatever a hostile hand writes.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (i, (name, bytes)) in members.iter().enumerate() {
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        let (method, packed) = if i % 2 == 0 {
            (0u16, bytes.to_vec())
        } else {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).unwrap();
            (8, encoder.finish().unwrap())
        };
        let offset = out.len() as u32;
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(0x0800u16.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend([0, 0, 0x21, 0x58]);
        common.extend(sum.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((bytes.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((members.len() as u16).to_le_bytes());
    out.extend((members.len() as u16).to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn packed_files_and_archives_are_read_through() {
    let inner = zip(&[("deep/a.txt", b"Oslo"), ("b.jsonl", b"{\"text\":\"Geneva\"}\n")]);
    let archive = zip(&[
        ("news/one.txt", b"Geneva"),
        ("news/two.html", b"<title>Two</title><p>Oslo and Geneva</p>"),
        ("inner.zip", &inner),
        ("packed.txt.gz", &gzip(b"Vienna")),
        ("news/", b""),
        (".hidden.txt", b"no"),
        ("__MACOSX/news/._one.txt", b"no"),
    ]);
    let mut twice = gzip(b"{\"text\":\"Oslo\"}\n");
    twice.extend(gzip(b"{\"text\":\"Paris\"}\n"));
    let source = folder(&[
        ("all.zip", &archive),
        ("lines.jsonl.gz", &twice),
        ("table.csv.zst", &zstd::bulk::compress(b"id,text\nx1,Oslo\n", 1).unwrap()),
        ("no-extension", &gzip(b"Rome")),
    ]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 0);
    assert_eq!(
        ids(&documents),
        [
            "all.zip!news/one.txt",
            "all.zip!news/two.html",
            "all.zip!inner.zip!deep/a.txt",
            "all.zip!inner.zip!b.jsonl#1",
            "all.zip!packed.txt.gz",
            "lines.jsonl.gz#1",
            "lines.jsonl.gz#2",
            "no-extension",
            "x1",
        ]
    );
    assert_eq!(documents[1]["text"], "Oslo and Geneva");
    assert_eq!(documents[1]["title"], "Two");
    assert_eq!(said(&ledger), []);
}

#[test]
fn a_path_that_leads_out_of_an_archive_is_a_name_and_nothing_is_written() {
    let archive =
        zip(&[("../../escaped.txt", b"Oslo"), ("/absolute.txt", b"Geneva"), ("a\\..\\b.txt", b"Vienna")]);
    let source = folder(&[("in/evil.zip", &archive)]);
    let before: Vec<_> = crate::support::files(source.path()).into_keys().collect();
    let (documents, ledger) = extract(&[source.path().join("in").to_str().unwrap()], 0);
    assert_eq!(
        ids(&documents),
        ["evil.zip!../../escaped.txt", "evil.zip!/absolute.txt", "evil.zip!a/../b.txt"]
    );
    assert_eq!(said(&ledger), []);
    assert_eq!(crate::support::files(source.path()).into_keys().collect::<Vec<_>>(), before);
    assert!(!Path::new("/absolute.txt").exists());
}

#[test]
fn bombs_are_recorded_and_what_is_beside_them_is_read() {
    let zeros = vec![b'0'; 90 << 20];
    let line = gzip(&gzip(&zeros));
    let members = zip(&[("a.txt", b"Oslo"), ("bomb.jsonl", &zeros), ("late.txt", b"Geneva")]);
    let source = folder(&[("line.jsonl.gz", &line), ("members.zip", &members), ("text.txt", b"Geneva")]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    assert_eq!(ids(&documents), ["members.zip!a.txt", "text.txt"]);
    assert_eq!(
        said(&ledger),
        [("line.jsonl.gz#1", "bomb"), ("members.zip", "bomb"), ("members.zip!bomb.jsonl#1", "bomb")]
    );
    assert!(ledger[1]["message"].as_str().unwrap().contains("1 members are not read"), "{:?}", ledger[1]);
    // Told so, it is read.
    let (_, ledger) = extract(
        &[source.path().join("line.jsonl.gz").to_str().unwrap(), "--max-unpack-ratio", "1000000000"],
        1,
    );
    assert_eq!(said(&ledger), [("line.jsonl.gz#1", "too-large")]);
}

#[test]
fn damaged_archives_are_failures_with_a_reason() {
    let whole = gzip("Geneva and Oslo. ".repeat(4000).as_bytes());
    let archive = zip(&[("a.txt", b"Oslo"), ("b.txt", "Geneva. ".repeat(2000).as_bytes())]);
    let mut sum = archive.clone();
    sum[36] ^= 1; // A letter of the first member.
    let source = folder(&[
        ("cut.txt.gz", &whole[..whole.len() / 2]),
        ("cut.zip", &archive[..archive.len() / 2]),
        ("sum.zip", &sum),
    ]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    assert_eq!(ids(&documents), ["sum.zip!b.txt"]);
    assert_eq!(
        said(&ledger),
        [("cut.txt.gz", "unreadable"), ("cut.zip", "archive"), ("sum.zip!a.txt", "unreadable")]
    );
    assert!(ledger[2]["message"].as_str().unwrap().contains("checksum"));
}

#[test]
fn tables_carry_their_columns_along() {
    let source = folder(&[
        (
            "news.csv",
            b"key;headline;published;body;desk;page\nn1;Talks;2024-05-01;Ban Ki-moon in Geneva;world;7\n;;;Oslo;;\n",
        ),
        ("lines.jsonl", b"{\"body\":\"Vienna\",\"tags\":[\"a\",1],\"page\":3,\"none\":null}\n"),
    ]);
    let (documents, ledger) = extract(
        &[
            source.path().to_str().unwrap(),
            "--text-field",
            "body",
            "--id-field",
            "key",
            "--field",
            "title=headline",
            "--field",
            "date=published",
        ],
        0,
    );
    assert_eq!(said(&ledger), []);
    assert_eq!(ids(&documents), ["lines.jsonl#1", "n1", "news.csv#3"]);
    assert_eq!(documents[0]["extra"], r#"{"page":"3","tags":"[\"a\",1]"}"#);
    assert_eq!((documents[1]["title"].as_str(), documents[1]["date"].as_str()), ("Talks", "2024-05-01"));
    assert_eq!(documents[1]["extra"], r#"{"desk":"world","page":"7"}"#);
    assert_eq!(documents[2]["extra"], "");
}

#[test]
fn folders_are_filtered_by_globs() {
    let source = folder(&[
        ("a.txt", b"Oslo"),
        ("drafts/b.txt", b"Oslo"),
        ("2024/c.txt", b"Oslo"),
        ("2024/d.md", b"Oslo"),
        (".hidden/e.txt", b"Oslo"),
        ("letter", b"Oslo"),
        ("page.css", b"p {}"),
        ("image", b"\x89PNG\r\n\x1a\n"),
    ]);
    let input = source.path().to_str().unwrap();
    let (documents, ledger) = extract(&[input], 1);
    assert_eq!(ids(&documents), ["2024/c.txt", "2024/d.md", "a.txt", "drafts/b.txt", "letter"]);
    assert_eq!(said(&ledger), [("image", "binary"), ("page.css", "unknown-format")]);
    let (documents, _) = extract(&[input, "--include", "*.txt", "--exclude", "drafts", "--hidden"], 0);
    assert_eq!(ids(&documents), [".hidden/e.txt", "2024/c.txt", "a.txt"]);
    let (documents, _) = extract(&[input, "--include", "2024/**", "--exclude", "*.md"], 0);
    assert_eq!(ids(&documents), ["2024/c.txt"]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", input, "--include", "{a", "--out", run.to_str().unwrap()]).code(2).says(&["{a", "*.html"]);
}

#[test]
fn a_list_of_files_is_read_and_its_gaps_are_recorded() {
    let source = folder(&[("a/x.txt", b"Oslo"), ("b/x.txt", b"Geneva"), ("c/y.txt", b"Vienna")]);
    let path = |name: &str| source.path().join(name).to_str().unwrap().to_owned();
    let list = format!("{}\n\n{}\r\n{}\n", path("a/x.txt"), path("c"), path("gone.txt"));
    fs::write(source.path().join("list"), &list).unwrap();
    let (documents, ledger) = extract(&["--files-from", &path("list")], 1);
    let texts: Vec<_> = documents.iter().map(|d| d["text"].as_str()).collect();
    assert_eq!(texts, ["Oslo", "Vienna"]);
    assert!(documents[0]["id"].ends_with("/a/x.txt") && documents[1]["id"].ends_with("/c/y.txt"));
    assert_eq!(ledger.len(), 1);
    assert!(ledger[0]["message"].as_str().unwrap().contains("line 4"), "{:?}", ledger[0]);
    // Two files of one name, named one by one, keep apart.
    let (documents, _) = extract(&[&path("a/x.txt"), &path("b/x.txt"), &path("c/y.txt")], 0);
    let found = ids(&documents);
    assert!(found.contains(&"y.txt") && found.iter().any(|id| id.ends_with("/b/x.txt")), "{found:?}");
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet_with(&["run", "--files-from", "-", "--out", run.to_str().unwrap()], path("a").as_bytes())
        .code(0)
        .says(&["1 documents"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_files_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let source = folder(&[("a.txt", b"Oslo")]);
    symlink(source.path(), source.path().join("loop")).unwrap();
    symlink(source.path().join("a.txt"), source.path().join("b.txt")).unwrap();
    symlink("nowhere", source.path().join("c.txt")).unwrap();
    symlink(source.path().join("self"), source.path().join("self")).unwrap();
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    assert_eq!(ids(&documents), ["a.txt", "b.txt"]);
    assert_eq!(said(&ledger), [("c.txt", "unreadable"), ("loop", "link"), ("self", "unreadable")]);
}

#[test]
fn deep_folders_and_many_empty_files_are_accounted_for() {
    let source = tempfile::tempdir().unwrap();
    let mut deep = source.path().join("deep");
    for _ in 0..500 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("a.txt"), "Oslo").unwrap();
    for i in 0..2000 {
        fs::write(source.path().join(format!("{i:04}.txt")), "").unwrap();
    }
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["id"].matches('/').count(), 501);
    assert_eq!(ledger.len(), 2000);
    assert!(ledger.iter().all(|f| f["code"] == "empty"));
}

#[test]
fn encodings_are_decoded_and_the_ledger_says_so() {
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let source = folder(&[
        ("a.txt", b"Angela Merkel in Z\xFCrich"),
        ("b.txt", &utf16("Angela Merkel in Zürich")),
        ("c.csv", &utf16("id,text\n1,\"Angela Merkel, Zürich\"\n")),
        ("d.html", b"<meta charset=iso-8859-2><title>x</title><p>Angela Merkel in \xA3\xF3d\xBC</p>"),
    ]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 0);
    let texts: Vec<_> = documents.iter().map(|d| d["text"].as_str()).collect();
    assert_eq!(
        texts,
        [
            "Angela Merkel in Zürich",
            "Angela Merkel in Zürich",
            "Angela Merkel, Zürich",
            "Angela Merkel in Łódź"
        ]
    );
    assert_eq!(said(&ledger), [("a.txt", "decoded"), ("b.txt", "decoded"), ("d.html", "decoded")]);
    assert!(
        ledger[0]["message"]
            .as_str()
            .unwrap()
            .contains("windows-1252: offsets are those of the text in UTF-8")
    );
}

#[test]
fn standard_input_is_told_from_its_first_bytes() {
    let out = tempfile::tempdir().unwrap();
    for (i, (bytes, n)) in [
        (b"{\"text\":\"Oslo\"}\n{\"text\":\"Geneva\"}\n".to_vec(), 2),
        (gzip(b"{\"text\":\"Oslo\"}\n{\"text\":\"Geneva\"}\n"), 2),
        (zip(&[("a.txt", b"Oslo"), ("b.csv", b"text\nGeneva\nVienna\n")]), 3),
        (b"{ not JSON".to_vec(), 1),
    ]
    .into_iter()
    .enumerate()
    {
        let run = out.path().join(i.to_string());
        gazet_with(&["run", "-", "--out", run.to_str().unwrap(), "--format", "csv"], &bytes).code(0);
        assert_eq!(rows(&run, "documents").len(), n, "input {i}");
    }
}

const MESSAGE: &str = "From: Ana <ana@desk.example>\r\nTo: b@desk.example\r\nSubject: Talks\r\n\
    Date: Wed, 1 May 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
    --b\r\nContent-Type: text/plain\r\n\r\nAngela Merkel in Geneva\r\n\
    --b\r\nContent-Type: text/markdown; name=notes.md\r\nContent-Disposition: attachment\r\n\r\nVienna\r\n\
    --b\r\nContent-Type: image/png; name=logo.png\r\n\r\nx\r\n--b--\r\n";

#[test]
fn mail_and_mailboxes_give_messages_and_attachments() {
    let mailbox = format!(
        "From ana@desk.example Wed May  1 10:00:00 2024\n{}\n\nFrom x Thu May  2 10:00:00 2024\nSubject: two\n\nOslo\n",
        MESSAGE.replace("\r\n", "\n")
    );
    let second = mailbox.rfind("From x").unwrap();
    let source = folder(&[("a.eml", MESSAGE.as_bytes()), ("b.mbox.gz", &gzip(mailbox.as_bytes()))]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 0);
    assert_eq!(
        ids(&documents),
        [
            "a.eml".to_owned(),
            "a.eml!1/notes.md".to_owned(),
            "b.mbox.gz#1@0".to_owned(),
            "b.mbox.gz#1@0!1/notes.md".to_owned(),
            format!("b.mbox.gz#2@{second}"),
        ]
    );
    assert_eq!(documents[0]["text"], "Angela Merkel in Geneva");
    let told = ["title", "date", "author"].map(|field| documents[0][field].as_str());
    assert_eq!(told, ["Talks", "2024-05-01", "Ana"]);
    assert_eq!(said(&ledger), [("a.eml", "attachments-left-out"), ("b.mbox.gz#1@0", "attachments-left-out")]);
}

#[test]
fn a_word_document_gives_its_paragraphs() {
    let body = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Angela Merkel</w:t></w:r></w:p>\
        <w:p><w:r><w:t>in </w:t></w:r><w:r><w:t>Geneva</w:t></w:r></w:p></w:body></w:document>";
    let types = "<Types/>";
    let core = "<cp><dc:title>Talks</dc:title><dc:creator>Ana</dc:creator></cp>";
    let word = zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ]);
    let bomb = zip(&[("x", b""), ("word/document.xml", &vec![b' '; 80 << 20])]);
    let source = folder(&[
        ("a.docx", &word),
        ("bomb.docx", &bomb),
        ("cut.docx", &word[..word.len() - 30]),
        ("sheet.xlsx", &zip(&[("[Content_Types].xml", b"")])),
        ("unnamed", &word),
    ]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    assert_eq!(ids(&documents), ["a.docx", "unnamed"]);
    assert_eq!(documents[0]["text"], "Angela Merkel\n\nin Geneva");
    assert_eq!((documents[0]["title"].as_str(), documents[0]["author"].as_str()), ("Talks", "Ana"));
    assert_eq!(
        said(&ledger),
        [("bomb.docx", "bomb"), ("cut.docx", "docx"), ("sheet.xlsx", "unknown-format")]
    );
}

#[test]
fn a_crawl_packed_record_by_record_is_read() {
    let record = |kind: &str, content_type: &str, block: &str| {
        gzip(
            format!(
                "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://desk.example/a\r\n\
                 Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                block.len()
            )
            .as_bytes(),
        )
    };
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html lang=en><title>Talks</title><p>Angela Merkel in Geneva";
    let first = record("warcinfo", "application/warc-fields", "software: hand");
    let at = first.len();
    let archive = [first, record("response", "application/http; msgtype=response", page)].concat();
    let source = folder(&[("crawl.warc.gz", &archive)]);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 0);
    assert_eq!(ids(&documents), [format!("crawl.warc.gz#2@{at}")]);
    let told = ["title", "language", "source", "url", "text"].map(|field| documents[0][field].as_str());
    assert_eq!(told, ["Talks", "en", "desk.example", "https://desk.example/a", "Angela Merkel in Geneva"]);
    assert_eq!(said(&ledger), [("crawl.warc.gz", "records-left-out")]);
}

#[test]
fn parquet_is_read_and_the_language_is_told_where_nobody_says() {
    let source = folder(&[
        (
            "de.txt",
            "Angela Merkel hat am Montag in Genf mit dem Minister über die Krise gesprochen.".as_bytes(),
        ),
        ("en.txt", b"Angela Merkel spoke with the minister in Geneva on Monday about the crisis."),
        (
            "told.jsonl",
            b"{\"text\":\"Angela Merkel spoke with the minister in Geneva.\",\"language\":\"x-mine\"}\n",
        ),
        ("unclear.txt", b"Geneva"),
    ]);
    let out = tempfile::tempdir().unwrap();
    let run = out.path().join("run");
    gazet(&["run", source.path().to_str().unwrap(), "--out", run.to_str().unwrap()]).code(0);
    // The documents of a run are a collection.
    let (documents, _) = extract(&[run.join("documents.parquet").to_str().unwrap()], 0);
    let languages: Vec<_> = documents.iter().map(|d| (d["id"].as_str(), d["language"].as_str())).collect();
    assert_eq!(
        languages,
        [("de.txt", "de"), ("en.txt", "en"), ("told.jsonl#1", "x-mine"), ("unclear.txt", "")]
    );
    assert!(documents[0]["extra"].contains("n_mentions"), "columns that are no field come along");
    let mentions = {
        let again = out.path().join("again");
        gazet(&[
            "run",
            run.join("documents.parquet").to_str().unwrap(),
            "--out",
            again.to_str().unwrap(),
            "--format",
            "csv",
        ])
        .code(0);
        rows(&again, "mentions")
    };
    assert!(
        mentions.iter().any(|m| m["document"] == "de.txt" && m["surface"] == "Angela Merkel"),
        "documents in other languages are matched by the lists"
    );
}

#[test]
fn a_page_of_a_hundred_thousand_elements_in_one_another_is_read() {
    let deep = format!(
        "<title>Deep</title>{}Angela Merkel in Geneva{}",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    let large = format!("<title>Large</title>{}", "<p>Oslo</p>".repeat(1 << 20));
    let source = folder(&[("deep.html", deep.as_bytes()), ("large.html", large.as_bytes())]);
    let (documents, ledger) = extract(&[source.path().join("deep.html").to_str().unwrap()], 0);
    assert_eq!(
        (documents[0]["title"].as_str(), documents[0]["text"].as_str()),
        ("Deep", "Angela Merkel in Geneva")
    );
    assert_eq!(said(&ledger), [("deep.html", "whole-page")]);
    let (documents, ledger) =
        extract(&[source.path().join("large.html").to_str().unwrap(), "--max-document-bytes", "8000000"], 1);
    assert_eq!((documents.len(), said(&ledger)), (0, vec![("large.html", "too-large")]));
}

/// A PDF of one page, written by hand, without a table of its objects: readers look for them.
fn pdf(text: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R \
         /Resources << /Font << /F1 3 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = String::new();
    for (i, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let end = format!(
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
        out.len()
    );
    out.extend(end.bytes());
    out
}

#[test]
fn a_pdf_is_read_and_hostile_ones_cost_themselves_only() {
    let whole = pdf("Angela Merkel in Geneva");
    let mut files = vec![("a.pdf".to_owned(), whole.clone()), ("named.bin".to_owned(), whole.clone())];
    // Damage at every place in turn; the last ones make pages their own children.
    for i in 0..40 {
        let mut bytes = whole.clone();
        let at = 9 + i * (bytes.len() - 9) / 40;
        bytes[at] = b"0<[/ "[i % 5];
        files.push((format!("damaged-{i:02}.pdf"), bytes));
    }
    let cyclic = String::from_utf8(whole).unwrap().replace("/Kids [4 0 R]", "/Kids [2 0 R]");
    files.push(("cyclic.pdf".to_owned(), cyclic.into_bytes()));
    let nested = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\ntrailer << /Root 1 0 R >>", "[".repeat(200_000));
    files.push(("nested.pdf".to_owned(), nested.into_bytes()));
    let borrowed: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let source = folder(&borrowed);
    let (documents, ledger) = extract(&[source.path().to_str().unwrap()], 1);
    let whole: Vec<_> = documents.iter().filter(|d| !d["id"].starts_with("damaged")).collect();
    assert_eq!(whole.iter().map(|d| d["id"].as_str()).collect::<Vec<_>>(), ["a.pdf", "named.bin"]);
    assert!(whole.iter().all(|d| d["text"] == "Angela Merkel in Geneva"));
    let mut accounted: Vec<String> = ids(&documents).into_iter().map(str::to_owned).collect();
    accounted.extend(
        ledger.iter().filter(|f| f["outcome"] != "noted").map(|f| f["source"].as_str().unwrap().to_owned()),
    );
    accounted.sort();
    let mut named: Vec<String> = files.into_iter().map(|(name, _)| name).collect();
    named.sort();
    assert_eq!(accounted, named, "each file is a document or a line of the ledger");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read_as_a_stream() {
    let source = folder(&[("a.jsonl.gz", &gzip(b"{\"text\":\"Oslo\"}\n"))]);
    let out = tempfile::tempdir().unwrap();
    let script = "cat \"$1\" | \"$0\" run /dev/stdin --format csv --out \"$2\"";
    let status = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_gazet")])
        .args([source.path().join("a.jsonl.gz"), out.path().join("run")])
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(ids(&rows(&out.path().join("run"), "documents")), ["stdin#1"]);
}
