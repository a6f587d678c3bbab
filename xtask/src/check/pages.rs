//! Check that each page is in the accessibility tests, and that it is decided for each customer's
//! page whether phones keep it for when there is no network.

use crate::{build::files_below, workspace};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};

const PAGES: &str = "app/src";
const SPECS: &str = "end2end/tests";
/// Prefix of the names of the accessibility tests.
const ACCESSIBLE: &str = "accessible";
/// Where the pages of the counter are listed for them.
const LISTED: &str = "staff.ts";
/// Pages that nobody opens: a script of the board shows a part of this one.
const NOT_OPENED: [&str; 1] = ["/admin/printers/sign"];
const WORKER: &str = "public/client/pwa/worker.js";

/// Customers' pages that a phone does not keep: they show a person's orders, or the café of this
/// moment. The offline page is kept as what stands in for a missing one.
const NOT_KEPT: [&str; 5] = [
    "/client/ready",
    "/client/checkout",
    "/client/offline",
    "/client/orders",
    "/client/orders/:id",
];

/// One sentence for each page that a list lacks, and for each entry of a list without a page.
pub fn find_violations() -> Result<Vec<String>> {
    let root = workspace::root_folder();
    let sources = read_texts(&root.join(PAGES), |name| name.ends_with(".rs"))?;
    let pages = page_routes(&sources);
    let specs =
        read_texts(&root.join(SPECS), |name| name.starts_with(ACCESSIBLE) || name == LISTED)?;
    let worker =
        fs::read_to_string(root.join(WORKER)).with_context(|| format!("cannot read {WORKER}"))?;
    Ok([untested_pages(&pages, &specs), undecided_pages(&pages, &kept_pages(&worker)?)].concat())
}

/// Texts of the files below `folder` whose names are `wanted`.
fn read_texts(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<String> {
    let files = files_below(folder)?.into_iter().map(|(_, path)| path);
    files
        .filter(|path| path.file_name().is_some_and(|name| wanted(&name.to_string_lossy())))
        .map(|path| {
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
        })
        .collect()
}

/// Paths of all pages, such as `/client/items/:id`.
fn page_routes(sources: &str) -> Vec<&str> {
    sources.split("path=path!(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn untested_pages(pages: &[&str], specs: &str) -> Vec<String> {
    let addresses: Vec<_> = spec_addresses(specs).collect();
    let is_tested = |page: &str| {
        NOT_OPENED.contains(&page) || addresses.iter().any(|address| matches_route(address, page))
    };
    let untested = pages.iter().filter(|page| !is_tested(page));
    untested
        .map(|page| {
            format!("{page} is in no {SPECS}/{ACCESSIBLE}*.spec.ts: nobody tests who can use it")
        })
        .collect()
}

/// The addresses among the strings of a spec.
fn spec_addresses(specs: &str) -> impl Iterator<Item = &str> {
    ['"', '`'].into_iter().flat_map(move |quote| {
        let strings = specs.split(quote).filter(|text| text.starts_with('/'));
        strings.filter_map(|text| text.split(['?', '#']).next())
    })
}

/// Whether `address` is one of the route `page`.
fn matches_route(address: &str, page: &str) -> bool {
    let mut parts = address.split('/');
    let mut wanted = page.split('/');
    let all = wanted
        .all(|wanted| parts.next().is_some_and(|part| wanted.starts_with(':') || part == wanted));
    all && parts.next().is_none()
}

/// Pages that the service worker keeps: the strings of its list `KEPT`.
fn kept_pages(worker: &str) -> Result<Vec<&str>> {
    let list = worker.split("const KEPT = [").nth(1).and_then(|rest| rest.split(']').next());
    let list = list.with_context(|| format!("{WORKER} has no list `KEPT`"))?;
    Ok(list.split('"').skip(1).step_by(2).collect())
}

fn undecided_pages(pages: &[&str], kept: &[&str]) -> Vec<String> {
    let decided: Vec<_> = kept.iter().copied().chain(NOT_KEPT).collect();
    let customers = pages.iter().filter(|page| page.starts_with("/client"));
    let missing = customers.filter(|page| !decided.contains(page)).map(|page| {
        format!(
            "{page}: either `KEPT` of {WORKER} has it, or `NOT_KEPT` of xtask/src/check/pages.rs"
        )
    });
    let stale = decided.iter().filter(|page| !pages.contains(page));
    missing
        .chain(stale.map(|page| format!("{page} is kept, or is not, and there is no such page")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_no_test_opens_is_found() {
        let spec = "await page.goto(\"/client/items/latte?x=1\"); look(`/admin/orders/${last.id}`)";
        let pages =
            ["/client/items/:id", "/admin/orders/:id", "/client/items", "/admin/orders/:id/slip"];
        assert_eq!(untested_pages(&pages, spec).len(), 2);
    }

    #[test]
    fn a_page_of_which_nobody_decided_and_one_that_is_gone_are_found() {
        let worker = "const KEPT = [\"/client\", \"/client/cart\"];";
        let pages = [&NOT_KEPT[..], &["/client", "/client/new", "/admin"]].concat();
        let wrong = undecided_pages(&pages, &kept_pages(worker).unwrap());
        assert!(
            wrong.len() == 2
                && wrong[0].contains("/client/new")
                && wrong[1].contains("/client/cart"),
            "{wrong:?}"
        );
    }
}
