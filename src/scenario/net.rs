//! A network to be initialized, from its command-line options.

use super::SEED;
use super::spec::{self, SpecError, hint};
use crate::math::number::plain;
use crate::math::parameter::Parameter;
use crate::network::signal::{BATCH, DEPTH, NETS, WIDTH};
use crate::network::{ACTIVATIONS, Activation, Net, SCHEMES, Scheme};

/// Parses a scheme from a spec such as `normal:sigma=0.01`.
///
/// # Errors
/// If the scheme or a key is unknown, or a value is out of range.
pub fn scheme(spec: &str) -> Result<Scheme, SpecError> {
    let of = |name: &str| SCHEMES.iter().find(|s| s.name == name);
    let (name, pairs) = spec::split(spec, |name| {
        let parameter = of(name)?.parameter?;
        Some(format!("{}={}", parameter.name, plain(parameter.default)))
    })?;
    let description = of(name).ok_or_else(|| {
        let names: Vec<&str> = SCHEMES.iter().map(|s| s.name).collect();
        SpecError::Unknown { kind: "scheme", given: name.to_owned(), hint: hint(name, &names) }
    })?;
    let mut scheme = Scheme::of(description);
    for (key, text) in pairs {
        match description.parameter.as_ref().filter(|p| p.name == key) {
            Some(parameter) => scheme.value = spec::number(name, parameter, text)?,
            None => {
                let keys: Vec<&str> = description.parameter.iter().map(|p| p.name).collect();
                return Err(SpecError::UnknownKey {
                    owner: name.to_owned(),
                    key: key.to_owned(),
                    hint: hint(key, &keys),
                });
            }
        }
    }
    Ok(scheme)
}

/// Looks up an activation by name.
///
/// # Errors
/// If there is no such activation.
pub fn activation(name: &str) -> Result<Activation, SpecError> {
    Activation::named(name).ok_or_else(|| {
        let names = ACTIVATIONS.map(|(_, name)| name);
        SpecError::Unknown { kind: "activation", given: name.to_owned(), hint: hint(name, &names) }
    })
}

/// The command-line options of a network, as text.
#[derive(Clone, Debug, Default)]
pub struct NetOptions {
    /// `--scheme`.
    pub scheme: Option<String>,
    /// `--activation`.
    pub activation: Option<String>,
    /// `--depth`.
    pub depth: Option<String>,
    /// `--width`.
    pub width: Option<String>,
    /// `--batch`.
    pub batch: Option<String>,
    /// `--seed`.
    pub seed: Option<String>,
    /// `--nets`.
    pub nets: Option<String>,
}

impl NetOptions {
    /// Builds the network. Defaults are He's normal init, 20 ReLU layers of 64 units, 32 samples, and a mean over
    /// [`Net::suggested_nets`] networks.
    ///
    /// # Errors
    /// If an option is invalid; the one-line message names it, the problem, and the valid values.
    pub fn net(&self) -> Result<Net, SpecError> {
        let value = |option, parameter: &Parameter, text: &Option<String>| {
            text.as_ref().map_or(Ok(parameter.default), |text| spec::number(option, parameter, text))
        };
        let size = |option, parameter, text| value(option, parameter, text).map(|x| x as usize);
        let [depth, width, batch] =
            [("--depth", &DEPTH, &self.depth), ("--width", &WIDTH, &self.width), ("--batch", &BATCH, &self.batch)]
                .map(|(option, parameter, text)| size(option, parameter, text));
        let (depth, width, batch) = (depth?, width?, batch?);
        let net = Net {
            scheme: scheme(self.scheme.as_deref().unwrap_or("he-normal"))?,
            activation: activation(self.activation.as_deref().unwrap_or("relu"))?,
            depth,
            width,
            batch,
            seed: value("--seed", &SEED, &self.seed)? as u64,
            nets: match &self.nets {
                Some(text) => spec::number("--nets", &NETS, text)? as usize,
                None => Net::suggested_nets(depth, width, batch),
            },
        };
        net.check().map_err(|error| SpecError::Other(error.to_string()))?;
        Ok(net)
    }
}

/// The command line that prints a network's layers.
pub fn command_line(net: &Net) -> String {
    format!(
        "ravine init --scheme {} --activation {} --depth {} --width {} --batch {} --nets {} --seed {}",
        net.scheme.spec(),
        net.activation.name(),
        net.depth,
        net.width,
        net.batch,
        net.nets,
        net.seed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_one_line_that_helps() {
        let of = |spec: &str| scheme(spec).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(of("he-norml"), "unknown scheme 'he-norml'; did you mean 'he-normal'?");
        assert!(of("zzz").starts_with("unknown scheme 'zzz'; there are zeros, ones"));
        assert_eq!(of("normal:sigm=1"), "normal has no 'sigm'; did you mean 'sigma'?");
        assert_eq!(of("normal:sigma=-1"), "normal: sigma=-1 is out of range; 0 <= sigma <= 1000000");
        assert_eq!(of("ones:value=2"), "ones has no 'value'; it has no keys");
        assert_eq!(of("constant:2"), "constant: '2' is not key=value, such as value=0.75");
        assert_eq!(of("normal:sigma=0.01"), "");
        let line = activation("rleu").err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(line, "unknown activation 'rleu'; did you mean 'relu'?");
    }

    #[test]
    fn the_command_line_reads_back() {
        let net = NetOptions { scheme: Some("uniform:limit=0.5".to_owned()), ..NetOptions::default() }.net();
        let line = net.map(|net| command_line(&net)).unwrap_or_default();
        let want = "ravine init --scheme uniform:limit=0.5 --activation relu --depth 20 --width 64 --batch 32 --nets 256 --seed 0";
        assert_eq!(line, want);
    }
}
