//! The model file: versioned, little-endian, checksummed.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `GAZETREC` |
//! | 2 | version of the format, 1 |
//! | 2 | version of the features ([`FEATURE_VERSION`](crate::FEATURE_VERSION)) |
//! | 4 | version of the normal form ([`gazet_tokenizer::FOLD_VERSION`]) |
//! | 1 | feature groups, one bit each |
//! | 1 | 1 when the second pass over a document is part of the model |
//! | 4 | unit of all weights, a float |
//! | 24 | slope and offset of the score, for each type |
//! | 676 | label transitions, 13 x 13, in units |
//! | - | length (varint) and UTF-8 text of the description |
//! | - | the weight table |
//! | - | the cluster table |
//! | 32 | BLAKE3 of all bytes before |

use crate::bytes::{Reader, put_varint};
use crate::clusters::ClusterTable;
use crate::decode::Transitions;
use crate::features::{FEATURE_VERSION, FeatureGroups};
use crate::labels::N_LABELS;
use crate::weights::WeightTable;

const MAGIC: &[u8; 8] = b"GAZETREC";
const VERSION: u16 = 1;
const CHECKSUM: usize = 32;
/// No honest transition is larger; sums over long stretches must stay inside 32 bits.
const MAX_TRANSITION: i32 = 1 << 20;

/// A model file that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is something else.
    #[error("not a recognizer model: it does not begin with GAZETREC; give a file written by `gazet train`")]
    NotAModel,
    /// The file is of another version of the format, the features or the normal form.
    #[error(
        "the model has {what} version {found}, this program needs {wanted}; train it again with `gazet train`"
    )]
    Version {
        /// Which version differs.
        what: &'static str,
        /// The version in the file.
        found: u32,
        /// The version that this program reads.
        wanted: u32,
    },
    /// The checksum does not fit the content.
    #[error("the model is damaged: its checksum does not fit; copy it again or train it again")]
    Checksum,
    /// The file ends too early.
    #[error(
        "the model ends at byte {at} where {wanted} more bytes are needed; copy it again or train it again"
    )]
    Truncated {
        /// Where the file ends being readable.
        at: usize,
        /// Bytes that are missing there.
        wanted: usize,
    },
    /// A part of the file makes no sense, though the checksum fits.
    #[error("the model holds {what}; train it again with `gazet train`")]
    Corrupt {
        /// What is wrong.
        what: &'static str,
    },
}

/// Slope and offset of the logistic curve that turns a margin into a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Curve {
    pub(crate) slope: f32,
    pub(crate) offset: f32,
}

impl Curve {
    /// The score of a span whose margin is `margin`, in [0, 1].
    pub(crate) fn score(self, margin: f32) -> f32 {
        let x = f64::from(self.slope) * f64::from(margin) + f64::from(self.offset);
        (1.0 / (1.0 + (-x).exp())) as f32
    }
}

/// Everything a trained recognizer consists of.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) groups: FeatureGroups,
    pub(crate) second_pass: bool,
    pub(crate) unit: f32,
    pub(crate) curves: [Curve; 3],
    pub(crate) transitions: Transitions,
    pub(crate) description: String,
    pub(crate) weights: WeightTable,
    pub(crate) clusters: ClusterTable,
}

impl Model {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&FEATURE_VERSION.to_le_bytes());
        out.extend_from_slice(&gazet_tokenizer::FOLD_VERSION.to_le_bytes());
        out.push(self.groups.bits());
        out.push(u8::from(self.second_pass));
        out.extend_from_slice(&self.unit.to_le_bytes());
        for curve in self.curves {
            out.extend_from_slice(&curve.slope.to_le_bytes());
            out.extend_from_slice(&curve.offset.to_le_bytes());
        }
        for weight in self.transitions.as_flattened() {
            out.extend_from_slice(&weight.to_le_bytes());
        }
        put_varint(&mut out, u32::try_from(self.description.len()).expect("a description is short"));
        out.extend_from_slice(self.description.as_bytes());
        self.weights.write(&mut out);
        self.clusters.write(&mut out);
        let checksum = blake3::hash(&out);
        out.extend_from_slice(checksum.as_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::NotAModel);
        }
        let Some(length) = bytes.len().checked_sub(CHECKSUM).filter(|&l| l >= MAGIC.len()) else {
            return Err(ModelError::Truncated { at: bytes.len(), wanted: CHECKSUM });
        };
        let (content, checksum) = bytes.split_at(length);
        let mut reader = Reader::new(&content[MAGIC.len()..]);
        version("format", u32::from(reader.u16()?), u32::from(VERSION))?;
        if blake3::hash(content).as_bytes() != checksum {
            return Err(ModelError::Checksum);
        }
        version("feature", u32::from(reader.u16()?), u32::from(FEATURE_VERSION))?;
        version("normal form", reader.u32()?, gazet_tokenizer::FOLD_VERSION)?;
        Self::read(&mut reader)
    }

    /// The part behind the versions.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let groups = FeatureGroups::from_bits(reader.u8()?)
            .ok_or(ModelError::Corrupt { what: "feature groups that do not exist" })?;
        let second_pass = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(ModelError::Corrupt { what: "a flag that is neither 0 nor 1" }),
        };
        let unit = finite(reader.f32()?)?;
        if unit <= 0.0 {
            return Err(ModelError::Corrupt { what: "a unit of weights that is not positive" });
        }
        let mut curves = [Curve { slope: 0.0, offset: 0.0 }; 3];
        for curve in &mut curves {
            *curve = Curve { slope: finite(reader.f32()?)?, offset: finite(reader.f32()?)? };
        }
        let mut transitions = [[0; N_LABELS]; N_LABELS];
        for weight in transitions.as_flattened_mut() {
            *weight = reader.i32()?;
            if weight.unsigned_abs() > MAX_TRANSITION as u32 {
                return Err(ModelError::Corrupt { what: "a label transition out of range" });
            }
        }
        let length = reader.varint()? as usize;
        let description = std::str::from_utf8(reader.take(length)?)
            .map_err(|_| ModelError::Corrupt { what: "a description that is not UTF-8" })?
            .to_owned();
        let weights = WeightTable::read(reader)?;
        let clusters = ClusterTable::read(reader)?;
        reader.finish()?;
        Ok(Self { groups, second_pass, unit, curves, transitions, description, weights, clusters })
    }
}

fn version(what: &'static str, found: u32, wanted: u32) -> Result<(), ModelError> {
    if found == wanted { Ok(()) } else { Err(ModelError::Version { what, found, wanted }) }
}

fn finite(value: f32) -> Result<f32, ModelError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(ModelError::Corrupt { what: "a number that is not finite" })
    }
}
