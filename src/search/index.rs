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
    tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer},
};

use super::{
    score::length_factor,
    terms::{Terms, Words},
};

/// Memory for one segment; an index that needs more would be split in two.
const WRITER_MEMORY: usize = 1 << 30;
/// The analyzer has made the terms; they only have to be taken apart again.
const TOKENIZER: &str = "terms";
const FIELDS: [&str; WORD_FIELDS + CHARACTER_FIELDS] = [
    "question",
    "phrasings",
    "answer",
    "all",
    "characters",
    "answer_characters",
];
/// Number of word fields, in the order question, phrasings, answer, all of them as one text.
pub(super) const WORD_FIELDS: usize = 4;
/// Number of fields of characters: those of question and phrasings, those of the answer.
pub(super) const CHARACTER_FIELDS: usize = 2;

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
    /// Single characters and pairs of characters of words, by the field's number below
    /// [`CHARACTER_FIELDS`].
    Characters(usize),
}

/// All words of a document as one text.
pub(super) const ALL: In = In::Words(WORD_FIELDS - 1);

impl Inverted {
    /// Builds an index of documents with these `terms` in memory.
    pub fn in_memory(terms: &[Terms]) -> anyhow::Result<Inverted> {
        let index = write(RamDirectory::create(), terms)?;
        Inverted::read(&index, terms.len())
    }

    /// Builds an index of documents with these `terms` in the folder `home`, which must not exist.
    pub fn in_folder(home: &Path, terms: &[Terms]) -> anyhow::Result<Inverted> {
        fs::create_dir_all(home).with_context(|| format!("cannot create {}", home.display()))?;
        let index = write(MmapDirectory::open(home)?, terms)?;
        Inverted::read(&index, terms.len())
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

    /// Calls `visit` for every document that has `term`, in order of the documents, with what
    /// `prepare` makes of the number of these documents; not at all if that is `None`.
    pub fn postings<T: Copy>(
        &self,
        place: In,
        term: &str,
        prepare: impl FnOnce(u32) -> Option<T>,
        mut visit: impl FnMut(T, Posting),
    ) {
        let Some(it) = self.field(place) else { return };
        let term = Term::from_field_text(it.field, term);
        let Ok(Some(info)) = it.postings.get_term_info(&term) else {
            return;
        };
        let Some(prepared) = prepare(info.doc_freq) else {
            return;
        };
        let Ok(mut block) = it
            .postings
            .read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)
        else {
            return;
        };
        while !block.docs().is_empty() {
            for (doc, frequency) in block.docs().iter().zip(block.freqs()) {
                let norm = usize::from(it.lengths.fieldnorm_id(*doc));
                let posting = Posting {
                    doc: *doc,
                    frequency: *frequency as f32,
                    length_factor: it.length_factors[norm],
                };
                visit(prepared, posting);
            }
            block.advance();
        }
    }

    fn field(&self, place: In) -> Option<&OpenField> {
        match place {
            In::Words(number) => self.fields.get(number),
            In::Characters(number) => self.fields.get(WORD_FIELDS + number),
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
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    for name in FIELDS {
        schema.add_text_field(name, options.clone());
    }
    schema.build()
}

fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(
        TOKENIZER,
        TextAnalyzer::from(WhitespaceTokenizer::default()),
    );
}

fn write<D: tantivy::Directory>(directory: D, terms: &[Terms]) -> anyhow::Result<tantivy::Index> {
    let schema = schema();
    let fields: Vec<Field> = schema.fields().map(|(field, _)| field).collect();
    let tokenizers = TokenizerManager::new();
    register(&tokenizers);
    let mut writer = tantivy::Index::builder()
        .schema(schema)
        .tokenizers(tokenizers)
        .single_segment_index_writer(directory, WRITER_MEMORY)?;
    for terms in terms {
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
            fields[4] => joined(terms.variants().flatten().flat_map(grams)),
            fields[5] => joined(terms.answer.iter().flat_map(grams)),
        ))?;
    }
    Ok(writer.finalize()?)
}

/// Returns the characters and pairs of characters of a term.
pub(super) fn grams(term: &str) -> impl Iterator<Item = &str> {
    let starts = || term.char_indices().map(|(at, _)| at);
    let ends = || starts().skip(1).chain(std::iter::once(term.len()));
    let singles = starts().zip(ends());
    let pairs = starts().zip(ends().skip(1));
    singles.chain(pairs).map(|(from, to)| &term[from..to])
}

fn joined<T: AsRef<str>>(terms: impl Iterator<Item = T>) -> String {
    let mut text = String::new();
    for term in terms {
        text.push_str(term.as_ref());
        text.push(' ');
    }
    text
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
