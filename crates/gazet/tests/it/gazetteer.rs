//! `gazet gazetteer`.

use crate::support::{Outcome, folder, gazet, gazet_with};

const LIST: &str = "id,type,name,aliases,country,lat,lon,population,wikidata,geonames,start,end,policy,notes\n\
    org:blue-harbour,organization/company,Blue Harbour Trading,BHTX|Port Bleu SA{fr},MT,,,,,,,,,\n";
const META: &str = "title = \"Harbour\"\nsource = \"own\"\nlicence = \"CC0-1.0\"\nattribution = \"us\"\n\
    retrieved = \"2026-01-01\"\nlanguage = \"en\"\ndescription = \"d\"\n";

#[test]
fn a_list_compiled_or_not_gives_the_same_mentions() {
    let lists = folder(&[("harbour.csv", LIST.as_bytes()), ("harbour.meta.toml", META.as_bytes())]);
    let (csv, gzt) = (lists.path().join("harbour.csv"), lists.path().join("harbour.gzt"));
    gazet(&["gazetteer", "build", csv.to_str().unwrap(), "-o", gzt.to_str().unwrap()])
        .code(0)
        .says(&["1 entities"]);
    let input = b"{\"text\":\"BHTX, that is Port Bleu SA, paid Blue Harbour Trading.\"}\n";
    let found = |list: &std::path::Path| {
        gazet_with(&["mentions", "--recognizer", "off", "--gazetteer", list.to_str().unwrap()], input)
            .code(0)
            .stdout
    };
    let from_csv = found(&csv);
    assert_eq!(from_csv.matches("org:blue-harbour").count(), 3, "{from_csv}");
    assert_eq!(from_csv, found(&gzt));
}

#[test]
fn lookup_shows_every_bearer_and_why() {
    let out = gazet(&["gazetteer", "lookup", "georgia"]).code(0).stdout;
    assert!(out.contains("country:GE") && out.contains("admin1:US.GA"), "{out}");
    let out = gazet(&["gazetteer", "lookup", "mko"]).code(0).stdout;
    assert!(out.contains("org:mojahedin-khalq"), "{out}");
    gazet(&["gazetteer", "lookup", "Tehrann"]).code(1);
    let out = gazet(&["gazetteer", "lookup", "Tehrann", "--fuzzy"]).code(0).stdout;
    assert!(out.contains("city:112931") && out.contains("distance-1"), "{out}");
}

#[test]
fn the_shipped_lists_pass_their_check() {
    let lists = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gazetteers");
    let outcome = gazet(&["gazetteer", "check", lists.to_str().unwrap()]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
}

/// The import of one file that lies in a folder of its own, as a list beside it.
fn import(folder: &std::path::Path, file: &str, flags: &[&str]) -> Outcome {
    let (input, out) = (folder.join(file), folder.join("list.csv"));
    let mut args =
        vec!["gazetteer", "import", input.to_str().unwrap(), "-o", out.to_str().unwrap(), "--overwrite"];
    args.extend(flags);
    gazet(&args)
}

fn imported(folder: &std::path::Path) -> (String, String) {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    (read("list.csv"), read("list.meta.toml"))
}

const TEHRAN: &str = "112931\tTehran\tTehran\tTeheran\t35.69439\t51.42151\tP\tPPLC\tIR\t\t26\t\t\t\t7153309\t\t1179\tAsia/Tehran\t2019-09-05\n";
const HAMLET: &str = "1\tX\tX\t\t1\t2\tP\tPPL\tIR\t\t00\t\t\t\t12\t\t1\tAsia/Tehran\t2019-09-05\n";

#[test]
fn a_dump_becomes_a_list_that_finds_its_names() {
    let files = folder(&[
        ("IR.txt", format!("{TEHRAN}{HAMLET}").as_bytes()),
        ("alternate.txt", "1\t112931\tfr\tTéhéran\n2\t112931\tru\tТегеран\n".as_bytes()),
    ]);
    let alternate = files.path().join("alternate.txt");
    let flags = [
        "--from",
        "geonames",
        "--min-population",
        "500",
        "--language",
        "fr",
        "--alternate-names",
        alternate.to_str().unwrap(),
    ];
    import(files.path(), "IR.txt", &flags)
        .code(0)
        .says(&["1 entities", "left out 1: fewer than 500 inhabitants"]);
    let (list, meta) = imported(files.path());
    assert!(list.contains("geonames:112931,place/city,Tehran,Téhéran{fr},IR,"), "{list}");
    assert!(!list.contains("Тегеран"), "{list}");
    assert!(meta.contains("licence = \"CC-BY-4.0\"") && meta.contains("source = \"IR.txt\""), "{meta}");

    let list = files.path().join("list.csv");
    gazet(&["gazetteer", "check", list.to_str().unwrap()]).code(0);
    let flags =
        ["mentions", "--recognizer", "off", "--no-shipped-lists", "--gazetteer", list.to_str().unwrap()];
    let found = gazet_with(&flags, "{\"text\":\"De Téhéran.\"}\n".as_bytes()).code(0).stdout;
    assert!(found.contains("geonames:112931"), "{found}");
}

#[test]
fn every_format_has_its_importer() {
    let skos = "<http://a/x> <http://www.w3.org/2004/02/skos/core#prefLabel> \"Blue Quay\" .\n";
    let files = folder(&[
        ("w.json", br#"{"id":"Q1","labels":{"en":{"value":"Jane Roe"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}}"#),
        ("f.json", br#"{"id":"Q1","schema":"Person","properties":{"name":["Jane Roe"]}}"#),
        ("s.jsonl", br#"{"label":"PERSON","pattern":"Jane Roe"}"#),
        ("g.def", b"g.lst:person_full\n"),
        ("g.lst", b"Jane Roe\n"),
        ("v.nt", skos.as_bytes()),
        ("n.txt", b"Jane Roe\n"),
        ("t.tsv", b"Who\tElse\nJane Roe\tJ. Roe; Jenny Roe\n"),
    ]);
    let table = [
        "--from",
        "csv",
        "--type",
        "person",
        "--name-column",
        "Who",
        "--alias-column",
        "Else",
        "--alias-separator",
        ";",
    ];
    let cases: [(&str, &[&str], &str); 7] = [
        ("w.json", &["--from", "wikidata", "--class", "Q5=person"], "wd:Q1,person,Jane Roe,"),
        ("f.json", &["--from", "ftm"], "ftm:q1,person,Jane Roe,"),
        ("s.jsonl", &["--from", "spacy"], "ruler:jane-roe,person,Jane Roe,"),
        ("g.def", &["--from", "gate"], "gate:jane-roe,person,Jane Roe,"),
        ("v.nt", &["--from", "skos", "--type", "place"], ",place,Blue Quay,"),
        ("n.txt", &["--from", "words", "--type", "person"], "list:jane-roe,person,Jane Roe,"),
        ("t.tsv", &table, "table:jane-roe,person,Jane Roe,J. Roe|Jenny Roe,"),
    ];
    for (file, flags, row) in cases {
        import(files.path(), file, flags).code(0);
        let (list, meta) = imported(files.path());
        assert!(list.contains(row), "{file}: {list}");
        assert!(meta.contains("licence = "), "{file}: {meta}");
    }
    // The same from standard input.
    let out = files.path().join("in.csv");
    let flags =
        ["gazetteer", "import", "--from", "words", "--type", "place", "-", "-o", out.to_str().unwrap()];
    gazet_with(&flags, b"Rasht\n").code(0).says(&["licence is not known"]);
    assert!(std::fs::read_to_string(&out).unwrap().contains("list:rasht,place,Rasht,"));
}

#[test]
fn an_import_that_makes_no_sense_says_what_would() {
    let files = folder(&[("n.txt", b"***\n"), ("list.csv", b"old\n")]);
    let flags = |more: &[&str]| import(files.path(), "n.txt", more).code(2);
    flags(&["--from", "words"]).says(&["give --type"]);
    flags(&["--from", "wikidata"]).says(&["--class Q5=person"]);
    flags(&["--from", "skos"]).says(&["--type, or --class"]);
    flags(&["--from", "skos", "--type", "place"]).says(&[".ttl or .nt"]);
    flags(&["--from", "csv"]).says(&["--type-column"]);
    flags(&["--from", "words", "--type", "place", "--min-population", "5"])
        .says(&["--min-population says nothing"]);
    flags(&["--from", "words", "--type", "ship"]).says(&["ship"]);
    flags(&["--from", "wikidata", "--class", "Q5"]).says(&["as in Q5=person"]);
    flags(&["--from", "words", "--type", "place"])
        .says(&["nothing in", "left out 1: name holds no letter or digit"]);
    // Nothing was written over what was there.
    let list = files.path().join("list.csv");
    assert_eq!(std::fs::read_to_string(&list).unwrap(), "old\n");
    let input = files.path().join("n.txt");
    let without = |out: &std::path::Path| {
        let (input, out) = (input.to_str().unwrap(), out.to_str().unwrap());
        gazet(&["gazetteer", "import", "--from", "words", "--type", "place", input, "-o", out]).code(2)
    };
    without(&list).says(&["is there already", "--overwrite"]);
    without(&files.path().join("list")).says(&["end with .csv"]);
}

#[test]
fn variants_are_found_only_when_asked_for() {
    let list =
        LIST.replace("organization/company,Blue Harbour Trading", "organization/company,Blue & Harbour Corp");
    let lists = folder(&[("harbour.csv", list.as_bytes()), ("harbour.meta.toml", META.as_bytes())]);
    let (csv, gzt) = (lists.path().join("harbour.csv"), lists.path().join("harbour.gzt"));
    let mut args = vec!["gazetteer", "build", csv.to_str().unwrap(), "-o", gzt.to_str().unwrap()];
    let found = |name: &str| {
        let flags = ["--no-shipped-lists", "--gazetteer", gzt.to_str().unwrap()];
        gazet(&[&["gazetteer", "lookup", name][..], &flags].concat()).code
    };
    gazet(&args).code(0);
    assert_eq!((found("Blue & Harbour Corp"), found("Blue and Harbour Corp")), (0, 1));
    args.extend(["--variants", "ampersand,legal-forms"]);
    gazet(&args).code(0);
    assert_eq!((found("Blue and Harbour Corp"), found("Blue & Harbour Corporation")), (0, 0));
    args.extend(["--variants", "nicknames"]);
    gazet(&args).code(2).says(&["nicknames", "word-order"]);
}

#[test]
fn a_corpus_shows_names_that_are_mostly_words() {
    let list = LIST.replace("BHTX|Port Bleu SA{fr}", "Harbours");
    let text = "{\"text\":\"Harbours were full. Their harbours, our harbours, all harbours.\"}\n".repeat(12);
    let lists = folder(&[
        ("harbour.csv", list.as_bytes()),
        ("harbour.meta.toml", META.as_bytes()),
        ("corpus.jsonl", text.as_bytes()),
        ("broken.jsonl", b"{\"text\":\"a\"}\n{\"body\":\"b\"}\n"),
    ]);
    let path = |name: &str| lists.path().join(name).to_str().unwrap().to_owned();
    let csv = path("harbour.csv");
    gazet(&["gazetteer", "check", &csv]).code(0);
    let out = gazet(&["gazetteer", "check", &csv, "--corpus", &path("corpus.jsonl")]).code(1).stdout;
    assert!(out.contains("`Harbours`: 12 hits, 100 % sentence-initial; in small letters 36 times"), "{out}");
    gazet(&["gazetteer", "check", &csv, "--corpus", &path("broken.jsonl")]).code(2).says(&[
        "broken.jsonl:2",
        "no text in field `text`",
        "--text-field",
    ]);
}

/// A list of its own with the metadata beside it.
fn harbour(rows: &str) -> tempfile::TempDir {
    let header = LIST.lines().next().unwrap();
    let list = format!("{header}\n{rows}");
    folder(&[("harbour.csv", list.as_bytes()), ("harbour.meta.toml", META.as_bytes())])
}

#[test]
fn a_flood_of_duplicate_rows_is_refused_in_few_words() {
    let rows = "org:blue-harbour,organization/company,Blue Harbour Trading,,,,,,,,,,,\n".repeat(100_000);
    let lists = harbour(&rows);
    let csv = lists.path().join("harbour.csv");
    let out = lists.path().join("harbour.gzt");
    let outcome = gazet(&["gazetteer", "build", csv.to_str().unwrap(), "-o", out.to_str().unwrap()])
        .code(2)
        .says(&["harbour.csv:3", "org:blue-harbour"]);
    assert!(outcome.stderr.len() < 20_000, "{} bytes of errors", outcome.stderr.len());
    assert!(!out.exists());
    let outcome = gazet(&["gazetteer", "check", csv.to_str().unwrap()]);
    assert!(outcome.code != 0 && outcome.stdout.len() < 20_000, "{} bytes", outcome.stdout.len());
}

#[test]
fn nul_bytes_scripts_from_the_right_and_without_spaces() {
    let lists = harbour(
        "org:a,organization,سازمان مجاهدین خلق ایران,,,,,,,,,,,\norg:b,organization,青い港貿易会社,,,,,,,,,,,\n\
         org:c,organization,Nul\0 Harbour,,,,,,,,,,,\n",
    );
    let csv = lists.path().join("harbour.csv").display().to_string();
    let outcome = gazet(&["gazetteer", "check", &csv]);
    assert!(outcome.code != 0 && outcome.stdout.contains("harbour.csv:4"), "{}", outcome.stdout);
    let lists = harbour(
        "org:a,organization,سازمان مجاهدین خلق ایران,,,,,,,,,,,\norg:b,organization,青い港貿易会社,,,,,,,,,,,\n",
    );
    let csv = lists.path().join("harbour.csv").display().to_string();
    let text =
        "{\"text\":\"او از سازمان مجاهدین خلق ایران گفت.\"}\n{\"text\":\"昨日青い港貿易会社が発表した。\"}\n";
    let found = gazet_with(
        &["mentions", "--recognizer", "off", "--no-shipped-lists", "--gazetteer", &csv],
        text.as_bytes(),
    );
    let found = found.code(0).stdout;
    assert!(found.contains("org:a") && found.contains("org:b"), "{found}");
}

#[test]
#[cfg(unix)]
fn a_full_disk_while_building_leaves_the_old_file_whole() {
    let lists = harbour("org:a,organization,Blue Harbour,,,,,,,,,,,\n");
    let (csv, gzt) = (lists.path().join("harbour.csv"), lists.path().join("harbour.gzt"));
    std::fs::write(&gzt, b"the old one").unwrap();
    // A limit on the size of files stands for the full disk: the write fails after the first block.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let outcome = std::process::Command::new("sh")
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_gazet"), "gazetteer", "build"])
        .args([csv.as_os_str(), "-o".as_ref(), gzt.as_os_str()])
        .output()
        .unwrap();
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert_eq!(outcome.status.code(), Some(2), "{said}");
    assert!(said.contains("harbour.gzt"), "{said}");
    assert_eq!(std::fs::read(&gzt).unwrap(), b"the old one");
    assert_eq!(std::fs::read_dir(lists.path()).unwrap().count(), 3, "nothing is left beside it");
}

#[test]
fn a_dump_that_is_cut_off_is_named_and_makes_no_list() {
    let cut = &HAMLET[..20];
    let files = folder(&[("IR.txt", format!("{TEHRAN}{cut}").as_bytes())]);
    import(files.path(), "IR.txt", &["--from", "geonames"]).code(2).says(&["IR.txt:2", "cut off"]);
    assert!(!files.path().join("list.csv").exists());
}
