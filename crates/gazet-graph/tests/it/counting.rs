//! What is counted: an obvious slow count against the fast one, limits of memory, wrong input.

use gazet_graph::{
    Counted, Counter, Counts, Date, DocumentOccurrences, GraphError, NodeId, Occurrence, PairCounts,
    SpillSpace, Window,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Many pairs, each in few documents.
fn count_many(mut counter: Counter) -> Result<Counted, GraphError> {
    for document in 0..110_u32 {
        let occurrences: Vec<Occurrence> = (0..130)
            .map(|i| Occurrence {
                node: NodeId((document * 1_313 + i * i * 7 + i * document) % MANY as u32),
                sentence: i / 4,
                paragraph: i / 12,
                item: 0,
                token: i * 5,
                mention: i,
            })
            .collect();
        counter.add(&DocumentOccurrences {
            document,
            sample_key: u64::from(document),
            date: Some(Date(20_240_000 + document)),
            is_duplicate: false,
            n_sentences: 33,
            n_paragraphs: 11,
            n_items: 1,
            occurrences: &occurrences,
        })?;
    }
    counter.finish()
}

const MANY: usize = 3_000;

#[test]
fn with_64_megabytes_counts_spill_and_stay_the_same() {
    let limit = 64 << 20;
    let n_runs = Arc::new(AtomicUsize::new(0));
    let n = Arc::clone(&n_runs);
    let space: SpillSpace = Box::new(move || {
        n.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(tempfile::tempfile()?))
    });
    let bounded = count_many(Counter::bounded(MANY, limit, space)).expect("room for runs");
    assert!(bounded.has_spilled() && n_runs.load(Ordering::Relaxed) > 3, "{n_runs:?}");
    let free = count_many(Counter::new(MANY)).expect("known entities");
    assert!(!free.has_spilled());
    let (bounded, free) = (bounded.into_counts().expect("runs"), free.into_counts().expect("counts"));
    assert!(free.pairs.len() * size_of::<PairCounts>() > limit, "{} pairs fit", free.pairs.len());
    assert!(bounded == free);
}

/// A file that takes so many bytes, as a disk does that fills up.
struct Small {
    inner: Cursor<Vec<u8>>,
    room: usize,
}

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room = self.room.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Small {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.inner.read(bytes)
    }
}

impl Seek for Small {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[test]
fn a_full_disk_is_an_error_that_says_the_way_out() {
    // Full at once; in the midst of the first run; when runs are merged into one.
    for room in [0, 100_000, 5_000_000] {
        let space: SpillSpace = Box::new(move || Ok(Box::new(Small { inner: Cursor::default(), room })));
        let failed = count_many(Counter::bounded(MANY, 1 << 20, space)).err().expect("no room");
        assert_eq!(
            failed.to_string(),
            "cannot keep counts in temporary files; make room for them, or give more memory"
        );
        let GraphError::Spill(source) = failed else { panic!("{failed}") };
        assert_eq!(source.kind(), io::ErrorKind::StorageFull);
    }
    let space: SpillSpace = Box::new(|| Err(io::ErrorKind::PermissionDenied.into()));
    let failed = count_many(Counter::bounded(MANY, 1 << 20, space)).err();
    assert!(matches!(failed, Some(GraphError::Spill(e)) if e.kind() == io::ErrorKind::PermissionDenied));
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
