//! Command-line errors in one line.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Formats a parser error as one line that names the problem and the remedy; `root` is the parser's command.
pub fn line(error: &clap::Error, root: &Command) -> String {
    let text = error.render().to_string();
    let sub = subcommand(&text, root);
    // The parser writes paragraphs: the problem, tips, usage, and a pointer to help.
    let body = text.split("\nUsage:").next().unwrap_or(&text);
    let body = body.split("\nFor more information").next().unwrap_or(body);
    let words: Vec<String> = body
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|l| l.strip_prefix("error: ").or(l.strip_prefix("tip: ")).unwrap_or(l))
        .map(|l| match l.strip_prefix("[possible values: ").and_then(|l| l.strip_suffix(']')) {
            Some(values) => format!("there are {values}"),
            None => l.to_owned(),
        })
        .collect();
    let mut said = words.join("; ").replace(":; ", ": ");
    if said.len() > LONGEST {
        let end = said.char_indices().map(|(i, _)| i).take_while(|i| *i < LONGEST).last().unwrap_or(0);
        said.truncate(end);
        said.push('…');
    }
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::ArgumentConflict, Some(ContextValue::String(command))) => {
            return format!("options go after '{command}': ravine {command} --surface bowl ...");
        }
        (ErrorKind::ArgumentConflict, _) if said.contains("subcommand") => {
            return format!("{said}; options go after the command: ravine run --surface bowl");
        }
        _ => {}
    }
    if let Some(line) = elsewhere(error, sub, root).or_else(|| missing(error, sub)) {
        return plain(&line);
    }
    let help = sub.map_or("ravine --help".to_owned(), |sub| format!("ravine {} --help", sub.get_name()));
    if said.contains("--help") { plain(&said) } else { plain(&format!("{said}; see {help}")) }
}

/// The subcommand of an error, taken from the parser's usage line.
fn subcommand<'a>(text: &str, root: &'a Command) -> Option<&'a Command> {
    let usage = text.split("\nUsage: ravine ").nth(1)?;
    let name = usage.split_whitespace().next()?;
    root.get_subcommands().find(|sub| sub.get_name() == name)
}

/// Reports an option that only other commands have, and names those.
fn elsewhere(error: &clap::Error, sub: Option<&Command>, root: &Command) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return None };
    let long = given.split('=').next()?.strip_prefix("--")?;
    let has = |command: &&Command| command.get_arguments().any(|arg| arg.get_long() == Some(long));
    let own = has(&root).then(|| "ravine".to_owned());
    let others = root.get_subcommands().filter(has).map(|sub| format!("ravine {}", sub.get_name()));
    let names: Vec<String> = own.into_iter().chain(others).collect();
    let this = sub.map_or("ravine".to_owned(), |sub| format!("ravine {}", sub.get_name()));
    let (last, rest) = names.split_last()?;
    let who = match rest {
        [] => format!("{last} does"),
        _ => format!("{} and {last} do", rest.join(", ")),
    };
    Some(format!("{this} has no --{long}; {who}; see {this} --help"))
}

/// Names a missing word and its possible values.
fn missing(error: &clap::Error, sub: Option<&Command>) -> Option<String> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let sub = sub?;
    let Some(ContextValue::Strings(lacking)) = error.get(ContextKind::InvalidArg) else { return None };
    let [lacking] = lacking.as_slice() else { return None };
    let arg = sub.get_positionals().find(|arg| arg.to_string() == *lacking)?;
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    let (last, rest) = names.split_last()?;
    Some(format!("{} {}? {} or {last}", sub.get_name(), arg.get_id(), rest.join(", ")))
}

/// Longer lines help nobody.
const LONGEST: usize = 600;

/// Makes text safe for one line of a terminal: line breaks and control characters are escaped.
pub fn plain(text: &str) -> String {
    let spelled = |c: char| if c.is_control() { c.escape_default().collect::<String>() } else { c.to_string() };
    text.chars().map(spelled).collect()
}
