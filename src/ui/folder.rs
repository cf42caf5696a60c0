//! A folder to choose files from: what is in it, what is typed to find, what is marked.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use tui_input::Input as Line;
use tui_input::backend::crossterm::EventHandler;

use super::overlay::ranked;
use crate::store::printable;

/// The most names of a folder that are listed.
const MOST: usize = 10_000;

/// What is in a folder, as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folder {
    /// Where it lies.
    pub path: PathBuf,
    /// Folders first, then files, each by name.
    pub entries: Vec<Entry>,
    /// Why it can't be read, or what is not listed.
    pub note: Option<String>,
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name as people see it.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size \[bytes\]; nothing for a folder.
    pub size: Option<u64>,
}

impl Folder {
    /// Reads the folder at a path. Where it cannot be read, it is empty and says why.
    pub fn read(path: &Path) -> Self {
        let whole = fs::canonicalize(path);
        let path = whole.unwrap_or_else(|_| path.to_owned());
        let read = match fs::read_dir(&path) {
            Ok(read) => read,
            Err(error) => {
                return Self {
                    note: Some(format!("this folder can't be read: {error}")),
                    entries: Vec::new(),
                    path,
                };
            }
        };
        let mut entries: Vec<Entry> = read
            .flatten()
            .take(MOST + 1)
            .map(|one| entry(&one))
            .collect();
        let note = (entries.len() > MOST)
            .then(|| format!("the first {MOST} names alone; type a path to go elsewhere"));
        entries.truncate(MOST);
        entries.sort_by(|a, b| (a.size.is_some(), &a.name).cmp(&(b.size.is_some(), &b.name)));
        Self {
            path,
            entries,
            note,
        }
    }
}

fn entry(found: &fs::DirEntry) -> Entry {
    let path = found.path();
    // Links are followed: what they lead to is what is opened.
    let metadata = fs::metadata(&path).ok();
    let is_folder = metadata.as_ref().is_some_and(fs::Metadata::is_dir);
    Entry {
        name: printable(&found.file_name().to_string_lossy()),
        path,
        size: (!is_folder).then(|| metadata.map_or(0, |metadata| metadata.len())),
    }
}

/// What a key on the list of files leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Nothing more.
    Nothing,
    /// Another folder is to be read.
    Folder(PathBuf),
    /// These files are chosen.
    Files(Vec<PathBuf>),
    /// The list is left.
    Left,
}

/// Files to choose from, folder by folder.
#[derive(Clone, Debug, Default)]
pub struct FilePicker {
    /// The folder shown.
    pub folder: Folder,
    /// What was typed: a part of a name, or a path.
    pub line: Line,
    /// Index of the selected row.
    pub selected: usize,
    /// Files that are chosen together, in any folders.
    pub marked: BTreeSet<PathBuf>,
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<'a> {
    /// The folder above.
    Up,
    /// What is in the folder.
    Entry(&'a Entry),
}

impl FilePicker {
    /// Shows another folder.
    pub fn show(&mut self, folder: Folder) {
        self.folder = folder;
        self.line = Line::default();
        self.selected = 0;
    }

    /// The rows that match what was typed, the best first; names that begin with a dot only where one is typed.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let typed = self.line.value().trim();
        let hidden = typed.starts_with('.');
        let entries = self.folder.entries.iter();
        let seen: Vec<&Entry> = entries
            .filter(|entry| hidden || !entry.name.starts_with('.'))
            .collect();
        if typed.is_empty() {
            let up = self.folder.path.parent().map(|_| Row::Up);
            return up
                .into_iter()
                .chain(seen.into_iter().map(Row::Entry))
                .collect();
        }
        let names: Vec<String> = seen.iter().map(|entry| entry.name.clone()).collect();
        ranked(typed, &names)
            .into_iter()
            .map(|i| Row::Entry(seen[i]))
            .collect()
    }

    /// Takes a key.
    pub fn key(&mut self, key: &KeyEvent) -> Picked {
        let last = self.rows().len().saturating_sub(1);
        let typed = !self.line.value().is_empty();
        match key.code {
            KeyCode::Esc if typed => self.typed_anew(Line::default()),
            KeyCode::Esc => return Picked::Left,
            KeyCode::Enter => return self.open(),
            KeyCode::Char(' ') => self.mark(),
            KeyCode::Backspace if !typed => return self.up(),
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down => self.selected = (self.selected + 1).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(last),
            KeyCode::Home => self.selected = 0,
            KeyCode::End => self.selected = last,
            _ => {
                self.line.handle_event(&TerminalEvent::Key(*key));
                self.selected = 0;
            }
        }
        Picked::Nothing
    }

    fn typed_anew(&mut self, line: Line) {
        self.line = line;
        self.selected = 0;
    }

    /// Opens what is selected, or what was typed where it is a path; a file means all that are marked, if any are.
    pub fn open(&mut self) -> Picked {
        let typed = self.line.value().trim();
        if typed.contains(std::path::MAIN_SEPARATOR) {
            let path = self.folder.path.join(typed);
            return if path.is_dir() {
                Picked::Folder(path)
            } else {
                Picked::Files(vec![path])
            };
        }
        let chosen = match self.rows().get(self.selected) {
            Some(Row::Up) => return self.up(),
            Some(Row::Entry(entry)) if entry.size.is_none() => {
                return Picked::Folder(entry.path.clone());
            }
            Some(Row::Entry(entry)) => entry.path.clone(),
            None => return Picked::Nothing,
        };
        if self.marked.is_empty() {
            Picked::Files(vec![chosen])
        } else {
            Picked::Files(self.marked.iter().cloned().collect())
        }
    }

    fn up(&self) -> Picked {
        match self.folder.path.parent() {
            Some(above) => Picked::Folder(above.to_owned()),
            None => Picked::Nothing,
        }
    }

    /// Marks the selected file, or takes its mark off, and goes on to the next row.
    fn mark(&mut self) {
        let rows = self.rows();
        let last = rows.len().saturating_sub(1);
        if let Some(Row::Entry(Entry {
            path,
            size: Some(_),
            ..
        })) = rows.get(self.selected)
        {
            let path = path.clone();
            if !self.marked.remove(&path) {
                self.marked.insert(path);
            }
        }
        self.selected = (self.selected + 1).min(last);
    }

    /// What is marked or about to be opened, for a title: `3 marked`.
    pub fn marks(&self) -> Option<String> {
        match self.marked.len() {
            0 => None,
            n => Some(format!("{n} marked")),
        }
    }

    /// The folder's path as people see it.
    pub fn shown_path(&self) -> String {
        let path = printable(&self.folder.path.display().to_string());
        let root = OsStr::new(std::path::MAIN_SEPARATOR_STR);
        if self.folder.path.as_os_str() == root || path.is_empty() {
            path
        } else {
            format!("{path}{}", std::path::MAIN_SEPARATOR)
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn picker() -> (tempfile::TempDir, FilePicker) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.json", ".secret"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("more")).unwrap();
        let mut picker = FilePicker::default();
        picker.show(Folder::read(folder.path()));
        (folder, picker)
    }

    fn names(picker: &FilePicker) -> Vec<String> {
        let name = |row: &Row<'_>| match row {
            Row::Up => "..".to_owned(),
            Row::Entry(entry) => entry.name.clone(),
        };
        picker.rows().iter().map(name).collect()
    }

    fn press(picker: &mut FilePicker, code: KeyCode) -> Picked {
        picker.key(&KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn folders_come_first_and_hidden_files_when_asked_for() {
        let (_folder, mut picker) = picker();
        assert_eq!(names(&picker), ["..", "more", "a.json", "b.csv"]);
        press(&mut picker, KeyCode::Char('.'));
        assert!(names(&picker).contains(&".secret".to_owned()));
        press(&mut picker, KeyCode::Backspace);
        for c in "csv".chars() {
            press(&mut picker, KeyCode::Char(c));
        }
        assert_eq!(names(&picker), ["b.csv"]);
        assert_eq!(press(&mut picker, KeyCode::Esc), Picked::Nothing);
        assert_eq!(press(&mut picker, KeyCode::Esc), Picked::Left);
    }

    #[test]
    fn one_goes_about_marks_and_opens() {
        let (folder, mut picker) = picker();
        let home = fs::canonicalize(folder.path()).unwrap();
        let above = home.parent().unwrap().to_owned();
        assert_eq!(
            press(&mut picker, KeyCode::Backspace),
            Picked::Folder(above.clone())
        );
        assert_eq!(press(&mut picker, KeyCode::Enter), Picked::Folder(above));
        press(&mut picker, KeyCode::Down);
        assert_eq!(
            press(&mut picker, KeyCode::Enter),
            Picked::Folder(home.join("more"))
        );
        press(&mut picker, KeyCode::Down);
        assert_eq!(
            press(&mut picker, KeyCode::Enter),
            Picked::Files(vec![home.join("a.json")])
        );
        press(&mut picker, KeyCode::Char(' '));
        press(&mut picker, KeyCode::Char(' '));
        assert_eq!(
            press(&mut picker, KeyCode::Enter),
            Picked::Files(vec![home.join("a.json"), home.join("b.csv")])
        );
        // A folder can't be marked.
        press(&mut picker, KeyCode::Home);
        press(&mut picker, KeyCode::Down);
        press(&mut picker, KeyCode::Char(' '));
        assert_eq!(picker.marked.len(), 2);
    }

    #[test]
    fn a_path_that_is_typed_is_opened_and_a_folder_that_is_not_there_says_so() {
        let (folder, mut picker) = picker();
        let home = fs::canonicalize(folder.path()).unwrap();
        picker.line = Line::new(format!("{}/more", home.display()));
        assert_eq!(picker.open(), Picked::Folder(home.join("more")));
        picker.line = Line::new("more/none.csv".to_owned());
        assert_eq!(
            picker.open(),
            Picked::Files(vec![home.join("more/none.csv")])
        );
        let missing = Folder::read(&home.join("nowhere"));
        assert!(missing.note.unwrap().contains("can't be read"));
    }
}
