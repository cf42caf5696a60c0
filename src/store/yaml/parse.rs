//! Events of the YAML parser to a tree; what is wrong as YAML.

use std::collections::{HashMap, HashSet};

use serde_yaml::granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag, options,
};

use super::scalar::Scalar;
use super::tree::{Entry, Kind, Tree};
use crate::model::Path;
use crate::store::places::Place;

/// How deep values may be nested, aliases followed. A scenario needs ten.
const DEEPEST: usize = 64;

/// How many values a text may have, those that aliases and anchors copy included.
const MOST_VALUES: usize = 3_000_000;

/// The key whose mappings are merged into its own.
const MERGE: &str = "<<";

/// Why a text is not YAML, or not YAML that this program reads, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} (line {}, column {})", .place.line, .place.column)]
pub struct SyntaxError {
    /// Where reading stopped.
    pub place: Place,
    /// Why.
    pub problem: Problem,
}

/// What a YAML text can get wrong before it is a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The grammar of YAML is broken.
    #[error("this is not YAML: {0}")]
    Grammar(ErrorKind),
    /// A key that is a list, a mapping or an alias.
    #[error("a key must be a word, not a list or mapping")]
    Key,
    /// A key that stands twice where that cannot be told apart.
    #[error("`{0}` stands here twice")]
    Twice(String),
    /// `<<` with something other than mappings.
    #[error("`<<` merges mappings, and this is none")]
    Merge,
    /// An alias inside of the value that it repeats.
    #[error("this alias stands for a value that holds the alias itself")]
    Circle,
    /// A tag that is not one of YAML's own.
    #[error("the tag `{0}` is not known here")]
    Tag(String),
    /// A tagged scalar that is not what its tag says.
    #[error("`{0}` is not what its tag says")]
    Tagged(String),
    /// A second document in one text.
    #[error("a second document begins here, but one file holds one scenario")]
    SecondDocument,
    /// Values nested too deep.
    #[error("values are nested more than {DEEPEST} deep")]
    Deep,
    /// Too many values.
    #[error("more than {MOST_VALUES} values, those that aliases repeat included")]
    Many,
}

impl Problem {
    /// How it may be put right.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Problem::Grammar(kind) => return grammar_hint(kind),
            Problem::Key => "text that begins with `{` or `[` needs quotes",
            Problem::Twice(_) => "keep one of the two",
            Problem::Merge => "write `<<: *name`, where `&name` marks a mapping",
            Problem::Circle => "write the value out",
            Problem::Tag(_) => "leave the tag out; text that begins with `!` needs quotes",
            Problem::Tagged(_) => "leave the tag out",
            Problem::SecondDocument => "write each scenario into a file of its own",
            Problem::Deep => "is this a scenario file? `lockin example frontier-lab` prints one",
            Problem::Many => "write fewer aliases, or split the scenario",
        };
        Some(hint.to_owned())
    }
}

fn grammar_hint(kind: &ErrorKind) -> Option<String> {
    let hint = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => "indent with spaces instead of tabs",
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::SimpleKeyExpected => {
            "keys of one mapping begin in the same column, and each is followed by `: `"
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement => {
            "text that holds `: ` needs quotes; a nested mapping begins on its own line"
        }
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            "is a `}`, a `]` or a comma missing before this?"
        }
        ErrorKind::UnclosedFlowCollection { .. } => "its closing `}` or `]` is missing",
        ErrorKind::UnclosedQuotedScalar => "the closing quote is missing",
        ErrorKind::UnknownQuotedScalarEscape => {
            "in double quotes a backslash is written `\\\\`; single quotes take it as it is"
        }
        ErrorKind::UnknownAnchor => "an alias `*name` repeats a value marked `&name` above it",
        ErrorKind::UnexpectedCharacter { .. } => {
            "text that begins with a character of YAML's own needs quotes"
        }
        ErrorKind::RecursionLimitExceeded => return Problem::Deep.hint(),
        _ => return None,
    };
    Some(hint.to_owned())
}

/// A tree, and the keys that stand twice: where, in which mapping, which.
pub(super) struct Built {
    pub(super) root: Tree,
    pub(super) twice: Vec<(Place, Path, String)>,
}

/// Reads a text of at most one document; an empty one is null.
pub(super) fn tree(text: &str) -> Result<Built, SyntaxError> {
    let options = options! {
        emit_comments: false,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut builder = Builder::default();
    let mut documents = 0;
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| SyntaxError {
            place: grammar_place(text, &error),
            problem: match error.kind() {
                ErrorKind::RecursionLimitExceeded => Problem::Deep,
                kind => Problem::Grammar(kind.clone()),
            },
        })?;
        if let Event::DocumentStart(..) = event {
            documents += 1;
        }
        let at = place(&span.start);
        if documents > 1 {
            return Err(fail(at, Problem::SecondDocument));
        }
        builder.event(event, &span)?;
    }
    let start = Place { line: 1, column: 1 };
    let nothing = Tree {
        place: start,
        end: start,
        kind: Kind::Scalar(Scalar::Null),
    };
    Ok(Built {
        root: builder.root.unwrap_or(nothing),
        twice: builder.twice,
    })
}

fn place(marker: &serde_yaml::granit_parser::Marker) -> Place {
    Place {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// Where the grammar is broken. For a tab, the parser gives the start of the value
/// before it, but the person has to find the tab.
fn grammar_place(text: &str, error: &ScanError) -> Place {
    let start = place(error.marker());
    let is_tab = matches!(
        error.kind(),
        ErrorKind::TabInPlainScalar | ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation
    );
    let mut at = start;
    for c in text.chars().skip(error.marker().index()) {
        match c {
            '\t' if is_tab => return at,
            '\n' => {
                at = Place {
                    line: at.line + 1,
                    column: 1,
                }
            }
            _ if is_tab => at.column += 1,
            _ => break,
        }
    }
    start
}

fn fail(place: Place, problem: Problem) -> SyntaxError {
    SyntaxError { place, problem }
}

/// A collection that is still open.
struct Frame {
    place: Place,
    anchor: usize,
    open: Open,
}

enum Open {
    List(Vec<Tree>),
    Map(OpenMap),
}

#[derive(Default)]
struct OpenMap {
    entries: Vec<Entry>,
    seen: HashSet<String>,
    key: Option<Key>,
    merged: Vec<Tree>,
}

struct Key {
    text: String,
    place: Place,
    merges: bool,
}

#[derive(Default)]
struct Builder {
    frames: Vec<Frame>,
    anchors: HashMap<usize, Tree>,
    values: usize,
    root: Option<Tree>,
    twice: Vec<(Place, Path, String)>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), SyntaxError> {
        let at = place(&span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let key = self.awaits_key();
                let plain = style == ScalarStyle::Plain && tag.is_none();
                if key && anchor == 0 {
                    let merges = plain && text == MERGE;
                    return self.key(text.into_owned(), at, merges);
                }
                let scalar = scalar(&text, style, tag.as_deref()).map_err(|p| fail(at, p))?;
                let kind = Kind::Scalar(scalar);
                let end = place(&span.end);
                let tree = Tree {
                    place: at,
                    end,
                    kind,
                };
                self.close(tree, anchor)?;
                if key {
                    return self.key(text.into_owned(), at, false);
                }
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(at, anchor, tag.as_deref(), Open::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.open(at, anchor, tag.as_deref(), Open::Map(OpenMap::default()))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => {
                let Some(value) = self.anchors.get(&anchor).cloned() else {
                    return Err(fail(at, Problem::Circle));
                };
                if self.awaits_key() {
                    let Kind::Scalar(Scalar::Text(text)) = value.kind else {
                        return Err(fail(at, Problem::Key));
                    };
                    return self.key(text, at, false);
                }
                self.spend(&value, at)?;
                self.put(value)
            }
            _ => Ok(()),
        }
    }

    /// Whether the next scalar is a key.
    fn awaits_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map(map), .. }) if map.key.is_none())
    }

    fn key(&mut self, text: String, place: Place, merges: bool) -> Result<(), SyntaxError> {
        let Some(Frame {
            open: Open::Map(map),
            ..
        }) = self.frames.last_mut()
        else {
            return Err(fail(place, Problem::Key));
        };
        let again = (!map.seen.insert(text.clone())).then(|| text.clone());
        map.key = Some(Key {
            text,
            place,
            merges,
        });
        if let Some(text) = again {
            self.twice.push((place, self.path(), text));
        }
        Ok(())
    }

    /// The path of the innermost open collection.
    fn path(&self) -> Path {
        let inner = self.frames.len().saturating_sub(1);
        self.frames[..inner]
            .iter()
            .fold(Path::root(), |path, frame| {
                let key = match &frame.open {
                    Open::List(items) => items.len().to_string(),
                    Open::Map(map) => map
                        .key
                        .as_ref()
                        .map_or_else(String::new, |k| k.text.clone()),
                };
                path.join(&key)
            })
    }

    fn open(
        &mut self,
        place: Place,
        anchor: usize,
        tag: Option<&Tag>,
        open: Open,
    ) -> Result<(), SyntaxError> {
        if self.awaits_key() {
            return Err(fail(place, Problem::Key));
        }
        if let Some(tag) = tag
            && !(is_core(tag) && matches!(tag.suffix(), "map" | "seq"))
        {
            return Err(fail(place, Problem::Tag(tag.to_string())));
        }
        if self.frames.len() >= DEEPEST {
            return Err(fail(place, Problem::Deep));
        }
        self.frames.push(Frame {
            place,
            anchor,
            open,
        });
        Ok(())
    }

    fn end(&mut self, span: &Span) -> Result<(), SyntaxError> {
        let frame = self.frames.pop().expect("the parser closes what it opened");
        let kind = match frame.open {
            Open::List(items) => Kind::List(items),
            Open::Map(map) => Kind::Map(map.close()),
        };
        // A block ends without a character of its own, and is told to end where the next thing begins.
        let end = if span.start.index() < span.end.index() {
            place(&span.end)
        } else {
            last(&kind).map_or(frame.place, |value| value.end)
        };
        let tree = Tree {
            place: frame.place,
            end,
            kind,
        };
        self.close(tree, frame.anchor)
    }

    /// Takes a finished value, remembers it where it is marked, and puts it where it belongs.
    fn close(&mut self, tree: Tree, anchor: usize) -> Result<(), SyntaxError> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(fail(tree.place, Problem::Many));
        }
        if anchor != 0 {
            self.spend(&tree, tree.place)?;
            self.anchors.insert(anchor, tree.clone());
        }
        if self.awaits_key() {
            return Ok(());
        }
        self.put(tree)
    }

    /// Counts a copy of `tree` that is made for `place`.
    fn spend(&mut self, tree: &Tree, place: Place) -> Result<(), SyntaxError> {
        let (size, depth) = tree.extent();
        self.values += size;
        if self.values > MOST_VALUES {
            return Err(fail(place, Problem::Many));
        }
        if self.frames.len() + depth > DEEPEST {
            return Err(fail(place, Problem::Deep));
        }
        Ok(())
    }

    fn put(&mut self, tree: Tree) -> Result<(), SyntaxError> {
        match self.frames.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(tree),
            Some(Open::List(items)) => items.push(tree),
            Some(Open::Map(map)) => {
                let key = map.key.take().ok_or(fail(tree.place, Problem::Key))?;
                if key.merges {
                    map.merge(tree)?;
                } else {
                    map.entries.push(Entry {
                        key: key.text,
                        place: key.place,
                        value: tree,
                    });
                }
            }
        }
        Ok(())
    }
}

impl OpenMap {
    fn merge(&mut self, tree: Tree) -> Result<(), SyntaxError> {
        let at = tree.place;
        match tree.kind {
            Kind::Map(_) => self.merged.push(tree),
            Kind::List(items) if items.iter().all(|item| matches!(item.kind, Kind::Map(_))) => {
                self.merged.extend(items);
            }
            _ => return Err(fail(at, Problem::Merge)),
        }
        Ok(())
    }

    /// The entries, then those merged in whose key is not there yet.
    fn close(self) -> Vec<Entry> {
        let mut kept = HashSet::new();
        let mut entries = self.entries;
        entries.retain(|entry| kept.insert(entry.key.clone()));
        for tree in self.merged {
            if let Kind::Map(merged) = tree.kind {
                entries.extend(
                    merged
                        .into_iter()
                        .filter(|entry| kept.insert(entry.key.clone())),
                );
            }
        }
        entries
    }
}

/// The value of a collection that ends last.
fn last(kind: &Kind) -> Option<&Tree> {
    match kind {
        Kind::Scalar(_) => None,
        Kind::List(items) => items.iter().max_by_key(|item| item.end),
        Kind::Map(entries) => entries
            .iter()
            .map(|entry| &entry.value)
            .max_by_key(|value| value.end),
    }
}

fn is_core(tag: &Tag) -> bool {
    tag.handle() == "tag:yaml.org,2002:"
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Scalar, Problem> {
    let Some(tag) = tag else {
        return Ok(if style == ScalarStyle::Plain {
            Scalar::plain(text)
        } else {
            Scalar::Text(text.to_owned())
        });
    };
    if tag.handle() == "!" && tag.suffix().is_empty() {
        return Ok(Scalar::Text(text.to_owned()));
    }
    if !is_core(tag) {
        return Err(Problem::Tag(tag.to_string()));
    }
    let meant = Scalar::plain(text);
    match (tag.suffix(), &meant) {
        ("str", _) => Ok(Scalar::Text(text.to_owned())),
        ("int" | "float", Scalar::Number(_))
        | ("bool", Scalar::Bool(_))
        | ("null", Scalar::Null) => Ok(meant),
        ("int" | "float" | "bool" | "null", _) => Err(Problem::Tagged(text.to_owned())),
        _ => Err(Problem::Tag(tag.to_string())),
    }
}
