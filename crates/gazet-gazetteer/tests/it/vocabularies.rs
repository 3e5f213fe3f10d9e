//! SKOS vocabularies, and inputs as they are published: packed. The files are written for these tests.

use crate::support::rows;
use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use gazet_core::EntityType;
use gazet_gazetteer::import::{Imported, SkosOptions, SkosSyntax, open, read_plain, read_skos, write_meta};
use gazet_gazetteer::{ListMeta, SourceRow};
use std::io::{Cursor, Read, Write};

const TURTLE: &str = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix h: <https://example.org/harbours/> .

h:scheme a skos:ConceptScheme ; skos:prefLabel "Harbours"@en .
h:ports a skos:Concept ; skos:prefLabel "Ports"@en ; skos:topConceptOf h:scheme .
h:valletta a skos:Concept ;
    skos:broader h:ports ;
    skos:prefLabel "Valletta"@en, "La Vallette"@fr , "Валлетта"@ru ;
    skos:altLabel "Valletta Harbour"@en-GB, "Il-Belt" ;
    skos:hiddenLabel "Valetta"@en ;
    geo:lat "35.9" ; geo:long "14.5" ;
    skos:exactMatch <http://www.wikidata.org/entity/Q23800>, <https://sws.geonames.org/2562305/> .
h:blue a skos:Concept ; skos:broader h:firms ; skos:prefLabel "Blue Harbour Trading"@en .
h:old a skos:Concept ; skos:broader h:ports ; skos:prefLabel "Old Quay"@en ; owl:deprecated true .
h:russian a skos:Concept ; skos:broader h:ports ; skos:prefLabel "Порт"@ru .
h:mute a skos:Concept ; skos:broader h:ports .
h:relabelled a skos:Concept ; skos:broader h:ports ; xl:prefLabel [ xl:literalForm "Quay"@en ] .
"#;

fn options() -> SkosOptions {
    SkosOptions {
        classes: [("https://example.org/harbours/ports".to_owned(), EntityType::Place)].into(),
        default_type: None,
        languages: vec!["en".into(), "fr".into()],
    }
}

fn texts(row: &SourceRow) -> Vec<&str> {
    row.aliases.iter().map(|a| a.text.as_str()).collect()
}

fn skipped(read: &Imported) -> Vec<(&str, u64)> {
    read.skipped.iter().map(|(reason, n)| (reason.as_str(), *n)).collect()
}

#[test]
fn a_vocabulary_in_turtle() {
    let read = read_skos(Cursor::new(TURTLE), "harbours.ttl", SkosSyntax::Turtle, &options()).unwrap();
    let [town] = rows(&read) else { panic!("{:?}", rows(&read)) };
    assert_eq!((town.id.as_str(), town.name.text.as_str()), ("skos:valletta", "Valletta"));
    assert_eq!(town.entity_type, EntityType::Place);
    assert_eq!(texts(town), ["La Vallette", "Valletta Harbour", "Il-Belt", "Valetta"]);
    assert_eq!(town.aliases.iter().map(|a| a.policy.weak).collect::<Vec<_>>(), [false, false, false, true]);
    assert_eq!(&town.aliases[0].policy.language, b"fr\0");
    assert_eq!(&town.aliases[1].policy.language, b"en\0");
    assert_eq!(town.lat_lon, Some((35.9, 14.5)));
    assert_eq!((town.wikidata.as_str(), town.geonames.as_str()), ("Q23800", "2562305"));
    assert_eq!(
        skipped(&read),
        [
            ("concept of no wanted class", 3),
            ("concept without a label", 2),
            ("deprecated concept", 1),
            ("label of SKOS-XL", 1),
            ("no preferred label in the wanted languages", 1),
        ]
    );
}

#[test]
fn classes_go_before_the_type_of_all() {
    let options = SkosOptions { default_type: Some(EntityType::Organization), ..options() };
    let read = read_skos(Cursor::new(TURTLE), "harbours.ttl", SkosSyntax::Turtle, &options).unwrap();
    let of = |id: &str| rows(&read).iter().find(|r| r.id == id).map(|r| r.entity_type);
    assert_eq!(of("skos:valletta"), Some(EntityType::Place));
    assert_eq!(of("skos:blue"), Some(EntityType::Organization));
}

#[test]
fn a_vocabulary_in_rdf_xml() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="https://example.org/people#jane-roe">
    <skos:prefLabel xml:lang="en">Jane Roe</skos:prefLabel>
    <skos:altLabel xml:lang="en">J. Roe &amp; Co</skos:altLabel>
    <skos:inScheme rdf:resource="https://example.org/people"/>
  </skos:Concept>
  <skos:Concept rdf:about="relative"><skos:prefLabel>John Doe</skos:prefLabel></skos:Concept>
</rdf:RDF>
"#;
    let options = SkosOptions {
        classes: [("https://example.org/people".to_owned(), EntityType::Person)].into(),
        default_type: Some(EntityType::Place),
        ..SkosOptions::default()
    };
    let read = read_skos(Cursor::new(xml), "people.rdf", SkosSyntax::RdfXml, &options).unwrap();
    let shown: Vec<_> =
        rows(&read).iter().map(|r| (r.id.as_str(), r.name.text.as_str(), r.entity_type)).collect();
    assert_eq!(
        shown,
        [("skos:jane-roe", "Jane Roe", EntityType::Person), ("skos:relative", "John Doe", EntityType::Place)]
    );
    assert_eq!(texts(&rows(&read)[0]), ["J. Roe & Co"]);

    let cut = &xml[..xml.len() - 60];
    let error =
        read_skos(Cursor::new(cut), "people.rdf", SkosSyntax::RdfXml, &options).unwrap_err().to_string();
    assert!(error.starts_with("people.rdf: not RDF/XML") && error.contains("cut off"), "{error}");
}

#[test]
fn broken_turtle_names_its_line() {
    let text = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<a> skos:prefLabel \"x\" .\n<b> skos:prefLabel ";
    let error =
        read_skos(Cursor::new(text), "x.ttl", SkosSyntax::Turtle, &options()).unwrap_err().to_string();
    assert!(error.starts_with("x.ttl:3: not Turtle") && error.contains("cut off"), "{error}");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn bzip2(text: &str) -> Vec<u8> {
    let mut out = BzEncoder::new(Vec::new(), bzip2::Compression::default());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn zstandard(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 3).unwrap()
}

#[test]
fn packed_files_are_read_whatever_their_names() {
    let folder = tempfile::tempdir().unwrap();
    for (name, pack) in [
        ("a.gz", gzip as fn(&str) -> Vec<u8>),
        ("b", bzip2),
        ("c.txt", zstandard),
        ("d", |t| t.as_bytes().to_vec()),
    ] {
        let path = folder.path().join(name);
        // Dumps are several packed parts one behind the other.
        std::fs::write(&path, [pack("Tehran\nRa"), pack("sht\n")].concat()).unwrap();
        let read = read_plain(open(&path).unwrap(), name, EntityType::Place).unwrap();
        let names: Vec<&str> = rows(&read).iter().map(|r| r.name.text.as_str()).collect();
        assert_eq!(names, ["Tehran", "Rasht"], "{name}");
    }
}

#[test]
fn packed_files_that_cannot_be_read_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    for pack in [gzip as fn(&str) -> Vec<u8>, bzip2, zstandard] {
        let mut bytes = pack(&"Tehran\nRasht\n".repeat(5000));
        bytes.truncate(bytes.len() - 9);
        std::fs::write(&path, bytes).unwrap();
        let error = read_plain(open(&path).unwrap(), "list", EntityType::Place).unwrap_err().to_string();
        assert!(error.starts_with("list:"), "{error}");
    }
    std::fs::write(&path, b"PK\x03\x04rest").unwrap();
    let error = open(&path).err().unwrap().to_string();
    assert!(error.contains("unpack it first"), "{error}");
    std::fs::write(&path, b"").unwrap();
    let mut text = String::new();
    open(&path).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
    assert!(open(&folder.path().join("gone")).err().unwrap().to_string().contains("gone"));
}

#[test]
fn metadata_are_read_back_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.meta.toml");
    let meta = ListMeta {
        title: "Say \"names\"\\".into(),
        source: "a\nb".into(),
        licence: "CC0-1.0".into(),
        language: "fa".into(),
        rank: 7,
        ..ListMeta::default()
    };
    let mut bytes = Vec::new();
    write_meta(&meta, &mut bytes).unwrap();
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(ListMeta::read(&path).unwrap(), meta);
}
