//! The same graph through time: its counts by year, month, week or day.

use crate::counter::{Occurrence, for_each_shared, for_each_token_window};
use crate::counts::{NodeId, Pair};
use crate::date::Date;
use crate::graph::CoocGraph;
use crate::window::Window;
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// How long a slice of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SliceUnit {
    /// January to December.
    Year,
    /// A calendar month.
    Month,
    /// Monday to Sunday, numbered as in ISO 8601.
    Week,
    /// One day.
    Day,
}

impl SliceUnit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Year, Self::Month, Self::Week, Self::Day];

    /// The name used on the command line and in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
        }
    }

    /// The slice that holds a date; `None` where the date says less than the slice asks for, such as a year where
    /// months are counted.
    #[must_use]
    pub fn slice_of(self, date: Date) -> Option<Slice> {
        let (year, month, day) = (date.0 / 10_000, date.0 / 100 % 100, date.0 % 100);
        let (start, end, name) = match self {
            Self::Year => (days(year, 1, 1), days(year + 1, 1, 1), format!("{year:04}")),
            Self::Month if month > 0 => {
                let next = if month == 12 { days(year + 1, 1, 1) } else { days(year, month + 1, 1) };
                (days(year, month, 1), next, format!("{year:04}-{month:02}"))
            }
            Self::Week if day > 0 => {
                // Day 0 of the count is a Thursday; a week belongs to the year of its Thursday.
                let start = days(year, month, day) - (days(year, month, day) + 3).rem_euclid(7);
                let (of_year, _, _) = date_of(start + 3);
                let week = (start + 3 - days(of_year, 1, 1)) / 7 + 1;
                (start, start + 7, format!("{of_year:04}-W{week:02}"))
            }
            Self::Day if day > 0 => {
                let start = days(year, month, day);
                let (year, month, day) = date_of(start);
                (start, start + 1, format!("{year:04}-{month:02}-{day:02}"))
            }
            _ => return None,
        };
        let whole = |day| {
            let (year, month, day) = date_of(day);
            Date(year * 10_000 + month * 100 + day)
        };
        Some(Slice { start: whole(start), last: whole(end - 1), name })
    }
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice {
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub last: Date,
    /// `2026`, `2026-03`, `2026-W13` or `2026-03-29`.
    pub name: String,
}

/// Days since 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: u32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of [`days`].
fn date_of(days: i64) -> (u32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let narrow = |n: i64| u32::try_from(n).unwrap_or(0);
    (narrow(year), narrow(month), narrow(day))
}

/// What was counted in a slice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SliceCount {
    /// Of an edge, windows of the graph's kind that hold both; of a node, mentions.
    pub weight: u64,
    /// Documents.
    pub n_documents: u64,
}

/// The counts of one slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceCounts {
    /// When.
    pub slice: Slice,
    /// The nodes named in it, by petgraph's index.
    pub nodes: BTreeMap<u32, SliceCount>,
    /// The edges that came about in it, by petgraph's index.
    pub edges: BTreeMap<u32, SliceCount>,
}

/// A graph through time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slices {
    /// How long a slice is.
    pub unit: SliceUnit,
    /// The slices in which anything was counted, in time order.
    pub slices: Vec<SliceCounts>,
    /// Documents with nodes of the graph that are in no slice, having no date or one that says too little.
    pub n_undated: u64,
}

/// Counts the edges of one graph by slices, document after document, with the window of its options. The sum over
/// slices and undated documents is the weight of an edge. Takes memory for each slice and edge that meet.
pub struct SliceCounter {
    unit: SliceUnit,
    window: Window,
    window_tokens: u32,
    nodes: FxHashMap<NodeId, u32>,
    edges: FxHashMap<Pair, u32>,
    slices: BTreeMap<Slice, SliceCounts>,
    n_undated: u64,
}

impl SliceCounter {
    /// A counter for the edges of `graph`; `window_tokens` as in [`crate::Counter::token_window`].
    #[must_use]
    pub fn new(graph: &CoocGraph, unit: SliceUnit, window_tokens: u32) -> Self {
        let window = graph.options().window;
        let graph = graph.graph();
        let nodes = graph.node_indices().map(|node| (graph[node].id, node.index() as u32)).collect();
        let edges = graph.edge_references().map(|edge| {
            let (a, b) = (graph[edge.source()].id, graph[edge.target()].id);
            ((a.min(b), a.max(b)), edge.id().index() as u32)
        });
        Self {
            unit,
            window,
            window_tokens,
            nodes,
            edges: edges.collect(),
            slices: BTreeMap::new(),
            n_undated: 0,
        }
    }

    /// Counts one document.
    pub fn add(&mut self, date: Option<Date>, occurrences: &[Occurrence]) {
        let mut shown: Vec<Occurrence> =
            occurrences.iter().copied().filter(|o| self.nodes.contains_key(&o.node)).collect();
        if shown.is_empty() {
            return;
        }
        let Some(slice) = date.and_then(|date| self.unit.slice_of(date)) else {
            self.n_undated += 1;
            return;
        };
        let counts = self.slices.entry(slice.clone()).or_insert_with(|| SliceCounts {
            slice,
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
        });
        let mut weights: BTreeMap<u32, u64> = BTreeMap::new();
        if self.window == Window::Tokens {
            // A window holds what is between as well: entities that are not shown open none of interest.
            let mut in_text_order = occurrences.to_vec();
            in_text_order.sort_unstable_by_key(|o| (o.token, o.mention));
            let mut members = Vec::new();
            for_each_token_window(&in_text_order, self.window_tokens, &mut members, |members| {
                for (i, &a) in members.iter().enumerate() {
                    for &b in &members[i + 1..] {
                        if let Some(&edge) = self.edges.get(&(a, b)) {
                            *weights.entry(edge).or_default() += 1;
                        }
                    }
                }
            });
        }
        shown.sort_unstable_by_key(|o| (o.node, o.token, o.mention));
        let of_node: Vec<&[Occurrence]> = shown.chunk_by(|a, b| a.node == b.node).collect();
        for (i, a) in of_node.iter().enumerate() {
            let count = counts.nodes.entry(self.nodes[&a[0].node]).or_default();
            count.weight += a.len() as u64;
            count.n_documents += 1;
            for b in &of_node[i + 1..] {
                let Some(&edge) = self.edges.get(&(a[0].node, b[0].node)) else { continue };
                let weight = if self.window == Window::Tokens {
                    weights.get(&edge).copied().unwrap_or(0)
                } else {
                    let mut shared = 0;
                    for_each_shared(a, b, self.window, |_, _| shared += 1);
                    shared
                };
                if weight > 0 {
                    let count = counts.edges.entry(edge).or_default();
                    count.weight += weight;
                    count.n_documents += 1;
                }
            }
        }
    }

    /// What was counted.
    #[must_use]
    pub fn finish(self) -> Slices {
        Slices { unit: self.unit, slices: self.slices.into_values().collect(), n_undated: self.n_undated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_fall_into_their_slices() {
        for (unit, date, start, last, name) in [
            (SliceUnit::Year, "2024-02-29", 20_240_101, 20_241_231, "2024"),
            (SliceUnit::Year, "2024", 20_240_101, 20_241_231, "2024"),
            (SliceUnit::Month, "2024-12", 20_241_201, 20_241_231, "2024-12"),
            (SliceUnit::Month, "2024-02-29", 20_240_201, 20_240_229, "2024-02"),
            (SliceUnit::Week, "2024-12-30", 20_241_230, 20_250_105, "2025-W01"),
            (SliceUnit::Week, "2021-01-03", 20_201_228, 20_210_103, "2020-W53"),
            (SliceUnit::Week, "1969-12-28", 19_691_222, 19_691_228, "1969-W52"),
            (SliceUnit::Day, "2023-12-31", 20_231_231, 20_231_231, "2023-12-31"),
            (SliceUnit::Day, "1900-02-28", 19_000_228, 19_000_228, "1900-02-28"),
        ] {
            let slice = unit.slice_of(Date::parse(date).expect("a date")).expect("a slice");
            assert_eq!((slice.start.0, slice.last.0, slice.name.as_str()), (start, last, name), "{date}");
        }
        for (unit, date) in
            [(SliceUnit::Month, "2024"), (SliceUnit::Week, "2024-03"), (SliceUnit::Day, "2024-03")]
        {
            assert_eq!(unit.slice_of(Date::parse(date).expect("a date")), None);
        }
    }
}
