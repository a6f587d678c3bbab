//! Parsing of a binary's flags. Invalid or inconsistent flags print the usage and exit with status
//! 2.
//!
//! The environment variable of a flag may be given as a file:
//! `JUMUN_DATABASE_URL_FILE=/run/secrets/url` instead of `JUMUN_DATABASE_URL`, since tools that
//! describe a container show its environment. A file overrides the plain variable, which may be an
//! image's default; a flag overrides both.

use clap::{Arg, Parser, builder::OsStr, builder::Resettable, error::ErrorKind};
use std::{env, ffi::OsString, fmt::Display};

const FILES: &str = "Every variable may be given as a file that holds its value, under its name with _FILE behind it.";

/// Parses and checks the flags of this process; exits if they are invalid or `check` fails.
pub fn parse_flags<T: Parser, E: Display>(check: impl FnOnce(&T) -> Result<(), E>) -> T {
    let variable = |name: &str| env::var_os(name);
    parse_flags_from(env::args_os(), variable, check).unwrap_or_else(|error| error.exit())
}

fn parse_flags_from<T: Parser, E: Display>(
    arguments: impl IntoIterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<OsString>,
    check: impl FnOnce(&T) -> Result<(), E>,
) -> Result<T, clap::Error> {
    let mut unreadable = None;
    let mut command =
        T::command().after_help(FILES).mut_args(|flag| match read_file(&flag, &variable) {
            None => flag,
            // The leak is small: each flag is read once per process.
            Some(Ok(text)) => flag
                .env(Resettable::<OsStr>::Reset)
                .default_value(&*text.leak())
                .hide_default_value(true),
            Some(Err(why)) => {
                unreadable = Some(why);
                flag
            }
        });
    if let Some(why) = unreadable {
        return Err(command.error(ErrorKind::Io, why));
    }
    let flags = T::from_arg_matches(&command.try_get_matches_from_mut(arguments)?)?;
    match check(&flags) {
        Ok(()) => Ok(flags),
        Err(why) => Err(command.error(ErrorKind::MissingRequiredArgument, why)),
    }
}

/// Reads the value of `flag` from the file that its variable with the suffix `_FILE` names, without
/// trailing whitespace.
fn read_file(
    flag: &Arg,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Option<Result<String, String>> {
    let name = format!("{}_FILE", flag.get_env()?.to_str()?);
    let file = variable(&name)?;
    let text = std::fs::read_to_string(&file);
    Some(
        text.map(|text| text.trim_end().to_owned())
            .map_err(|error| format!("{name}: {}: {error}", file.display())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[derive(Debug, Parser)]
    struct Flags {
        #[arg(
            long,
            global = true,
            env = "TEST_URL",
            hide_env_values = true,
            default_value = "sqlite:here"
        )]
        url: String,
        #[arg(long, env = "TEST_KEYS", value_delimiter = ',')]
        keys: Vec<u32>,
        #[arg(long, env = "TEST_COUNT")]
        count: Option<u32>,
        #[command(subcommand)]
        instead: Option<Instead>,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Instead {
        Export,
    }

    fn parse(arguments: &[&str], files: &[(&str, &str)]) -> Result<Flags, clap::Error> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let variable = |name: &str| {
            let named = files.iter().any(|(file, _)| *file == name)
                || name == "TEST_COUNT_FILE" && files.is_empty();
            named.then(|| folder.path().join(name).into_os_string())
        };
        let arguments = ["test"].iter().chain(arguments).map(OsString::from);
        let check =
            |flags: &Flags| if flags.count == Some(0) { Err("none is too few") } else { Ok(()) };
        parse_flags_from(arguments, variable, check)
    }

    #[test]
    fn a_variable_may_be_a_file_and_a_flag_wins_over_it() {
        let url = ("TEST_URL_FILE", "postgres://a:b@c/d\n");
        let flags =
            parse(&[], &[url, ("TEST_KEYS_FILE", "1,2"), ("TEST_COUNT_FILE", "3\n")]).unwrap();
        assert_eq!(
            (flags.url.as_str(), flags.keys, flags.count),
            ("postgres://a:b@c/d", vec![1, 2], Some(3))
        );
        assert_eq!(
            parse(&["export"], &[url]).unwrap().url,
            "postgres://a:b@c/d",
            "before and behind a subcommand"
        );
        assert_eq!(parse(&["export", "--url", "x"], &[url]).unwrap().url, "x");
        assert_eq!(parse(&["--url", "x"], &[url]).unwrap().url, "x");
        assert!(matches!(parse(&["export"], &[url]).unwrap().instead, Some(Instead::Export)));
        let help = parse(&["--help"], &[url]).unwrap_err().to_string();
        assert!(!help.contains("postgres:") && help.contains("_FILE"), "{help}");
    }

    #[test]
    fn what_is_wrong_with_flags_ends_with_status_2() {
        let wrong: [(&[_], &[_], _); 4] = [
            (&[], &[], "TEST_COUNT_FILE"),
            (&[], &[("TEST_COUNT_FILE", "many")], "many"),
            (&["--count", "0"], &[("TEST_URL_FILE", "x")], "none is too few"),
            (&["--unknown"], &[("TEST_URL_FILE", "x")], "--unknown"),
        ];
        for (arguments, files, said) in wrong {
            let error = parse(arguments, files).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
