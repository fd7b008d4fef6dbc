//! What is wrong with a command line, in one line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// An error of the parser as one line that says what is wrong and what would be right.
pub fn line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    // The parser writes paragraphs: the problem, tips, how it is used, where there is help.
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
            format!("options of '{command}' stand behind it: ravine {command} --surface bowl ...")
        }
        (ErrorKind::ArgumentConflict, _) if said.contains("subcommand") => {
            format!("{said}; options stand behind the command: ravine run --surface bowl")
        }
        _ if said.contains("--help") => plain(&said),
        _ => plain(&format!("{said}; see ravine --help")),
    }
}

/// A line longer than this is nobody's help.
const LONGEST: usize = 600;

/// Text for one line of a terminal: what breaks the line or commands the terminal is spelled out.
pub fn plain(text: &str) -> String {
    let spelled = |c: char| if c.is_control() { c.escape_default().collect::<String>() } else { c.to_string() };
    text.chars().map(spelled).collect()
}
