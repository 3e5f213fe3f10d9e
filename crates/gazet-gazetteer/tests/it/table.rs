//! The case table.

use crate::support::{compiled, find, gazetteers, list};
use gazet_gazetteer::MatchKind;

#[test]
fn a_first_case() {
    let all =
        gazetteers(vec![compiled(vec![list("a", "country:US,place/country,United States,US|U.S.A.\n")])]);
    let text = "The US told us: the U.S. and the USA.";
    let found: Vec<&str> =
        find(&all, text, MatchKind::LeftmostLongest).iter().map(|c| c.span.of(text)).collect();
    assert_eq!(found, ["US", "U.S.", "USA"]);
}
