//! Themes of a finished extraction, found again with other packs.

use super::ChunkThemes;
use crate::PipelineError;
use crate::manifest::Manifest;
use crate::part::{self, Chunk, Key, PartDocument, PartReader, Table};
use crate::run_folder::RunFolder;
use gazet_core::{EntityType, TokenRange};
use gazet_engine::{LoadedThemes, THEME_PACK};
use gazet_themes::{EntityTerm, ThemeAnalysis, ThemeScratch, Themes};
use gazet_tokenizer::{TokenizedText, Tokenizer};
use rayon::prelude::*;
use std::sync::Arc;

/// Replaces the themes in the parts of `folder` by those of other packs, or by none. Texts and mentions stay as they
/// are; [`crate::reduce`] makes the tables anew. What lies in the folder after [`RunFolder::commit`] is what an
/// extraction with these packs had left.
///
/// # Errors
/// If a part is damaged or a file cannot be written.
pub fn retheme(folder: &RunFolder, packs: Option<&LoadedThemes>) -> Result<Manifest, PipelineError> {
    let mut manifest = folder.read_manifest()?;
    let themes = packs.map(LoadedThemes::themes);
    let tokenizer = Tokenizer::new();
    let mut index = folder.index()?;
    let recipe = &mut index.begun.recipe;
    recipe.made_of.retain(|key, _| !key.starts_with(THEME_PACK));
    recipe.made_of.extend(packs.into_iter().flat_map(LoadedThemes::made_of));
    recipe.told.insert("themes".to_owned(), packs.is_some().to_string());
    let hash = recipe.hash();
    for part in &mut index.parts {
        let path = folder.parts().join(&part.file);
        let mut reader = PartReader::open(&path)?;
        let mut frames = Vec::new();
        while let Some(stored) = reader.next_chunk()? {
            frames.push(stored.chunk.frame);
        }
        let chunks: Vec<Result<(Key, Chunk), PipelineError>> = frames
            .into_par_iter()
            .map_init(Worker::default, |worker, frame| {
                let mut entries = PartReader::decode(&path, &frame)?;
                let documents = entries.iter_mut().flat_map(|entry| &mut entry.documents);
                let mut held = ChunkThemes::default();
                let mut entities = None;
                for document in documents {
                    worker.document(&tokenizer, themes, document, &mut held);
                    entities.get_or_insert_with(|| document.table.entities.clone());
                }
                let table = Table { entities: entities.unwrap_or_default(), themes: held.entries };
                part::share(&Arc::new(table), &mut entries);
                let inputs = part::inputs_hash(entries.iter().map(|entry| entry.fingerprint));
                Ok((part::chunk_key(&hash, &inputs), Chunk::encode(entries)))
            })
            .collect();
        let chunks = chunks.into_iter().collect::<Result<Vec<_>, _>>()?;
        part.file = part::part_name(chunks.iter().map(|(key, _)| key));
        part::write_part(&folder.parts().join(&part.file), chunks.iter().map(|(key, chunk)| (key, chunk)))?;
    }
    manifest.made_of.clone_from(&index.begun.recipe.made_of);
    manifest.configuration.extend(index.begun.recipe.told.clone());
    folder.write_index(&index)?;
    folder.write_json("manifest.json", &manifest)?;
    Ok(manifest)
}

#[derive(Default)]
struct Worker {
    tokens: TokenizedText,
    scratch: ThemeScratch,
    analysis: ThemeAnalysis,
}

impl Worker {
    fn document(
        &mut self,
        tokenizer: &Tokenizer,
        themes: Option<&Themes>,
        document: &mut PartDocument,
        held: &mut ChunkThemes,
    ) {
        let Some(packs) = themes else { return held.put(None, &[], document) };
        let text = document.text.as_str();
        tokenizer.tokenize(text, &mut self.tokens).expect("a text that was extracted is not too long");
        let terms = entity_terms(document, &self.tokens);
        packs.score_with_entities(text, &self.tokens, &terms, &mut self.scratch, &mut self.analysis);
        held.put(themes, &self.analysis.held(&self.tokens), document);
    }
}

/// The names of a document as the engine gives them to the rules of packs.
fn entity_terms<'d>(document: &'d PartDocument, tokens: &TokenizedText) -> Vec<EntityTerm<'d>> {
    let names = document.mentions.iter().filter(|m| m.kind == 0);
    names
        .map(|mention| {
            let after = tokens.tokens.partition_point(|t| t.span.start() < mention.end);
            let listed =
                mention.entity.and_then(|entity| document.entity(entity).listed.as_ref()?.subtype.as_deref());
            EntityTerm {
                tokens: TokenRange::new(mention.token, u32::try_from(after).unwrap_or(u32::MAX)),
                class: listed.unwrap_or(EntityType::ALL[usize::from(mention.entity_type)].name()),
            }
        })
        .collect()
}
