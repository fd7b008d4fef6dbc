//! What somebody probably meant.

/// The one of `choices` that `given` was probably meant to be.
pub fn nearest<'a>(given: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase().replace(['_', ' '], "-");
    choices
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(&given, &c.replace('_', "-")), c))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, c)| *distance <= (c.len().max(given.len()) / 3).max(1) || c.starts_with(&given))
        .map(|(_, c)| c)
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
    }
}
