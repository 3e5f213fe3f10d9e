//! Lists as people write them, good and bad.

use crate::support::{compiled, find, gazetteers, list};
use gazet_core::Severity;
use gazet_gazetteer::{GazetteerError, MatchKind, compile_folder, parse_rows, read_folder};
use std::path::Path;

const HEAD: &str = "id,type,name,aliases,country,lat,lon,population,start,policy\n";

/// The one problem of a list of one row.
fn problem(row: &str) -> String {
    let (_, problems) = parse_rows("x.csv", format!("{HEAD}{row}\n").as_bytes());
    assert_eq!(problems.len(), 1, "{row}: {problems:?}");
    problems[0].to_string()
}

#[test]
fn bad_cells_are_named_with_line_column_value_and_way_out() {
    for (row, parts) in [
        ("org:a,company,A,,,,,,,", ["x.csv:2: column type", "`company`", "person, place or organization"]),
        ("Org a,person,A,,,,,,,", ["x.csv:2: column id", "`Org a`", "org:red-cross"]),
        ("org:a,person,,,,,,,,", ["x.csv:2: column name", "empty name", ""]),
        ("org:a,person,A,B||C,,,,,,", ["x.csv:2: column aliases", "empty alias", "remove"]),
        ("org:a,person,A,B{weka},,,,,,", ["x.csv:2: column aliases", "`weka`", "as-written"]),
        ("org:a,person,A,B{weak,,,,,,", ["x.csv:2: column aliases", "`B{weak`", "brace"]),
        ("org:a,person,A,,Iran,,,,,", ["x.csv:2: column country", "`Iran`", "write IR"]),
        ("org:a,person,A,,,x,1,,,", ["x.csv:2: column lat", "`x`", "35.69"]),
        ("org:a,person,A,,,95,1,,,", ["x.csv:2: column lat", "`95`", "90"]),
        ("org:a,person,A,,,35,,,,", ["x.csv:2: column lat", "go together", "both or none"]),
        ("org:a,person,A,,,,,many,,", ["x.csv:2: column population", "`many`", "whole number"]),
        ("org:a,person,A,,,,,,soon,", ["x.csv:2: column start", "`soon`", "1948"]),
        ("org:a,person,A,,,,,,,loud", ["x.csv:2: column policy", "`loud`", "any-case"]),
        ("org:a,person,A\0B,,,,,,,", ["x.csv:2: column name", "U+0000", "remove"]),
        ("org:a,person,A", ["x.csv:2: 3 fields", "10", "quote"]),
    ] {
        let message = problem(row);
        for part in parts {
            assert!(message.contains(part), "`{message}` lacks `{part}`");
        }
    }
}

#[test]
fn a_long_alias_is_refused_and_not_printed_whole() {
    let message = problem(&format!("org:a,person,A,{},,,,,,", "x".repeat(100_000)));
    assert!(message.contains("100000 bytes") && message.len() < 400, "{message}");
}

#[test]
fn a_missing_or_unknown_column_stops_the_list() {
    for (head, part) in [
        ("id,type,aliases\n", "missing column `name`"),
        ("id,type,name,aliases,colour\n", "unknown column `colour`"),
        ("id,type,name,aliases,name\n", "column `name` stands twice"),
        ("", "empty file"),
    ] {
        let (rows, problems) = parse_rows("x.csv", format!("{head}\n").as_bytes());
        assert!(rows.is_empty());
        assert!(problems[0].to_string().contains(part), "{problems:?}");
    }
}

#[test]
fn byte_order_mark_crlf_and_quotes_are_read() {
    let csv = "\u{feff}id,type,name,aliases\r\norg:a,organization,\"Acme, \"\"Inc\"\"\",Acme\r\n\r\n";
    let (rows, problems) = parse_rows("x.csv", csv.as_bytes());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(rows[0].name.text, "Acme, \"Inc\"");
    assert_eq!(rows[0].line, 2);
}

#[test]
fn bad_bytes_spoil_their_row_only() {
    let (rows, problems) =
        parse_rows("x.csv", b"id,type,name,aliases\norg:a,person,\xFF,\norg:b,person,B,\n");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        problems[0].to_string(),
        "x.csv:2: column name: invalid UTF-8 in field 3; save the file as UTF-8"
    );
}

#[test]
fn json_lines_are_read_like_csv() {
    let json = concat!(
        r#"{"id":"loc:a","type":"place/city","name":"Tehran","aliases":["Teheran","THR"],"lat":35.69,"lon":"51.4"}"#,
        "\r\n\n",
        r#"{"id":"loc:b","type":"planet","name":"Mars"}"#,
        "\n{\"id\":",
    );
    let (rows, problems) = parse_rows("x.jsonl", json.as_bytes());
    assert_eq!(rows[0].lat_lon, Some((35.69, 51.4)));
    assert_eq!(rows[0].aliases.len(), 2);
    let lines: Vec<u64> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [3, 4]);
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

const META: &str = "title = \"T\"\nsource = \"S\"\nlicence = \"CC0-1.0\"\n";

#[test]
fn a_folder_is_compiled_whole_or_every_error_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "b.csv", "id,type,name,aliases\nx:1,person,A,\nx:2,planet,B,\nx:3,person,C,|\n");
    let missing = compile_folder(at).unwrap_err().to_string();
    assert!(missing.contains("b.meta.toml"), "{missing}");
    write(at, "b.meta.toml", META);
    write(at, "a.csv", "id,type,name,aliases\nx:1,person,D,D\ncountry:IR,place/country,Iran,\n");
    write(at, "a.meta.toml", META);
    write(
        at,
        "demonyms.csv",
        "country,demonym,kind\nIR,Iranian,adjective\nXX,Nowherean,noun\n,Kurdish,ethnic\n",
    );
    write(at, "words/titles.csv", "title,kind\nMr,honorific\nPrime Minister,role\nDuke,noble\n");
    write(at, "words/common-words.csv", "word,rank\nmay,3\nbad,x\n");
    let GazetteerError::Rows(problems) = compile_folder(at).unwrap_err() else { panic!("rows") };
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for part in [
        "b.csv:3: column type: unknown type `planet`",
        "b.csv:4: column aliases: empty alias",
        "b.csv:2: column id: id `x:1` stands already in a.csv line 2",
        "demonyms.csv:3: column country: no list holds `country:XX`",
        "titles.csv:4: column kind: unknown kind `noble`",
        "common-words.csv:3: column rank: `x` is no rank",
    ] {
        assert!(shown.iter().any(|s| s.contains(part)), "{part} is not in {shown:#?}");
    }
    assert!(problems.iter().all(|p| p.severity == Severity::Error));
    let read = read_folder(at).unwrap();
    assert!(read.problems.iter().any(|p| p.severity == Severity::Warning && p.code == "duplicate-alias"));

    write(at, "b.csv", "id,type,name,aliases\nx:2,person,B,\n");
    write(at, "demonyms.csv", "country,demonym,kind\nIR,Iranian,adjective\n,Kurdish,ethnic\n");
    write(at, "words/titles.csv", "title,kind\nMr,honorific\nPrime Minister,role\n");
    write(at, "words/common-words.csv", "word,rank\nmay,3\n");
    let compiled = compile_folder(at).unwrap();
    assert_eq!(compiled.summary.entities, 3);
    assert_eq!(compiled.warnings.len(), 1);
    let all = gazetteers(vec![compiled.bytes.clone()]);
    let found = find(&all, "An Iranian and a Kurdish man.", MatchKind::All);
    assert_eq!(found.len(), 1);
    assert!(found[0].flags.contains(gazet_core::CandidateFlags::DEMONYM));
    let words = all.lexicon();
    let norm = gazet_tokenizer::norm_hash;
    use gazet_gazetteer::WordFlags;
    assert_eq!(words.get(norm("MR.")).flags, WordFlags::TITLE_HONORIFIC);
    assert_eq!(words.get_phrase([norm("Prime"), norm("minister")]).flags, WordFlags::TITLE_ROLE);
    assert!(words.get(norm("prime")).is_unknown());
    assert!(words.get(norm("Kurdish")).flags.contains(WordFlags::DEMONYM));
    assert_eq!(words.get(norm("May")).rank, 3);
    assert!(words.get(norm("may")).flags.contains(WordFlags::FUNCTION_WORD));
    assert_eq!(compile_folder(at).unwrap().bytes, compiled.bytes);
}

#[test]
fn the_same_bytes_from_any_number_of_threads() {
    let rows: String = (0..9000)
        .map(|i| format!("x:{i:05},person,Name{} Surname{},Alias{}|Both{{weak}}\n", i % 700, i % 91, i / 3))
        .collect();
    let bytes: Vec<Vec<u8>> = [1, 2, 8]
        .map(|n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            pool.install(|| compiled(vec![list("a", &rows)]))
        })
        .into();
    assert!(bytes.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn ten_thousand_entities_under_one_alias_come_in_order() {
    let rows: String = (0..10_000).map(|i| format!("x:{i:05},person,Name{i} Sur{i},Both\n")).collect();
    let all = gazetteers(vec![compiled(vec![list("a", &rows)])]);
    let found = find(&all, "It was Both of them.", MatchKind::LeftmostLongest);
    assert_eq!(found.len(), 10_000);
    let keys: Vec<&str> = found.iter().map(|c| all.entity(c.entity).key()).collect();
    assert!(keys.is_sorted());
}

#[test]
fn a_later_file_replaces_an_entity_of_the_same_key() {
    let first = compiled(vec![list("a", "x:1,person,Ann Old,Annie\nx:2,person,Bob,\n")]);
    let second = compiled(vec![list("b", "x:1,person,Ann New,Annie\n")]);
    let all = gazetteers(vec![first, second]);
    let text = "Annie, Ann Old, Ann New and Bob.";
    let found: Vec<(&str, &str)> = find(&all, text, MatchKind::LeftmostLongest)
        .iter()
        .map(|c| (c.span.of(text), all.entity(c.entity).name()))
        .collect();
    assert_eq!(found, [("Annie", "Ann New"), ("Ann New", "Ann New"), ("Bob", "Bob")]);
    assert_eq!(all.find_key("x:1").unwrap().1.name(), "Ann New");
}

#[test]
fn entities_keep_what_the_row_said() {
    let csv = "id,type,name,aliases,country,admin1,lat,lon,population,wikidata,geonames,start,end,notes\n\
               city:1,place/city,Tehran,Teheran{de}|THR,IR,IR.26,35.69439,-51.42151,7153309,Q3616,112931,-100,1995,capital\n";
    let (rows, problems) = parse_rows("x.csv", csv.as_bytes());
    assert!(problems.is_empty(), "{problems:?}");
    let list = gazet_gazetteer::SourceList { name: "x".into(), rows, ..Default::default() };
    let all = gazetteers(vec![compiled(vec![list])]);
    let (_, e) = all.find_key("city:1").unwrap();
    assert_eq!((e.name(), e.subtype(), e.country(), e.admin1()), ("Tehran", "city", "IR", "IR.26"));
    assert_eq!(e.entity_type(), gazet_core::EntityType::Place);
    assert_eq!((e.lat_lon(), e.population()), (Some((35.69439, -51.42151)), Some(7_153_309)));
    assert_eq!((e.wikidata(), e.geonames(), e.notes(), e.list()), ("Q3616", "112931", "capital", "x"));
    assert_eq!((e.start(), e.end()), (Some(-100), Some(1995)));
    let aliases: Vec<(&str, String)> = e.aliases().map(|a| (a.text(), a.language())).collect();
    assert_eq!(aliases[0].0, "Tehran");
    assert!(aliases.contains(&("Teheran", "de".to_owned())));
}
