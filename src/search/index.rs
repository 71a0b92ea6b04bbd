//! The inverted index (tantivy): one segment, documents in order of their ids, no deletes, so that
//! an index is a function of the documents and the analyzer and two processes score alike.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tantivy::{
    SegmentReader, Term,
    directory::{MmapDirectory, RamDirectory},
    doc,
    fieldnorm::FieldNormReader,
    index::InvertedIndexReader,
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{NgramTokenizer, TextAnalyzer, TokenizerManager, WhitespaceTokenizer},
};

use super::{
    Document,
    score::length_factor,
    terms::{Terms, Words},
};

/// Memory for one segment; an index that needs more would be split in two.
const WRITER_MEMORY: usize = 1 << 30;
const FIELDS: [&str; 4] = ["question", "phrasings", "answer", "all"];
/// Number of word fields, in the order question, phrasings, answer, all of them as one text.
pub(super) const WORD_FIELDS: usize = FIELDS.len();

/// The searchable form of a collection.
pub(super) struct Inverted {
    /// Word fields, then the field of characters.
    fields: Vec<OpenField>,
    docs: usize,
}

struct OpenField {
    field: Field,
    postings: std::sync::Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// By the norm under which tantivy stores a length.
    length_factors: Vec<f32>,
}

/// How often a term stands in a document, and how long that document's field is, in terms.
#[derive(Clone, Copy)]
pub(super) struct Posting {
    pub doc: u32,
    pub frequency: f32,
    /// What the field's length does to the score; see [`super::score::length_factor`].
    pub length_factor: f32,
}

/// Which field to search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    /// A word field, by its number below [`WORD_FIELDS`].
    Words(usize),
    /// Single characters and pairs of characters.
    Characters,
}

impl Inverted {
    /// Builds an index of `documents` in memory.
    pub fn in_memory(documents: &[Document], terms: &[Terms]) -> anyhow::Result<Inverted> {
        let index = write(RamDirectory::create(), documents, terms)?;
        Inverted::read(&index, documents.len())
    }

    /// Builds an index of `documents` in the folder `home`, which must not exist.
    pub fn in_folder(
        home: &Path,
        documents: &[Document],
        terms: &[Terms],
    ) -> anyhow::Result<Inverted> {
        fs::create_dir_all(home).with_context(|| format!("cannot create {}", home.display()))?;
        let index = write(MmapDirectory::open(home)?, documents, terms)?;
        Inverted::read(&index, documents.len())
    }

    /// Opens the index in `home` if it is there, whole, and of this many documents.
    pub fn open(home: &Path, documents: usize) -> anyhow::Result<Inverted> {
        anyhow::ensure!(
            home.join("meta.json").exists(),
            "no index in {}",
            home.display()
        );
        let index = tantivy::Index::open(MmapDirectory::open(home)?)?;
        register(index.tokenizers());
        anyhow::ensure!(
            index.validate_checksum()?.is_empty(),
            "the index in {} is damaged",
            home.display()
        );
        Inverted::read(&index, documents)
    }

    fn read(index: &tantivy::Index, documents: usize) -> anyhow::Result<Inverted> {
        let segments = index.searchable_segments()?;
        let mut fields = Vec::new();
        let mut docs = 0;
        if let [segment] = segments.as_slice() {
            let reader = SegmentReader::open(segment)?;
            docs = reader.max_doc() as usize;
            for field in schema().fields().map(|(field, _)| field) {
                let postings = reader.inverted_index(field)?;
                let total = postings.total_num_tokens() as f32;
                fields.push(OpenField {
                    field,
                    lengths: reader.get_fieldnorms_reader(field)?,
                    length_factors: length_factors((total / docs.max(1) as f32).max(1.0)),
                    postings,
                });
            }
        }
        anyhow::ensure!(
            docs == documents,
            "the index has {docs} documents, not {documents}"
        );
        Ok(Inverted { fields, docs })
    }

    /// Returns the number of documents.
    pub fn len(&self) -> usize {
        self.docs
    }

    /// Returns in how many documents `term` stands.
    pub fn document_frequency(&self, place: In, term: &str) -> u32 {
        self.field(place).map_or(0, |it| {
            it.postings
                .doc_freq(&Term::from_field_text(it.field, term))
                .unwrap_or(0)
        })
    }

    /// Calls `visit` for every document that has `term`, in order of the documents.
    pub fn postings(&self, place: In, term: &str, mut visit: impl FnMut(Posting)) {
        let Some(it) = self.field(place) else { return };
        let term = Term::from_field_text(it.field, term);
        let Ok(Some(mut block)) = it
            .postings
            .read_block_postings(&term, IndexRecordOption::WithFreqs)
        else {
            return;
        };
        while !block.docs().is_empty() {
            for (doc, frequency) in block.docs().iter().zip(block.freqs()) {
                visit(Posting {
                    doc: *doc,
                    frequency: *frequency as f32,
                    length_factor: it.length_factors[usize::from(it.lengths.fieldnorm_id(*doc))],
                });
            }
            block.advance();
        }
    }

    fn field(&self, place: In) -> Option<&OpenField> {
        match place {
            In::Words(number) => self.fields.get(number),
            In::Characters => self.fields.get(WORD_FIELDS),
        }
    }
}

fn length_factors(mean_length: f32) -> Vec<f32> {
    let relative = |norm| FieldNormReader::id_to_fieldnorm(norm) as f32 / mean_length;
    (0..=u8::MAX)
        .map(|norm| length_factor(relative(norm)))
        .collect()
}

fn schema() -> Schema {
    let mut schema = Schema::builder();
    for name in FIELDS {
        schema.add_text_field(name, indexed_by("words"));
    }
    schema.add_text_field("characters", indexed_by("characters"));
    schema.build()
}

fn indexed_by(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqs);
    TextOptions::default().set_indexing_options(indexing)
}

fn register(tokenizers: &TokenizerManager) {
    tokenizers.register("words", TextAnalyzer::from(WhitespaceTokenizer::default()));
    if let Ok(ngrams) = NgramTokenizer::new(1, 2, false) {
        tokenizers.register("characters", TextAnalyzer::from(ngrams));
    }
}

fn write<D: tantivy::Directory>(
    directory: D,
    documents: &[Document],
    terms: &[Terms],
) -> anyhow::Result<tantivy::Index> {
    let schema = schema();
    let fields: Vec<Field> = schema.fields().map(|(field, _)| field).collect();
    let tokenizers = TokenizerManager::new();
    register(&tokenizers);
    let mut writer = tantivy::Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .single_segment_index_writer(directory, WRITER_MEMORY)?;
    for (document, terms) in documents.iter().zip(terms) {
        let question = terms.question.text();
        let phrasings: Vec<&str> = terms.phrasings.iter().map(Words::text).collect();
        let phrasings = phrasings.join(" ");
        let answer = terms.answer.text();
        let all = [question, &phrasings, answer].join(" ");
        writer.add_document(doc!(
            fields[0] => question,
            fields[1] => phrasings,
            fields[2] => answer,
            fields[3] => all,
            fields[4] => document.characters(),
        ))?;
    }
    Ok(writer.finalize()?)
}

/// Removes the indexes beside `home` that no process of this version will open again.
pub(super) fn remove_others(home: &Path) {
    let Some(folder) = home.parent().and_then(|it| fs::read_dir(it).ok()) else {
        return;
    };
    // Two generations stay: another process may still map the one before.
    let mut found: Vec<(std::time::SystemTime, PathBuf)> = folder
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .filter(|(_, path)| path != home && path.is_dir())
        .collect();
    found.sort();
    found.pop();
    for (_, path) in found {
        let _ = fs::remove_dir_all(path);
    }
}
