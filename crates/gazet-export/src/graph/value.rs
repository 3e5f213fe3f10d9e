//! Attributes and their values.

use crate::ExportError;
use std::borrow::Cow;
use std::fmt;

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// Whole number of 32 bits.
    Int,
    /// Whole number of 64 bits.
    Long,
    /// Finite number.
    Double,
    /// Text.
    String,
    /// Truth value.
    Boolean,
}

impl AttributeType {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Long => "long",
            Self::Double => "double",
            Self::String => "string",
            Self::Boolean => "boolean",
        }
    }
}

/// A declared attribute of nodes or edges.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Name in snake_case, unique among the nodes' or among the edges' attributes.
    pub name: &'static str,
    /// Type.
    pub attribute_type: AttributeType,
}

impl Attribute {
    /// An attribute.
    #[must_use]
    pub const fn new(name: &'static str, attribute_type: AttributeType) -> Self {
        Self { name, attribute_type }
    }
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// For [`AttributeType::Int`] and [`AttributeType::Long`].
    Integer(i64),
    /// For [`AttributeType::Double`]; left out when not finite.
    Double(f64),
    /// For [`AttributeType::String`]; left out when empty after cleaning.
    Text(Cow<'a, str>),
    /// For [`AttributeType::Boolean`].
    Boolean(bool),
    /// Left out.
    Missing,
}

impl Value<'_> {
    pub(super) fn check(&self, attribute: &Attribute) -> Result<(), ExportError> {
        use AttributeType::{Boolean, Double, Int, Long, String};
        let fits = match (self, attribute.attribute_type) {
            (Self::Missing, _)
            | (Self::Integer(_), Long)
            | (Self::Double(_), Double)
            | (Self::Text(_), String)
            | (Self::Boolean(_), Boolean) => true,
            (Self::Integer(value), Int) => i32::try_from(*value).is_ok(),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        Err(ExportError::AttributeValue {
            attribute: attribute.name,
            expected: attribute.attribute_type.name(),
            value: self.to_string(),
        })
    }
}

/// The value as files write it: numbers in the shortest form that reads back to the same, with a point or an
/// exponent where they are not whole by type; nothing for a missing one.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Double(value) => write!(f, "{value:?}"),
            Self::Text(value) => f.write_str(value),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Missing => Ok(()),
        }
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(value: Option<&'a str>) -> Self {
        value.map_or(Self::Missing, |text| Self::Text(Cow::Borrowed(text)))
    }
}

impl From<Option<f64>> for Value<'_> {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Double)
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Missing, Self::Integer)
    }
}
