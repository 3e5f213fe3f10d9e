//! Importers on small files in the real formats, written for these tests.

use crate::support::rows;
use gazet_core::EntityType;
use gazet_gazetteer::import::{
    GeoNamesOptions, Imported, Mapping, WikidataOptions, read_alternate_names, read_entity_ruler,
    read_follow_the_money, read_gate, read_geonames, read_plain, read_table, read_wikidata, write_csv,
};
use gazet_gazetteer::{CasePolicy, parse_rows};
use std::io::Cursor;

fn names(imported: &Imported) -> Vec<(String, String, Vec<String>)> {
    let texts = |r: &gazet_gazetteer::SourceRow| r.aliases.iter().map(|a| a.text.clone()).collect();
    rows(imported).iter().map(|r| (r.id.clone(), r.name.text.clone(), texts(r))).collect()
}

/// What is imported can be written in our format and read back the same.
fn survives(imported: Imported) {
    let mut bytes = Vec::new();
    write_csv(imported.rows(), &mut bytes).unwrap();
    let before = rows(&imported);
    let (mut rows, problems) = parse_rows("x.csv", &bytes);
    assert!(problems.is_empty(), "{problems:?}");
    for (row, before) in rows.iter_mut().zip(before) {
        row.line = before.line;
    }
    assert_eq!(rows, before);
}

#[test]
fn a_plain_list() {
    let text = "\u{feff}# towns\r\nTehran\r\n\r\nTehran\nSão Paulo\n東京\nTehrán\n***\n";
    let read = read_plain(Cursor::new(text), "towns.txt", EntityType::Place).unwrap();
    let ids: Vec<&str> = rows(&read).iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!((ids[0], ids[1], ids[3]), ("list:tehran", "list:s-o-paulo", "list:tehr-n"));
    assert!(ids[2].starts_with("list:x"));
    assert_eq!((read.skipped["name stands twice"], read.skipped["name holds no letter or digit"]), (1, 1));
    survives(read);
    let error = read_plain(Cursor::new(b"a\n\xFF\n"), "t.txt", EntityType::Place).unwrap_err().to_string();
    assert!(error.starts_with("t.txt:2:"), "{error}");
}

const TEHRAN: &str = "112931\tTehran\tTehran\tTeheran,Téhéran,THR\t35.69439\t51.42151\tP\tPPLC\tIR\t\t26\t\t\t\t7153309\t\t1179\tAsia/Tehran\t2019-09-05\n";
const HAMLET: &str = "1\tX\tX\t\t1\t2\tP\tPPL\tIR\t\t00\t\t\t\t12\t\t1\tAsia/Tehran\t2019-09-05\n";

#[test]
fn a_geonames_dump() {
    let options = GeoNamesOptions { min_population: 500, languages: vec!["fr".into()], ..Default::default() };
    let main = format!("{TEHRAN}{HAMLET}");
    let read = read_geonames(Cursor::new(&main), "IR.txt", None, &options).unwrap();
    assert_eq!(
        names(&read),
        [("geonames:112931".into(), "Tehran".into(), vec!["Teheran".into(), "Téhéran".into(), "THR".into()])]
    );
    let row = &rows(&read)[0];
    assert_eq!((row.subtype.as_str(), row.country.as_str(), row.admin1.as_str()), ("city", "IR", "IR.26"));
    assert_eq!((row.lat_lon, row.population), (Some((35.69439, 51.42151)), Some(7_153_309)));
    assert_eq!(read.skipped["fewer than 500 inhabitants"], 1);
    survives(read);

    let alternates = "1\t112931\tfr\tTéhéran\t1\t\t\t\n2\t112931\tde\tTeheran\n3\t112931\tlink\thttps://example.org\n4\t112931\t\tTown\t\t\t1\t\n";
    let alternates = read_alternate_names(Cursor::new(alternates), "alternateNames.txt", &options).unwrap();
    let read = read_geonames(Cursor::new(&main), "IR.txt", Some(&alternates), &options).unwrap();
    let aliases = &rows(&read)[0].aliases;
    assert_eq!(aliases.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["Téhéran", "Town"]);
    assert_eq!(&aliases[0].policy.language, b"fr\0");
    assert!(aliases[1].policy.weak && !aliases[0].policy.weak);
    survives(read);

    let cut = &main[..TEHRAN.len() + 9];
    let error = read_geonames(Cursor::new(cut), "IR.txt", None, &options).unwrap_err().to_string();
    assert!(error.starts_with("IR.txt:2:") && error.contains("cut off"), "{error}");
}

#[test]
fn what_a_list_cannot_hold_is_left_out_of_a_row() {
    let main = "7\tFarwick\tFarwick\t\t95.5\t1\tP\tPPL\tX1\t\t00\t\t\t\t12\t\t1\tAsia/Tehran\t2019-09-05\n";
    let read = read_geonames(Cursor::new(main), "X.txt", None, &GeoNamesOptions::default()).unwrap();
    assert_eq!((rows(&read)[0].lat_lon, rows(&read)[0].country.as_str()), (None, ""));
    let reasons: Vec<&str> = read.skipped.keys().map(String::as_str).collect();
    assert_eq!(reasons, ["coordinates beyond 90 and 180 degrees", "country that is no code of two capitals"]);
    survives(read);
}

#[test]
fn follow_the_money_entities() {
    let text = concat!(
        r#"{"id":"Q1-A","caption":"Jane Roe","schema":"Person","properties":{"name":["Jane Roe","Roe Jane"],"weakAlias":["Jane"],"country":["ir"],"birthDate":["1950-02-03"],"wikidataId":["Q1"]}}"#,
        "\n",
        r#"{"id":"v-1","caption":"Ship","schema":"Vessel","properties":{}}"#,
        "\n",
        r#"{"id":"c 1","schema":"Company","properties":{"name":["Acme Ltd"],"jurisdiction":["gb"]}}"#,
        "\n",
    );
    let read = read_follow_the_money(Cursor::new(text), "x.json").unwrap();
    assert_eq!(
        names(&read),
        [
            ("ftm:q1-a".into(), "Jane Roe".into(), vec!["Roe Jane".into(), "Jane".into()]),
            ("ftm:c-1".into(), "Acme Ltd".into(), vec![]),
        ]
    );
    assert!(rows(&read)[0].aliases[1].policy.weak);
    assert_eq!((rows(&read)[0].country.as_str(), rows(&read)[0].start), ("IR", Some(1950)));
    assert_eq!((rows(&read)[1].subtype.as_str(), rows(&read)[1].country.as_str()), ("company", "GB"));
    assert_eq!(read.skipped["schema `Vessel`"], 1);
    survives(read);
    let error = read_follow_the_money(Cursor::new(&text[..40]), "x.json").unwrap_err().to_string();
    assert!(error.starts_with("x.json:1:") && error.contains("cut off"), "{error}");
}

#[test]
fn entity_ruler_patterns() {
    let text = concat!(
        r#"{"label":"ORG","pattern":"Apple","id":"apple"}"#,
        "\n",
        r#"{"label":"ORG","pattern":[{"LOWER":"apple"},{"LOWER":"inc"}],"id":"apple"}"#,
        "\n",
        r#"{"label":"GPE","pattern":[{"TEXT":"New"},{"ORTH":"York"}]}"#,
        "\n",
        r#"{"label":"GPE","pattern":[{"TEXT":{"REGEX":"New.*"}}]}"#,
        "\n",
        r#"{"label":"DATE","pattern":"May"}"#,
        "\n",
    );
    let read = read_entity_ruler(Cursor::new(text), "patterns.jsonl").unwrap();
    assert_eq!(
        names(&read),
        [
            ("ruler:apple".into(), "Apple".into(), vec!["apple inc".into()]),
            ("ruler:new-york".into(), "New York".into(), vec![]),
        ]
    );
    assert_eq!(rows(&read)[0].aliases[0].policy.case, CasePolicy::AnyCase);
    assert_eq!(read.n_skipped(), 2);
    survives(read);
    let error = read_entity_ruler(Cursor::new("{\"label\":1}"), "p.jsonl").unwrap_err().to_string();
    assert!(error.starts_with("p.jsonl:1: not a pattern"), "{error}");
}

#[test]
fn gate_lists() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("lists.def"), "city.lst:location:city\norg.lst:organization\ndate.lst:date_key\n")
        .unwrap();
    std::fs::write(at("city.lst"), "Tehran&country=IR\nRasht\tcountry=IR\n\n").unwrap();
    std::fs::write(at("org.lst"), "Red Cross\n").unwrap();
    let read = read_gate(&at("lists.def")).unwrap();
    let found: Vec<(&str, &str)> =
        rows(&read).iter().map(|r| (r.name.text.as_str(), r.subtype.as_str())).collect();
    assert_eq!(found, [("Tehran", "city"), ("Rasht", "city"), ("Red Cross", "")]);
    assert_eq!(read.n_skipped(), 1);
    survives(read);
    std::fs::write(at("lists.def"), "gone.lst:location\n").unwrap();
    assert!(read_gate(&at("lists.def")).unwrap_err().to_string().contains("gone.lst"));
    std::fs::write(at("lists.def"), "gone.lst\n").unwrap();
    assert!(read_gate(&at("lists.def")).unwrap_err().to_string().contains("no major type"));
}

#[test]
fn a_mapped_table() {
    let text = "Label;Other;Kind;Land;Y;X\nTehran;Teheran, THR;place/city;ir;35.7;51.4\nMars;;planet;;;\nAcme;;;;;\n";
    let mapping = Mapping {
        name: "Label".into(),
        aliases: vec!["Other".into()],
        separator: ",".into(),
        entity_type: Some("Kind".into()),
        default_type: Some(EntityType::Organization),
        country: Some("Land".into()),
        coordinates: Some(("Y".into(), "X".into())),
        delimiter: b';',
        ..Mapping::default()
    };
    let read = read_table(Cursor::new(text), "x.csv", &mapping).unwrap();
    assert_eq!(
        names(&read),
        [
            ("table:tehran".into(), "Tehran".into(), vec!["Teheran".into(), "THR".into()]),
            ("table:acme".into(), "Acme".into(), vec![]),
        ]
    );
    assert_eq!((rows(&read)[0].country.as_str(), rows(&read)[0].lat_lon), ("IR", Some((35.7, 51.4))));
    assert_eq!(rows(&read)[1].entity_type, EntityType::Organization);
    assert_eq!(read.skipped["type `planet`"], 1);
    survives(read);
    let missing = Mapping { name: "Nom".into(), delimiter: b';', ..Mapping::default() };
    let error = read_table(Cursor::new(text), "x.csv", &missing).unwrap_err().to_string();
    assert!(error.contains("no column `Nom`") && error.contains("Label"), "{error}");
}

#[test]
fn a_wikidata_dump() {
    let text = concat!(
        "[\n",
        r#"{"type":"item","id":"Q1","labels":{"en":{"language":"en","value":"Jane Roe"},"fa":{"language":"fa","value":"جین"}},"aliases":{"en":[{"language":"en","value":"J. Roe"}]},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}],"P569":[{"rank":"deprecated","mainsnak":{"datavalue":{"value":{"time":"+1940-00-00T00:00:00Z"}}}},{"rank":"normal","mainsnak":{"datavalue":{"value":{"time":"+1950-02-03T00:00:00Z"}}}}]},"sitelinks":{"enwiki":{},"fawiki":{}}},"#,
        "\n",
        r#"{"type":"item","id":"Q2","labels":{"en":{"language":"en","value":"Town"}},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q515"}}}}],"P625":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"latitude":35.5,"longitude":51.25}}}}],"P1082":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"amount":"+7000"}}}}],"P1566":[{"rank":"normal","mainsnak":{"datavalue":{"value":"112931"}}}]},"sitelinks":{"enwiki":{}}},"#,
        "\n",
        r#"{"type":"item","id":"Q3","labels":{"de":{"language":"de","value":"Ding"}},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]},"sitelinks":{"dewiki":{}}},"#,
        "\n",
        r#"{"type":"item","id":"Q4","labels":{},"claims":{}}"#,
        "\n]\n",
    );
    let options = WikidataOptions {
        classes: [("Q5".to_owned(), EntityType::Person), ("Q515".to_owned(), EntityType::Place)].into(),
        languages: vec!["en".into(), "fa".into()],
        min_sitelinks: 1,
    };
    let read = read_wikidata(Cursor::new(text), "dump.json", &options).unwrap();
    assert_eq!(
        names(&read),
        [
            ("wd:Q1".into(), "Jane Roe".into(), vec!["J. Roe".into(), "جین".into()]),
            ("wd:Q2".into(), "Town".into(), vec![]),
        ]
    );
    assert_eq!((rows(&read)[0].start, rows(&read)[0].end), (Some(1950), None));
    let town = &rows(&read)[1];
    assert_eq!(
        (town.lat_lon, town.population, town.geonames.as_str()),
        (Some((35.5, 51.25)), Some(7000), "112931")
    );
    assert_eq!(read.skipped.values().copied().collect::<Vec<_>>(), [1, 1]);
    survives(read);
    let error = read_wikidata(Cursor::new(&text[..60]), "dump.json", &options).unwrap_err().to_string();
    assert!(error.starts_with("dump.json:2: not an item") && error.contains("cut off"), "{error}");
}
