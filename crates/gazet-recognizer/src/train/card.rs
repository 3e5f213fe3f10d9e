//! The model card: what a model was made of, how, and how good it is.

use super::{TrainConfig, Trained};
use crate::eval::{Interval, Scores};
use gazet_core::EntityType;
use std::fmt::Write;

/// The scores of one held-out set.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreLine {
    /// The set.
    pub name: String,
    /// Its scores.
    pub scores: Scores,
    /// 95 % interval of the strict F1.
    pub interval: Interval,
}

/// What the card says beside what training reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Card<'c> {
    /// Date of the training, `YYYY-MM-DD`.
    pub date: &'c str,
    /// The command that trains this model again.
    pub command: &'c str,
    /// Where the word clusters come from.
    pub clusters: &'c str,
    /// Scores on sets that taught nothing.
    pub scores: &'c [ScoreLine],
    /// What the same sets give when they are spoilt, all names together: a name of the noise and the scores.
    pub noise: &'c [(&'c str, Scores)],
    /// Bytes of the model file.
    pub n_bytes: usize,
}

impl Card<'_> {
    /// The card as Markdown.
    #[must_use]
    pub fn render(&self, config: &TrainConfig, trained: &Trained) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(config, trained, &mut out);
        out
    }

    /// The scores alone, as they stand in the card.
    #[must_use]
    pub fn render_scores(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_scores(&mut out);
        out.trim_start().to_owned()
    }

    fn write(&self, config: &TrainConfig, trained: &Trained, out: &mut String) -> std::fmt::Result {
        writeln!(out, "# Recognizer model\n")?;
        writeln!(
            out,
            "A linear-chain averaged perceptron that finds people, places and organizations in English text.\n\
             Licence of the model file: CC BY-SA 4.0; attributions are the table of data below.\n"
        )?;
        writeln!(out, "- trained: {}", self.date)?;
        writeln!(out, "- command: `{}`", self.command)?;
        writeln!(
            out,
            "- size: {} bytes, {} weight rows of {} features, {} cluster words",
            self.n_bytes,
            trained.n_rows,
            trained.n_features,
            trained.recognizer.clusters().len()
        )?;
        writeln!(
            out,
            "- settings: seed {}, {} epochs in {} orders, features seen {} times or more, {} % of documents again in capitals, \
             {} % in lower case, {} % with other names, {} % without list candidates",
            config.seed,
            config.epochs,
            config.orders,
            config.min_count,
            config.capitals * 100.0,
            config.lower_case * 100.0,
            if config.pools.is_empty() { 0.0 } else { config.swapped * 100.0 },
            config.without_candidates * 100.0
        )?;
        writeln!(out, "- word clusters: {}", self.clusters)?;
        let groups = config.groups;
        let names = [
            (true, "words, neighbours, shapes"),
            (groups.affixes, "prefixes and suffixes"),
            (groups.runs, "capital runs"),
            (groups.clusters, "word clusters"),
            (groups.words, "word lists"),
            (groups.candidates, "list candidates"),
            (groups.document, "document evidence"),
            (config.second_pass, "a second pass over the document"),
        ];
        let used: Vec<&str> = names.iter().filter(|n| n.0).map(|n| n.1).collect();
        writeln!(out, "- features: {}\n", used.join(", "))?;
        writeln!(out, "## Data\n")?;
        writeln!(out, "| set | documents | tokens | names | aligned | licence |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | --- |")?;
        for r in &trained.reports {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                r.name, r.documents, r.tokens, r.alignment.names, r.alignment.aligned, r.licence
            )?;
        }
        self.write_scores(out)
    }

    fn write_scores(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n## Scores on held-out sets\n")?;
        writeln!(
            out,
            "From raw text, strict span and type, in percent; the interval draws documents again.\n"
        )?;
        writeln!(out, "| set | precision | recall | F1 | 95 % | PER | LOC | ORG | span only | normalised |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |")?;
        let mut sum = 0.0;
        for line in self.scores {
            let s = &line.scores;
            sum += s.strict.f1();
            let by_type = EntityType::ALL.map(|t| format!("{:.1}", 100.0 * s.types[t.index()].f1()));
            writeln!(
                out,
                "| {} | {:.1} | {:.1} | {:.1} | {:.1} to {:.1} | {} | {:.1} | {:.1} |",
                line.name,
                100.0 * s.strict.precision(),
                100.0 * s.strict.recall(),
                100.0 * s.strict.f1(),
                100.0 * line.interval.low,
                100.0 * line.interval.high,
                by_type.join(" | "),
                100.0 * s.span.f1(),
                100.0 * s.norm.f1()
            )?;
        }
        if !self.scores.is_empty() {
            writeln!(out, "\nMean F1: {:.1}.", 100.0 * sum / self.scores.len() as f64)?;
        }
        self.write_noise(out)
    }

    fn write_noise(&self, out: &mut String) -> std::fmt::Result {
        if self.noise.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nThe same sets spoilt, the names of all together:\n")?;
        writeln!(out, "| texts | precision | recall | F1 | PER | LOC | ORG |")?;
        writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |")?;
        for (name, s) in self.noise {
            let all = [s.strict.precision(), s.strict.recall(), s.strict.f1()];
            let types = EntityType::ALL.map(|t| s.types[t.index()].f1());
            let cells: Vec<String> = all.iter().chain(&types).map(|x| format!("{:.1}", 100.0 * x)).collect();
            writeln!(out, "| {name} | {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}
