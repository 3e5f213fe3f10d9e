//! `gazet gazetteer`.

use crate::support::{folder, gazet, gazet_with};

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
