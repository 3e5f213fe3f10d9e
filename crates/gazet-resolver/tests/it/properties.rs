//! What holds for every text.

use crate::support::Desk;
use gazet_core::{EntityType, MentionKind, Metadata, Span};
use gazet_gazetteer::MatchKind;
use gazet_resolver::across::{MergeOptions, NameRecord, compare_names, merge_names};
use gazet_resolver::decisions::Decisions;
use gazet_resolver::{ExternalSpan, Resolver};
use proptest::prelude::*;

/// Texts of names, titles, brackets, connectors, other scripts and anything else.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Massoud Rajavi",
        "Rajavi",
        "Rajavis",
        "the ",
        "Mr. ",
        "President ",
        "MKO",
        "(MKO)",
        "(",
        ")",
        ", ",
        ". ",
        "\n\n",
        "Mojahedin-e Khalq",
        "University of ",
        "Tehran",
        "Paris, Texas",
        "Georgia",
        "aka ",
        "also known as ",
        "May ",
        "US ",
        "us ",
        "al-",
        "bin ",
        "Maliki",
        "Camp Ashraf",
        "Ministry of ",
        "and ",
        "J. ",
        "’s ",
        "- ",
        "CrossWhen",
        "مسعود رجوی",
        "毛泽东",
        "e\u{301}",
        "\u{200d}",
        "😀",
        "Read more",
        "\r\n",
        "Washington",
        "Denzel Washington",
        "IRAN ",
        "in ",
        "said ",
    ]);
    let part =
        prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[A-Z][a-z]{1,8} "];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

fn check(text: &str, external: &[ExternalSpan], kind: MatchKind) -> Result<(), TestCaseError> {
    let mut desk = Desk::default();
    let resolver = Resolver::default();
    let found = desk.resolve(&resolver, "id", text, &Metadata::default(), external, kind);
    let again = desk.resolve(&resolver, "id", text, &Metadata::default(), external, kind);
    prop_assert_eq!(&found, &again, "a used scratch changes nothing");
    for pair in found.mentions.windows(2) {
        prop_assert!(pair[0].span.end() <= pair[1].span.start(), "{:?}", pair);
        prop_assert!(pair[0].tokens.end <= pair[1].tokens.start);
    }
    for m in &found.mentions {
        prop_assert!(!m.span.is_empty());
        prop_assert!(text.get(m.span.start() as usize..m.span.end() as usize).is_some());
        prop_assert!(m.tokens.end as usize <= desk.n_tokens());
        prop_assert!((0.0..=1.0).contains(&m.score), "{}", m.score);
        prop_assert!(m.candidates.iter().all(|c| (c.entity as usize) < found.entities.len()));
        let sum: f32 = m.candidates.iter().map(|c| c.score).sum();
        prop_assert!(sum <= 1.001, "{sum}");
        prop_assert_eq!(m.candidates.is_empty(), m.kind == MentionKind::Family);
        prop_assert!(m.entity.is_none_or(|e| m.candidates.iter().any(|c| c.entity == e)));
        prop_assert!(m.candidates.windows(2).all(|c| c[0].score >= c[1].score));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn mentions_are_sorted_apart_and_in_bounds(
        text in text(),
        spans in prop::collection::vec((0u32..400, 0u32..30, 0.0f32..1.2), 0..4),
        all in any::<bool>(),
    ) {
        let external: Vec<ExternalSpan> = spans
            .iter()
            .map(|(start, len, score)| ExternalSpan {
                span: Span::new(*start, start + len),
                entity_type: EntityType::Organization,
                score: *score,
            })
            .collect();
        check(&text, &external, if all { MatchKind::All } else { MatchKind::LeftmostLongest })?;
    }

    #[test]
    fn comparison_is_symmetric_and_bounded(a in ".{0,30}", b in ".{0,30}") {
        for entity_type in EntityType::ALL {
            let (x, y) = (compare_names(&a, &b, entity_type), compare_names(&b, &a, entity_type));
            prop_assert!((0.0..=1.0).contains(&x.score));
            prop_assert!((x.score - y.score).abs() < 1e-5, "{} {}", x.score, y.score);
        }
    }

    #[test]
    fn merging_terminates_and_never_chains(names in prop::collection::vec("[A-E][a-e]{1,4} [A-E][a-e]{1,4}", 0..30)) {
        let records: Vec<NameRecord> = names
            .iter()
            .enumerate()
            .map(|(i, name)| NameRecord {
                id: format!("{i:03}"),
                entity_type: Some(EntityType::Person),
                name: name.clone(),
                n_mentions: 1,
                ..NameRecord::default()
            })
            .collect();
        let result = merge_names(&records, &[], &Decisions::default(), &MergeOptions::default());
        let gone: std::collections::BTreeSet<&str> = result.merges.iter().map(|m| m.from.as_str()).collect();
        prop_assert_eq!(gone.len(), result.merges.len());
        for merge in &result.merges {
            if let gazet_resolver::across::Target::Name(into) = &merge.into {
                prop_assert!(!gone.contains(into.as_str()));
            }
        }
    }
}
