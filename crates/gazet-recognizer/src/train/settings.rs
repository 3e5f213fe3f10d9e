//! Settings by name, for command lines and records of ablations.

use super::{TrainConfig, TrainError};
use std::str::FromStr;

impl TrainConfig {
    /// Names of the settings that [`TrainConfig::set`] takes, in the order of the fields.
    pub const NAMES: [&'static str; 24] = [
        "seed",
        "epochs",
        "orders",
        "n_rows",
        "min_count",
        "second_pass",
        "folds",
        "missed",
        "spurious",
        "confused",
        "capitals",
        "lower_case",
        "letters",
        "spaces",
        "glued",
        "swapped",
        "doubt",
        "without_candidates",
        "affixes",
        "runs",
        "clusters",
        "words",
        "candidates",
        "document",
    ];

    /// Changes one setting: a field of this type, of [`super::Costs`] or of [`crate::FeatureGroups`] by its name.
    ///
    /// # Errors
    /// When there is no such setting, or `value` is none for it.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), TrainError> {
        fn put<T: FromStr>(field: &mut T, name: &str, value: &str) -> Result<(), TrainError> {
            *field = value
                .parse()
                .map_err(|_| TrainError::Value { name: name.to_owned(), value: value.to_owned() })?;
            Ok(())
        }
        match name {
            "seed" => put(&mut self.seed, name, value),
            "epochs" => put(&mut self.epochs, name, value),
            "orders" => put(&mut self.orders, name, value),
            "n_rows" => put(&mut self.n_rows, name, value),
            "min_count" => put(&mut self.min_count, name, value),
            "second_pass" => put(&mut self.second_pass, name, value),
            "folds" => put(&mut self.folds, name, value),
            "missed" => put(&mut self.costs.missed, name, value),
            "spurious" => put(&mut self.costs.spurious, name, value),
            "confused" => put(&mut self.costs.confused, name, value),
            "capitals" => put(&mut self.capitals, name, value),
            "lower_case" => put(&mut self.lower_case, name, value),
            "letters" => put(&mut self.letters, name, value),
            "spaces" => put(&mut self.spaces, name, value),
            "glued" => put(&mut self.glued, name, value),
            "swapped" => put(&mut self.swapped, name, value),
            "doubt" => put(&mut self.doubt, name, value),
            "without_candidates" => put(&mut self.without_candidates, name, value),
            "affixes" => put(&mut self.groups.affixes, name, value),
            "runs" => put(&mut self.groups.runs, name, value),
            "clusters" => put(&mut self.groups.clusters, name, value),
            "words" => put(&mut self.groups.words, name, value),
            "candidates" => put(&mut self.groups.candidates, name, value),
            "document" => put(&mut self.groups.document, name, value),
            _ => Err(TrainError::NoSuchSetting { name: name.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_taken_and_no_other() {
        for name in TrainConfig::NAMES {
            let mut config = TrainConfig::default();
            let changed = ["7", "0.25", "false"].iter().any(|value| config.set(name, value).is_ok());
            assert!(changed && config != TrainConfig::default(), "{name}");
            let error = config.set(name, "much").unwrap_err().to_string();
            assert!(error.contains("`much`") && error.contains(name), "{error}");
        }
        let error = TrainConfig::default().set("rows", "1").unwrap_err().to_string();
        assert!(error.contains("`rows`") && error.contains("n_rows"), "{error}");
    }
}
