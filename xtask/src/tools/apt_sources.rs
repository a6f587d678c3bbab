//! The package archive that this machine's apt uses, read from apt's configuration: a package that
//! the installed suite lacks can be fetched from a newer suite of the same archive.

use anyhow::{Context as _, Result};
use std::{fs, path::Path};

/// One archive in apt's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AptArchive {
    pub uri: String,
    pub suites: Vec<String>,
    pub components: Vec<String>,
    pub signed_by: Option<String>,
}

impl AptArchive {
    /// A stanza for a `.sources` file that names `suite` of the same archive.
    pub fn render_stanza(&self, suite: &str) -> String {
        let mut stanza =
            format!("Types: deb\nURIs: {}\nSuites: {suite}\nComponents: main\n", self.uri);
        if let Some(key) = &self.signed_by {
            stanza.push_str(&format!("Signed-By: {key}\n"));
        }
        stanza
    }
}

/// The archive that this system was installed from, and the system's suite.
pub fn system_archive() -> Result<(AptArchive, String)> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let codename = parse_codename(&release).context("/etc/os-release has no VERSION_CODENAME")?;
    let archive = read_archives(Path::new("/etc/apt"))?.into_iter().find(|archive| {
        archive.suites.contains(&codename)
            && archive.components.iter().any(|component| component == "main")
    });
    Ok((
        archive.with_context(|| format!("apt has no archive with the suite {codename}"))?,
        codename,
    ))
}

fn parse_codename(release: &str) -> Option<String> {
    let line = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="))?;
    Some(line.trim_matches('"').to_owned())
}

fn read_archives(apt: &Path) -> Result<Vec<AptArchive>> {
    let mut archives = fs::read_to_string(apt.join("sources.list"))
        .map(|text| parse_one_line_format(&text))
        .unwrap_or_default();
    let Ok(folder) = fs::read_dir(apt.join("sources.list.d")) else {
        return Ok(archives);
    };
    for entry in folder {
        let path = entry?.path();
        let text = fs::read_to_string(&path).unwrap_or_default();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("sources") => archives.extend(parse_stanzas(&text)),
            Some("list") => archives.extend(parse_one_line_format(&text)),
            _ => {}
        }
    }
    Ok(archives)
}

/// Parses the newer format: `Name: values`, one stanza per archive.
fn parse_stanzas(text: &str) -> Vec<AptArchive> {
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let stanzas = lines.split(|line| line.trim().is_empty()).map(|stanza| {
        let field = |name: &str| {
            let mut fields = stanza.iter().filter_map(|line| line.split_once(':'));
            fields.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        };
        AptArchive {
            uri: field("URIs")
                .and_then(|uris| uris.split_whitespace().next())
                .unwrap_or_default()
                .to_owned(),
            suites: split_words(field("Suites").unwrap_or_default()),
            components: split_words(field("Components").unwrap_or_default()),
            signed_by: field("Signed-By").filter(|key| !key.is_empty()).map(str::to_owned),
        }
    });
    stanzas.filter(|archive| !archive.uri.is_empty()).collect()
}

/// Parses the older format: `deb [options] uri suite components…`, one line per archive.
fn parse_one_line_format(text: &str) -> Vec<AptArchive> {
    text.lines().filter_map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<AptArchive> {
    let mut rest = line.trim().strip_prefix("deb ")?.trim();
    let mut signed_by = None;
    if let Some((options, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        signed_by = options
            .split_whitespace()
            .find_map(|option| option.strip_prefix("signed-by="))
            .map(str::to_owned);
        rest = after.trim();
    }
    let mut parts = rest.split_whitespace();
    let uri = parts.next()?.to_owned();
    let suite = parts.next()?.to_owned();
    Some(AptArchive {
        uri,
        suites: vec![suite],
        components: parts.map(str::to_owned).collect(),
        signed_by,
    })
}

fn split_words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWER: &str = "Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: trixie \
                         trixie-updates\nComponents: main contrib\nSigned-By: /usr/share/keyrings/debian.gpg\n\n\
                         Types: deb\nURIs: http://mirror.example/security\nSuites: trixie-security\nComponents: \
                         main\n";
    const OLDER: &str = "# deb http://old.example/debian trixie main\n\
                         deb [arch=amd64 signed-by=/etc/key.gpg] http://mirror.example/debian trixie main\n\
                         deb http://other.example/x nodistro main\n";

    #[test]
    fn both_formats_say_the_same() {
        let newer = parse_stanzas(NEWER);
        let older = parse_one_line_format(OLDER);
        assert_eq!(newer.len(), 2);
        assert_eq!(newer[0].uri, "http://mirror.example/debian");
        assert_eq!(newer[0].suites, ["trixie", "trixie-updates"]);
        assert_eq!(newer[0].components, ["main", "contrib"]);
        assert_eq!(newer[0].signed_by.as_deref(), Some("/usr/share/keyrings/debian.gpg"));
        assert_eq!(older.len(), 2);
        assert_eq!((&older[0].uri, &older[0].suites[0]), (&newer[0].uri, &newer[0].suites[0]));
        assert_eq!(older[0].signed_by.as_deref(), Some("/etc/key.gpg"));
    }

    #[test]
    fn a_newer_suite_keeps_the_archive_and_its_key() {
        let stanza = parse_stanzas(NEWER)[0].render_stanza("sid");
        let back = parse_stanzas(&stanza);
        assert_eq!(back[0].suites, ["sid"]);
        assert_eq!(back[0].signed_by, parse_stanzas(NEWER)[0].signed_by);
    }

    #[test]
    fn the_systems_suite_is_its_codename() {
        assert_eq!(
            parse_codename("ID=debian\nVERSION_CODENAME=trixie\n").as_deref(),
            Some("trixie")
        );
        assert_eq!(parse_codename("ID=arch\n"), None);
    }
}
