//! `gazet explain --edge A B RUN`: the sentences behind an edge.

use crate::exit::ExitStatus;
use crate::render::{grouped, plural};
use gazet_graph::Window;
use gazet_pipeline::{EdgeExplained, NamedEntity, Place, RunFolder, Stretch, explain_edge as explained};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Prints the places of a run that name both.
pub(crate) fn explain_edge(run: &Path, names: &[String], most: usize) -> anyhow::Result<ExitStatus> {
    let [a, b] = names else { anyhow::bail!("--edge wants two names, not {}", names.len()) };
    let folder = RunFolder::read_only(run)?;
    let edge = explained(&folder, [a, b], Some(most).filter(|most| *most > 0))?;
    let mut out = io::stdout().lock();
    let marks = if out.is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Marks::Colours
    } else {
        Marks::Brackets
    };
    out.write_all(rendered(&edge, marks).as_bytes())?;
    out.flush()?;
    Ok(ExitStatus::Done)
}

/// How names are marked in the text.
#[derive(Clone, Copy)]
enum Marks {
    /// `[Ann Lee]{1}`.
    Brackets,
    /// Bold and coloured: for terminals.
    Colours,
}

/// Orange for the first entity, blue for the second.
const COLOURS: [&str; 2] = ["\u{1b}[1;33m", "\u{1b}[1;36m"];
const RESET: &str = "\u{1b}[0m";

impl Marks {
    fn put(self, out: &mut String, entity: usize, text: &str) {
        let _ = match self {
            Self::Brackets => write!(out, "[{text}]{{{}}}", entity + 1),
            Self::Colours => write!(out, "{}{text}{RESET}", COLOURS[entity]),
        };
    }
}

fn rendered(edge: &EdgeExplained, marks: Marks) -> String {
    let mut out = String::new();
    for (number, entity) in edge.entities.iter().enumerate() {
        let NamedEntity { key, name, entity_type, n_documents } = entity;
        marks.put(&mut out, number, name);
        let _ = writeln!(out, "  {entity_type}  {key}  {}", plural(*n_documents, "document"));
    }
    let [n_sentences, n_paragraphs, n_items, n_documents] = edge.n_windows;
    if n_documents == 0 {
        out.push_str("no document of this run names both\n");
        return out;
    }
    let _ = writeln!(
        out,
        "together in {}, {}, {}, {}",
        plural(n_sentences, "sentence"),
        plural(n_paragraphs, "paragraph"),
        plural(n_items, "item"),
        plural(n_documents, "document")
    );
    for place in &edge.places {
        out.push('\n');
        put_place(&mut out, place, marks);
    }
    let hidden = edge.n_places - edge.places.len();
    if hidden > 0 {
        let _ = writeln!(out, "\n{} more; --most 0 shows them all", grouped(hidden as u64));
    }
    out
}

fn put_place(out: &mut String, place: &Place, marks: Marks) {
    let [a, b] = place.closest;
    out.push_str(&place.document);
    if let Some(date) = &place.date {
        let _ = write!(out, "  {date}");
    }
    let bytes = format!("bytes {}..{} and {}..{}", a.start_byte, a.end_byte, b.start_byte, b.end_byte);
    let _ = match place.window {
        Window::Sentence => writeln!(out, "  {bytes}"),
        window => writeln!(out, "  {bytes}, in one {} but no common sentence", window.name()),
    };
    if let Some(title) = &place.title {
        let _ = writeln!(out, "  {}", title.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let texts: Vec<String> = place.stretches.iter().map(|stretch| marked(stretch, marks)).collect();
    let _ = writeln!(out, "    {}", texts.join(" […] "));
}

/// The text on one line, with its mentions marked and nothing in it that a terminal would obey.
fn marked(stretch: &Stretch, marks: Marks) -> String {
    let clean = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace() {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            } else if !c.is_control() {
                out.push(c);
            }
        }
        out
    };
    let mut out = String::new();
    let mut from = 0;
    for mark in &stretch.marks {
        let (start, end) = (mark.start_byte - stretch.start_byte, mark.end_byte - stretch.start_byte);
        if start < from {
            continue;
        }
        out.push_str(&clean(&stretch.text[from..start]));
        marks.put(&mut out, mark.entity, &clean(&stretch.text[start..end]));
        from = end;
    }
    out.push_str(&clean(&stretch.text[from..]));
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazet_pipeline::Mark;

    #[test]
    fn names_are_marked_and_controls_are_left_out() {
        let stretch = Stretch {
            text: "Ann\u{1b}[2J\n met  Bö.".to_owned(),
            start_byte: 10,
            marks: vec![
                Mark { entity: 1, start_byte: 10, end_byte: 13 },
                Mark { entity: 0, start_byte: 24, end_byte: 27 },
            ],
        };
        assert_eq!(marked(&stretch, Marks::Brackets), "[Ann]{2}[2J met [Bö]{1}.");
        assert_eq!(
            marked(&stretch, Marks::Colours),
            "\u{1b}[1;36mAnn\u{1b}[0m[2J met \u{1b}[1;33mBö\u{1b}[0m."
        );
    }
}
