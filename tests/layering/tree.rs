//! The rooms of a crate, and which of them names which.

use crate::paths::{Named, named};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// All files of a crate.
pub struct Tree {
    /// Every module that is a file: its path from the crate's root, the file, and the modules that it names.
    files: Vec<(Vec<String>, PathBuf, Named)>,
    modules: BTreeSet<Vec<String>>,
    /// Names that modules hand on, and where these come from.
    handed_on: BTreeMap<(Vec<String>, String), Vec<String>>,
}

fn module(path: &Path) -> Vec<String> {
    let names = path.with_extension("");
    let mut module: Vec<String> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod" || name == "lib") {
        module.pop();
    }
    module
}

impl Tree {
    /// Reads every file, given by its path from the folder of `lib.rs`.
    pub fn new(files: &[(PathBuf, String)]) -> Self {
        let files: Vec<_> =
            files.iter().map(|(path, text)| (module(path), path.clone(), named(&module(path), text))).collect();
        let modules = files.iter().map(|(module, ..)| module.clone()).collect();
        let handed_on = files.iter().flat_map(|(_, _, named)| &named.handed_on);
        let handed_on = handed_on.map(|(module, name, from)| ((module.clone(), name.clone()), from.clone())).collect();
        Tree { files, modules, handed_on }
    }

    /// Where a path leads once names that are only handed on are followed.
    fn origin(&self, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        // Bounded, for names might be handed on in a circle.
        for _ in 0..8 {
            let depth = (0..=path.len()).rev().find(|depth| self.modules.contains(&path[..*depth])).unwrap_or(0);
            let Some(name) = path.get(depth) else { break };
            match self.handed_on.get(&(path[..depth].to_vec(), name.clone())) {
                Some(from) if from[..] != path[..=depth] => path = [from, &path[depth + 1..]].concat(),
                _ => break,
            }
        }
        path
    }

    /// Imports from a floor above, one line each.
    pub fn upward(&self, floors: &[&str]) -> Vec<String> {
        let place = |name: &str| floors.iter().position(|floor| *floor == name);
        let mut found = BTreeSet::new();
        for (module, file, named) in &self.files {
            let Some(own) = module.first() else { continue };
            let Some(own_place) = place(own) else {
                found.insert(format!("{} is on no floor", file.display()));
                continue;
            };
            for path in &named.paths {
                // A macro at the root, or the root itself.
                let origin = self.origin(path);
                let (Some(name), true) = (origin.first(), origin.len() > 1) else { continue };
                match place(name) {
                    Some(at) if at <= own_place => {}
                    Some(_) => {
                        found.insert(format!("{} imports from {name}, above {own}", file.display()));
                    }
                    None => {
                        found.insert(format!("{} imports from {name}, which is no floor", file.display()));
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    /// Circles of rooms side by side, one line each.
    pub fn circles(&self) -> Vec<String> {
        // For every folder, which room in it names which.
        let mut folders: BTreeMap<&[String], BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
        for (module, _, named) in &self.files {
            for path in &named.paths {
                let to = self.origin(path);
                let common = module.iter().zip(&to).take_while(|(a, b)| a == b).count();
                let (Some(own), Some(other)) = (module.get(common), to.get(common)) else { continue };
                let is_room = self.modules.contains(&to[..=common]);
                if is_room {
                    folders.entry(&module[..common]).or_default().entry(own).or_default().insert(other.clone());
                }
            }
        }
        let mut circles = Vec::new();
        for (folder, rooms) in &folders {
            let mut done = BTreeSet::new();
            for room in rooms.keys() {
                if let Some(circle) = circle(rooms, &done, &[*room]) {
                    let name = if folder.is_empty() { "the top".to_owned() } else { folder.join("::") };
                    done.extend(circle.iter().copied());
                    circles.push(format!("{name}: {} -> {}", circle.join(" -> "), circle[0]));
                }
            }
        }
        circles
    }
}

/// A way from the first room of `way` back to it, if there is one that avoids the rooms that are `done`.
fn circle<'a>(
    rooms: &'a BTreeMap<&'a str, BTreeSet<String>>,
    done: &BTreeSet<&str>,
    way: &[&'a str],
) -> Option<Vec<&'a str>> {
    let mut queue = vec![vec![way[0]]];
    let mut seen = BTreeSet::new();
    while !queue.is_empty() {
        let mut next = Vec::new();
        for way in queue {
            for to in rooms.get(way[way.len() - 1]).into_iter().flatten().map(String::as_str) {
                if to == way[0] {
                    return Some(way);
                }
                if !done.contains(to) && seen.insert(to) {
                    next.push([&way[..], &[to]].concat());
                }
            }
        }
        queue = next;
    }
    None
}
