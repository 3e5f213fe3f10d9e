//! Themes of a finished extraction, found again with other packs.

use super::put;
use crate::extract::write_manifest;
use crate::manifest::{Fingerprint, Manifest};
use crate::part::{self, PartDocument, PartReader, PartWriter};
use crate::run_folder::RunFolder;
use crate::{PipelineError, reduce};
use gazet_core::{EntityType, TokenRange};
use gazet_engine::LoadedThemes;
use gazet_themes::{EntityTerm, ThemeAnalysis, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use rayon::prelude::*;

/// Replaces the themes in the parts of `folder` by those of other packs, or by none. Texts and mentions stay as they
/// are; [`crate::reduce`] makes the tables anew. What lies in the folder then is what an extraction with these packs
/// had left.
///
/// All parts are written aside before the first one is replaced.
///
/// # Errors
/// If a part is damaged or a file cannot be written.
pub fn retheme(folder: &RunFolder, packs: Option<&LoadedThemes>) -> Result<Manifest, PipelineError> {
    let mut manifest = folder.read_manifest()?;
    let themes = packs.map(LoadedThemes::themes);
    let tokenizer = Tokenizer::new();
    let mut ready = Vec::new();
    for path in folder.part_files()? {
        let mut reader = PartReader::open(&path)?;
        let mut writer = PartWriter::create(path.clone())?;
        loop {
            let frames = reduce::next_frames(&mut reader)?;
            if frames.is_empty() {
                break;
            }
            let frames: Vec<Result<Vec<u8>, PipelineError>> = frames
                .into_par_iter()
                .map_init(Worker::default, |worker, frame| {
                    let mut documents = PartReader::decode(&path, &frame)?;
                    documents.iter_mut().for_each(|d| worker.document(&tokenizer, themes, d));
                    Ok(part::encode(&documents))
                })
                .collect();
            for frame in frames {
                writer.frame(&frame?)?;
            }
        }
        ready.push(writer.finish()?);
    }
    for part in ready {
        part.commit()?;
    }
    manifest.themes = fingerprints(packs);
    manifest.configuration.insert("themes".to_owned(), packs.is_some().to_string());
    write_manifest(folder, &manifest)?;
    Ok(manifest)
}

/// What tells the packs apart, for the manifest.
fn fingerprints(packs: Option<&LoadedThemes>) -> Vec<Fingerprint> {
    packs.into_iter().flat_map(LoadedThemes::fingerprints).map(Fingerprint::from).collect()
}

#[derive(Default)]
struct Worker {
    tokens: TokenizedText,
    scratch: ThemeScratch,
    analysis: ThemeAnalysis,
}

impl Worker {
    fn document(&mut self, tokenizer: &Tokenizer, themes: Option<&Themes>, document: &mut PartDocument) {
        let Some(packs) = themes else { return put(None, &[], document) };
        let text = document.text.as_str();
        tokenizer.tokenize(text, &mut self.tokens).expect("a text that was extracted is not too long");
        let terms = entity_terms(document, &self.tokens);
        packs.score_with_entities(text, &self.tokens, &terms, &mut self.scratch, &mut self.analysis);
        put(themes, &self.analysis.held(&self.tokens), document);
    }
}

/// The names of a document as the engine gives them to the rules of packs.
fn entity_terms<'d>(document: &'d PartDocument, tokens: &TokenizedText) -> Vec<EntityTerm<'d>> {
    let names = document.mentions.iter().filter(|m| m.kind == 0);
    names
        .map(|mention| {
            let after = tokens.tokens.partition_point(|t| t.span.start() < mention.end);
            let listed = mention
                .entity
                .and_then(|entity| document.entities[entity as usize].listed.as_ref()?.subtype.as_deref());
            EntityTerm {
                tokens: TokenRange::new(mention.token, u32::try_from(after).unwrap_or(u32::MAX)),
                class: listed.unwrap_or(EntityType::ALL[usize::from(mention.entity_type)].name()),
            }
        })
        .collect()
}
