//! Import circles between the files of a crate. Files that import each other can only be understood
//! and changed together, so a crate without circles can be read from the bottom up.

use crate::workspace;
use anyhow::{Context as _, Result, anyhow, bail};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    iter::Peekable,
    path::{Path, PathBuf},
    vec::IntoIter,
};

type Tokens = Peekable<IntoIter<TokenTree>>;
/// Names of a module or item, from the root of its crate.
type ItemPath = Vec<String>;

/// Names the room of a file.
type RoomOf = fn(&Path) -> PathBuf;

/// Roots of the crates without circles, and what forms none there: the files of the server, the
/// features of the pages.
const ROOTS: [(&str, RoomOf); 2] =
    [("server/src/main.rs", Path::to_owned), ("app/src/lib.rs", feature_of)];

/// The folder of a feature, such as `client/cart`; a file beside the features is its own room.
fn feature_of(file: &Path) -> PathBuf {
    let depth = file.components().count();
    file.components().take(if depth > 2 { 2 } else { depth }).collect()
}

/// One sentence for each circle in the crates of [`ROOTS`].
pub fn find_violations() -> Result<Vec<String>> {
    let circles =
        ROOTS.map(|(root, room_of)| import_circles(&workspace::root_folder().join(root), room_of));
    Ok(circles.into_iter().collect::<Result<Vec<_>>>()?.concat())
}

/// One sentence for each shortest circle of imports between the rooms of the crate whose root is
/// the file `root`. A room is what `room_of` names for a file, for example the file itself or its
/// folder. Code of tests is left out.
///
/// # Errors
/// When a file cannot be read.
pub fn import_circles(root: &Path, room_of: impl Fn(&Path) -> PathBuf) -> Result<Vec<String>> {
    let mut files = BTreeMap::new();
    read_module(root, &mut Vec::new(), &mut files)?;
    let folder = root.parent().unwrap_or(root);
    let room = |file: &SourceFile| room_of(file.path.strip_prefix(folder).unwrap_or(&file.path));
    let mut imports: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
    for file in files.values() {
        let targets = file.imports.iter().filter_map(|item| file_of(item, &files)).map(room);
        imports
            .entry(room(file))
            .or_default()
            .extend(targets.filter(|target| *target != room(file)));
    }
    let circles: BTreeSet<_> =
        imports.keys().filter_map(|start| shortest_circle(start, &imports)).collect();
    Ok(circles
        .into_iter()
        .map(|circle| format!("imports go in a circle: {}", circle.join(" → ")))
        .collect())
}

/// A file with its imports from the same crate.
struct SourceFile {
    path: PathBuf,
    imports: BTreeSet<ItemPath>,
}

/// Reads the file of `module` and those of its submodules.
fn read_module(
    path: &Path,
    module: &mut ItemPath,
    files: &mut BTreeMap<ItemPath, SourceFile>,
) -> Result<()> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let tokens: TokenStream =
        text.parse().map_err(|error| anyhow!("{}: {error}", path.display()))?;
    let mut scope = FileScope::default();
    scope.read_tokens(&mut tokens.into_iter().collect::<Vec<_>>().into_iter().peekable(), module);
    let imports = scope.crate_imports();
    files.insert(module.clone(), SourceFile { path: path.to_owned(), imports });
    for name in scope.submodules {
        module.push(name);
        read_module(&file_of_submodule(path, module)?, module, files)?;
        module.pop();
    }
    Ok(())
}

fn file_of_submodule(parent: &Path, module: &[String]) -> Result<PathBuf> {
    let name = module.last().map_or("", String::as_str);
    let is_folder = ["main", "lib", "mod"]
        .iter()
        .any(|stem| parent.file_stem().is_some_and(|own| own == *stem));
    let folder = if is_folder {
        parent.parent().unwrap_or(parent).to_owned()
    } else {
        parent.with_extension("")
    };
    let [flat, nested] = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
    match [flat, nested].into_iter().find(|file| file.is_file()) {
        Some(file) => Ok(file),
        None => bail!("no file for the module {name} of {}", parent.display()),
    }
}

/// The file that has `item`: that of the longest known beginning of its path.
fn file_of<'a>(
    item: &[String],
    files: &'a BTreeMap<ItemPath, SourceFile>,
) -> Option<&'a SourceFile> {
    (0..=item.len()).rev().find_map(|end| files.get(&item[..end]))
}

/// What a file declares and names.
#[derive(Default)]
struct FileScope {
    /// Submodules in files of their own.
    submodules: Vec<String>,
    /// All modules that the file declares, with the path of each.
    modules: BTreeSet<ItemPath>,
    /// Names that the file imports, with their paths as written and the module in which they are.
    names: BTreeMap<String, (ItemPath, ItemPath)>,
    /// Paths as written, with the module in which they are.
    paths: BTreeSet<(ItemPath, ItemPath)>,
}

impl FileScope {
    fn read_tokens(&mut self, tokens: &mut Tokens, module: &mut ItemPath) {
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' && is_test(tokens.peek()) => {
                    skip_item(tokens);
                }
                TokenTree::Group(group) => {
                    self.read_tokens(&mut group_tokens(group.stream()), module);
                }
                TokenTree::Ident(ident) if ident == "pub" => {
                    tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
                }
                TokenTree::Ident(ident) if ident == "mod" => self.declare_module(tokens, module),
                TokenTree::Ident(ident) if ident == "use" => {
                    self.read_use_tree(tokens, Vec::new(), module);
                }
                TokenTree::Ident(ident) => {
                    let path = rest_of_path(tokens, ident.to_string());
                    if path.len() > 1 {
                        self.paths.insert((path, module.clone()));
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn declare_module(&mut self, tokens: &mut Tokens, module: &mut ItemPath) {
        let Some(TokenTree::Ident(name)) = tokens.next() else { return };
        module.push(name.to_string());
        self.modules.insert(module.clone());
        match tokens.next() {
            Some(TokenTree::Group(group)) => {
                self.read_tokens(&mut group_tokens(group.stream()), module);
            }
            _ => self.submodules.push(name.to_string()),
        }
        module.pop();
    }

    /// Reads a tree of a `use` declaration up to its end.
    fn read_use_tree(&mut self, tokens: &mut Tokens, mut path: ItemPath, module: &ItemPath) {
        let mut name = None;
        while let Some(token) = tokens.next_if(
            |next| !matches!(next, TokenTree::Punct(punct) if ",;".contains(punct.as_char())),
        ) {
            match token {
                TokenTree::Ident(ident) if ident == "as" => {
                    name = tokens.next().map(|name| name.to_string());
                }
                TokenTree::Ident(ident) if ident == "self" && !path.is_empty() => {}
                TokenTree::Ident(ident) => path.push(ident.to_string()),
                TokenTree::Group(group) => {
                    let mut trees = group_tokens(group.stream());
                    while trees.peek().is_some() {
                        self.read_use_tree(&mut trees, path.clone(), module);
                        trees.next();
                    }
                    return;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
        self.names.insert(name, (path.clone(), module.clone()));
        self.paths.insert((path, module.clone()));
    }

    /// The paths that lead into the same crate, from its root.
    fn crate_imports(&self) -> BTreeSet<ItemPath> {
        self.paths
            .iter()
            .filter_map(|(path, module)| self.resolve_path(path, module, true))
            .collect()
    }

    fn resolve_path(&self, path: &[String], module: &[String], by_name: bool) -> Option<ItemPath> {
        let (first, rest) = path.split_first()?;
        let at = |base: &[String]| Some([base, rest].concat());
        match first.as_str() {
            "crate" => at(&[]),
            "self" => at(module),
            "super" => {
                let parent = module.split_last().map_or(module, |(_, parent)| parent);
                match rest.first() {
                    Some(next) if next == "super" => self.resolve_path(rest, parent, by_name),
                    _ => at(parent),
                }
            }
            _ => {
                let child = [module, std::slice::from_ref(first)].concat();
                if self.modules.contains(&child) {
                    return at(&child);
                }
                let (named, from) =
                    self.names.get(first).filter(|(named, _)| by_name && named != path)?;
                at(&self.resolve_path(named, from, false)?)
            }
        }
    }
}

/// The rest of a path that begins with `first`; generics end it.
fn rest_of_path(tokens: &mut Tokens, first: String) -> ItemPath {
    let mut path = vec![first];
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    while tokens.next_if(is_colon).is_some() && tokens.next_if(is_colon).is_some() {
        match tokens.next_if(|next| matches!(next, TokenTree::Ident(_))) {
            Some(ident) => path.push(ident.to_string()),
            None => break,
        }
    }
    path
}

/// Whether an attribute is `[cfg(test)]`.
fn is_test(attribute: Option<&TokenTree>) -> bool {
    attribute.is_some_and(|attribute| attribute.to_string().replace(' ', "") == "[cfg(test)]")
}

/// Skips an item, which ends with a semicolon or with its block.
fn skip_item(tokens: &mut Tokens) {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let _end = tokens.find(ends);
}

fn group_tokens(stream: TokenStream) -> Tokens {
    stream.into_iter().collect::<Vec<_>>().into_iter().peekable()
}

/// A shortest way from `start` back to it; it begins with its least room, so that each circle is
/// named once.
fn shortest_circle(
    start: &Path,
    imports: &BTreeMap<PathBuf, BTreeSet<PathBuf>>,
) -> Option<Vec<String>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in imports.get(*way.last()?).into_iter().flatten() {
            if next == start {
                let least = (0..way.len()).min_by_key(|at| way[*at]).unwrap_or_default();
                let circle = way.iter().cycle().skip(least).take(way.len() + 1);
                return Some(circle.map(|room| room.display().to_string()).collect());
            }
            if seen.insert(next) {
                ways.push_back([&way[..], &[next.as_path()]].concat());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        import_circles(&folder.path().join("main.rs"), Path::to_owned).unwrap()
    }

    #[test]
    fn a_circle_is_found_however_a_path_is_written() {
        let ways = [
            "use crate::b::B;",
            "use crate::{b::{self as other, B}};",
            "use super::b::B;",
            "fn f() { crate::b::g() }",
            "use crate::b; fn f() { b::g() }",
            "use super::b as other; fn f() { let x = other::X; }",
            "fn f() -> Vec<super::b::B> { view! { <p>{super::b::text()}</p> } }",
        ];
        for way in ways {
            let files =
                [("main.rs", "mod a; mod b; mod c;"), ("a.rs", way), ("b.rs", "use crate::c::C;")];
            let found =
                circles(&[&files[..], &[("c.rs", "pub(super) fn c() { super::a::f() }")]].concat());
            assert_eq!(found, ["imports go in a circle: a.rs → b.rs → c.rs → a.rs"], "{way}");
        }
    }

    #[test]
    fn a_parent_and_its_child_are_a_circle_when_each_uses_the_other() {
        let files =
            |parent, child| [("main.rs", "mod a;"), ("a/mod.rs", parent), ("a/b.rs", child)];
        assert_eq!(circles(&files("mod b; pub use b::B;", "use super::A;")).len(), 1);
        assert_eq!(circles(&files("mod b; pub struct A;", "use super::A;")), Vec::<String>::new());
        let beside =
            [&files("mod b; mod c; pub use b::B;", "use super::c::C;")[..], &[("a/c.rs", "")]]
                .concat();
        assert_eq!(circles(&beside), Vec::<String>::new());
    }

    #[test]
    fn tests_variables_and_other_crates_are_no_imports() {
        let innocent = [
            "#[cfg(test)] use crate::b::B;",
            "#[cfg(test)] mod tests { use crate::b::B; }",
            "// use crate::b;\nconst TEXT: &str = \"crate::b::B\";",
            "fn f(b: u8) -> std::b::B { b }",
            "mod inner { pub use super::f; } fn f() {}",
        ];
        for text in innocent {
            let files =
                [("main.rs", "mod a; mod b;"), ("a.rs", text), ("b.rs", "use crate::a::f;")];
            assert_eq!(circles(&files), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_sources_have_no_circle() {
        assert_eq!(find_violations().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_room_may_be_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let sources = [
            ("main.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod one; mod two;"),
            ("a/one.rs", "use crate::b::B;"),
            ("a/two.rs", ""),
            ("b.rs", "use crate::a::two::Two;"),
        ];
        write(folder.path(), &sources);
        let rooms = |room: fn(&Path) -> PathBuf| {
            import_circles(&folder.path().join("main.rs"), room).unwrap()
        };
        assert_eq!(rooms(Path::to_owned), Vec::<String>::new());
        let first = |file: &Path| file.iter().next().map(PathBuf::from).unwrap_or_default();
        assert_eq!(rooms(first), ["imports go in a circle: a → b.rs → a"]);
    }
}
