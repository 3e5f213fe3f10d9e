//! What is counted: an obvious slow count against the fast one, limits of memory, wrong input.

use gazet_graph::{
    Counter, Counts, Date, DocumentOccurrences, GraphError, NodeId, Occurrence, PairCounts, Window,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A document as the tests make them.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) number: u32,
    pub(crate) date: Option<Date>,
    pub(crate) is_duplicate: bool,
    pub(crate) occurrences: Vec<Occurrence>,
}

pub(crate) const N_NODES: u32 = 12;
const WINDOW_TOKENS: u32 = 9;

pub(crate) fn count<'a>(documents: impl IntoIterator<Item = &'a Made>, max_bytes: Option<usize>) -> Counts {
    let counter = match max_bytes {
        None => Counter::new(N_NODES as usize),
        Some(bytes) => {
            Counter::bounded(N_NODES as usize, bytes, Box::new(|| Ok(Box::new(tempfile::tempfile()?))))
        }
    };
    let mut counter = counter.token_window(WINDOW_TOKENS);
    for document in documents {
        counter
            .add(&DocumentOccurrences {
                document: document.number,
                sample_key: u64::from(document.number).wrapping_mul(0x9E37_79B9_7F4A_7C15),
                date: document.date,
                is_duplicate: document.is_duplicate,
                n_sentences: 6,
                n_paragraphs: 3,
                n_items: 2,
                occurrences: &document.occurrences,
            })
            .expect("known entities");
    }
    counter.finish().expect("readable runs").into_counts().expect("readable runs")
}

pub(crate) fn collections() -> impl Strategy<Value = Vec<Made>> {
    let occurrence = (0..N_NODES, 0..60_u32);
    let document = (proptest::collection::vec(occurrence, 0..25), 0..400_u32, any::<bool>());
    proptest::collection::vec(document, 0..8).prop_map(|documents| {
        let made = documents.into_iter().enumerate().map(|(number, (occurrences, day, is_duplicate))| Made {
            number: number as u32,
            date: (day % 3 != 0).then_some(Date(20_240_100 + day)),
            is_duplicate,
            occurrences: occurrences
                .into_iter()
                .enumerate()
                .map(|(mention, (node, token))| Occurrence {
                    node: NodeId(node),
                    sentence: token / 10,
                    paragraph: token / 20,
                    item: token / 30,
                    token,
                    mention: mention as u32,
                })
                .collect(),
        });
        made.collect()
    })
}

/// Units of a window, as sets of entities, one after the other.
fn units(document: &Made, window: Window) -> Vec<BTreeSet<u32>> {
    let nodes = |keep: &dyn Fn(&Occurrence) -> bool| -> BTreeSet<u32> {
        document.occurrences.iter().filter(|o| keep(o)).map(|o| o.node.0).collect()
    };
    if window == Window::Tokens {
        let opened = document.occurrences.iter().enumerate().map(|(i, opener)| {
            document
                .occurrences
                .iter()
                .enumerate()
                .filter(|(j, o)| {
                    (o.token, *j) >= (opener.token, i)
                        && o.token < opener.token + WINDOW_TOKENS
                        && o.item == opener.item
                })
                .map(|(_, o)| o.node.0)
                .collect()
        });
        return opened.collect();
    }
    let unit = |o: &Occurrence| match window {
        Window::Sentence => o.sentence,
        Window::Paragraph => o.paragraph,
        Window::Item => o.item,
        _ => 0,
    };
    let numbers: BTreeSet<u32> = document.occurrences.iter().map(unit).collect();
    numbers.into_iter().map(|number| nodes(&|o| unit(o) == number)).collect()
}

proptest! {
    #[test]
    fn counts_are_those_of_an_obvious_count(documents in collections()) {
        let counts = count(&documents, None);
        let mut nodes = vec![[0_u64; Window::COUNT]; N_NODES as usize];
        let mut pairs: BTreeMap<(u32, u32), [u64; Window::COUNT]> = BTreeMap::new();
        for document in &documents {
            for window in Window::ALL {
                for unit in units(document, window) {
                    for &a in &unit {
                        nodes[a as usize][window.index()] += 1;
                        for &b in unit.range(a + 1..) {
                            pairs.entry((a, b)).or_default()[window.index()] += 1;
                        }
                    }
                }
            }
        }
        let got: BTreeMap<_, _> = counts.pairs.iter().map(|((a, b), pair)| ((a.0, b.0), pair.n_windows)).collect();
        prop_assert_eq!(got, pairs);
        prop_assert_eq!(counts.nodes.iter().map(|n| n.n_windows).collect::<Vec<_>>(), nodes);
        for ((a, b), pair) in &counts.pairs {
            let with_both: Vec<&Made> = documents
                .iter()
                .filter(|d| [a, b].iter().all(|n| d.occurrences.iter().any(|o| o.node == **n)))
                .collect();
            prop_assert_eq!(pair.n_stories, with_both.iter().filter(|d| !d.is_duplicate).count() as u64);
            prop_assert_eq!(pair.first, with_both.iter().filter_map(|d| d.date).min());
            prop_assert_eq!(pair.last, with_both.iter().filter_map(|d| d.date).max());
            let evidence = pair.evidence.as_slice();
            prop_assert!(!evidence.is_empty() && evidence.is_sorted());
            let documents_shown: BTreeSet<u32> = evidence.iter().map(|e| e.document).collect();
            let narrowest = evidence[0].window;
            for e in evidence {
                let document = &documents[e.document as usize];
                let [x, y] = [e.mention_a, e.mention_b].map(|m| document.occurrences[m as usize]);
                prop_assert_eq!((x.node, y.node), (*a, *b));
                let narrow = match e.window {
                    Window::Sentence => x.sentence == y.sentence,
                    Window::Paragraph => x.paragraph == y.paragraph && x.sentence != y.sentence,
                    Window::Item => x.item == y.item && x.paragraph != y.paragraph,
                    _ => x.item != y.item,
                };
                prop_assert!(narrow, "{:?} {:?} {:?}", e, x, y);
            }
            // A second place of one document comes only when no other document has one as narrow.
            let as_narrow = with_both.iter().filter(|d| {
                units(d, narrowest).iter().any(|unit| unit.contains(&a.0) && unit.contains(&b.0))
            });
            prop_assert!(documents_shown.len() >= as_narrow.count().min(3));
        }
    }

    #[test]
    fn a_limit_of_memory_changes_nothing(documents in collections()) {
        prop_assert_eq!(count(&documents, Some(0)), count(&documents, None));
    }
}

#[test]
fn many_runs_are_merged_into_few() {
    // One pair after the other in turn, so that a table of 14 pairs spills some thousand times.
    let documents: Vec<Made> = (0..3000)
        .map(|number| Made {
            number,
            date: None,
            is_duplicate: false,
            occurrences: (0..6)
                .map(|i| Occurrence {
                    node: NodeId((number * 7 + i * i) % N_NODES),
                    sentence: i / 2,
                    paragraph: 0,
                    item: 0,
                    token: i * 3,
                    mention: i,
                })
                .collect(),
        })
        .collect();
    let counts = count(&documents, Some(0));
    assert_eq!(counts, count(&documents, None));
    assert!(counts.pairs.len() > 40);
}

/// A pair for each place of a triangle of 1,500 entities, in memory for a tenth of them.
#[test]
fn spilling_at_a_real_limit() {
    let n = 1_500;
    let run = |limit: Option<usize>| {
        let mut counter = match limit {
            None => Counter::new(n),
            Some(bytes) => Counter::bounded(n, bytes, Box::new(|| Ok(Box::new(tempfile::tempfile()?)))),
        };
        for document in 0..60_u32 {
            let occurrences: Vec<Occurrence> = (0..120)
                .map(|i| Occurrence {
                    node: NodeId((document * 131 + i * i * 7) % n as u32),
                    sentence: i / 4,
                    paragraph: i / 12,
                    item: 0,
                    token: i * 5,
                    mention: i,
                })
                .collect();
            counter
                .add(&DocumentOccurrences {
                    document,
                    sample_key: u64::from(document),
                    date: Some(Date(20_240_000 + document)),
                    is_duplicate: false,
                    n_sentences: 30,
                    n_paragraphs: 10,
                    n_items: 1,
                    occurrences: &occurrences,
                })
                .expect("known entities");
        }
        counter.finish().expect("readable runs")
    };
    let limit = 4 << 20;
    let bounded = run(Some(limit));
    assert!(bounded.has_spilled());
    let free = run(None);
    assert!(!free.has_spilled());
    let (bounded, free) = (bounded.into_counts().expect("runs"), free.into_counts().expect("counts"));
    assert!(free.pairs.len() * size_of::<PairCounts>() > 4 * limit, "the limit is far below what is counted");
    assert!(bounded == free);
}

#[test]
fn an_unknown_entity_is_an_error() {
    let occurrences =
        [Occurrence { node: NodeId(5), sentence: 0, paragraph: 0, item: 0, token: 0, mention: 0 }];
    let document = DocumentOccurrences {
        document: 3,
        sample_key: 0,
        date: None,
        is_duplicate: false,
        n_sentences: 1,
        n_paragraphs: 1,
        n_items: 1,
        occurrences: &occurrences,
    };
    let error = Counter::new(5).add(&document).expect_err("entity 5 of 5");
    assert!(matches!(error, GraphError::UnknownNode { document: 3, node: 5, n_nodes: 5 }));
    assert_eq!(error.to_string(), "document 3 names entity 5, but the counter was made for 5 entities");
}
