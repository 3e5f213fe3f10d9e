//! `gazet eval`: the whole extraction against gold.

use crate::args::EvalArgs;
use crate::commands::eval_entities::eval_entities;
use crate::engine::{engine, report_unused_spans};
use crate::exit::ExitStatus;
use anyhow::Context;
use gazet_core::{Document, EntityType, MentionKind};
use gazet_engine::{Scratch, analyze};
use gazet_recognizer::eval::{self, Counts, ErrorKind, Pair, Scores};
use gazet_recognizer::train::{Corpus, GoldEntity};
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};

/// Draws of the bootstrap; its seed is fixed, so that a score has one interval.
const DRAWS: usize = 1000;
const SEED: u64 = 1;

/// Scores each gold file.
pub(crate) fn eval(args: &EvalArgs) -> anyhow::Result<ExitStatus> {
    if let Some(run) = &args.entities {
        return eval_entities(run, &args.gold, args.json);
    }
    let engine = engine(&args.engine)?;
    let mut out = io::stdout().lock();
    let mut all_f1 = Vec::new();
    for path in &args.gold {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.display().to_string();
        let corpus = Corpus::read(&name, "", BufReader::new(file))?;
        let predicted: Vec<Vec<GoldEntity>> = corpus
            .documents
            .par_iter()
            .map_init(Scratch::default, |scratch, gold| {
                let document =
                    Document { id: gold.id.clone(), text: gold.text.clone(), ..Document::default() };
                let analysis = analyze(&engine, &document, scratch)?;
                let names = analysis.mentions.iter().filter(|m| m.kind == MentionKind::Name);
                Ok(names.map(|m| GoldEntity { span: m.span, entity_type: m.entity_type }).collect())
            })
            .collect::<anyhow::Result<_>>()?;
        let pairs: Vec<Pair<'_>> = corpus
            .documents
            .iter()
            .zip(&predicted)
            .map(|(gold, predicted)| Pair { id: &gold.id, text: &gold.text, gold: &gold.entities, predicted })
            .collect();
        let scores = eval::score(&pairs);
        all_f1.push(scores.strict.f1());
        if args.json {
            write_json(&mut out, &name, &scores)?;
        } else {
            write_table(&mut out, &name, &scores, &pairs)?;
        }
        write_errors(&mut out, &pairs, args.errors)?;
    }
    report_unused_spans(&engine);
    if !args.json && all_f1.len() > 1 {
        let mean = all_f1.iter().sum::<f64>() / all_f1.len() as f64;
        writeln!(out, "mean strict F1 of {} files: {:.1}", all_f1.len(), 100.0 * mean)?;
    }
    Ok(ExitStatus::Done)
}

fn rows(scores: &Scores) -> Vec<(&'static str, Counts)> {
    let types = EntityType::ALL.iter().zip(scores.types).map(|(t, counts)| (t.code(), counts));
    let all =
        [("ALL", scores.strict), ("SPAN", scores.span), ("NORM", scores.norm), ("OVERLAP", scores.overlap)];
    types.chain(all).collect()
}

fn write_table(out: &mut impl Write, name: &str, scores: &Scores, pairs: &[Pair<'_>]) -> io::Result<()> {
    writeln!(out, "{name}\n{:8}  prec   rec    f1  n_gold", "")?;
    for (row, counts) in rows(scores) {
        let [p, r, f] = [counts.precision(), counts.recall(), counts.f1()].map(|x| 100.0 * x);
        write!(out, "{row:8} {p:5.1} {r:5.1} {f:5.1} {:7}", counts.gold)?;
        if row == "ALL" {
            let interval = eval::bootstrap(pairs, DRAWS, SEED, |s| s.strict.f1());
            write!(out, "   95 % of f1: {:.1} to {:.1}", 100.0 * interval.low, 100.0 * interval.high)?;
        }
        writeln!(out)?;
    }
    let mut kinds: BTreeMap<ErrorKind, usize> = BTreeMap::new();
    for error in pairs.iter().flat_map(eval::errors) {
        *kinds.entry(error.kind).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{} {n}", kind.name())).collect();
    writeln!(out, "errors: {}\n", kinds.join(", "))
}

fn write_json(out: &mut impl Write, name: &str, scores: &Scores) -> io::Result<()> {
    let rows: serde_json::Map<_, _> = rows(scores)
        .into_iter()
        .map(|(row, c)| {
            (
                row.to_owned(),
                json!({"precision": c.precision(), "recall": c.recall(), "f1": c.f1(), "n_gold": c.gold}),
            )
        })
        .collect();
    writeln!(out, "{}", json!({"file": name, "scores": rows}))
}

pub(crate) fn write_errors(out: &mut impl Write, pairs: &[Pair<'_>], most: usize) -> io::Result<()> {
    let errors = pairs.iter().flat_map(|pair| eval::errors(pair).into_iter().map(move |e| (pair, e)));
    for (pair, error) in errors.take(most) {
        let show = |name: Option<GoldEntity>| match name {
            Some(e) => format!("{} {:?}", e.entity_type.code(), e.span.of(pair.text)),
            None => "-".to_owned(),
        };
        writeln!(
            out,
            "{}\tgold {}\tfound {}\t{}",
            error.kind.name(),
            show(error.gold),
            show(error.predicted),
            pair.id
        )?;
    }
    Ok(())
}
