//! "Did you mean" suggestions.

/// Returns the choice closest to `given`, if any is close enough to be a likely typo.
pub fn nearest<'a>(given: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let given = plain(given);
    choices
        .into_iter()
        .map(|choice| {
            let name = plain(choice);
            // A prefix stands for the whole word.
            let short = given.len() > 1 && name.starts_with(&given);
            let distance = if short { 0 } else { strsim::damerau_levenshtein(&given, &name) };
            (distance, name.len().max(given.len()), choice)
        })
        .min_by_key(|(distance, ..)| *distance)
        // Names that share no letter are not close, however short.
        .filter(|(distance, length, _)| *distance <= (length / 3).max(1) && distance < length)
        .map(|(.., choice)| choice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_nonsense_is_not() {
        let names = ["adam", "momentum", "rmsprop", "bias_correction"];
        for (given, meant) in
            [("adma", "adam"), ("Momentun", "momentum"), ("rms", "rmsprop"), ("bias-corection", "bias_correction")]
        {
            assert_eq!(nearest(given, names), Some(meant));
        }
        assert_eq!(nearest("zzz", names), None);
        assert_eq!(nearest("c", ["a", "b"]), None);
        assert_eq!(nearest("ac", ["ab", "xy"]), Some("ab"));
    }
}
