//! The bytes of a compiled file: embedded, owned, or mapped. The one place with `unsafe`.

use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes used in place.
pub(crate) enum Bytes {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Bytes {
    /// Maps a file for reading.
    #[allow(
        unsafe_code,
        reason = "mapping is the point of the format: millions of names open at once. Every read of the bytes goes \
                  through checked slices and no value is trusted twice, so bytes that another process changes \
                  meanwhile give wrong names, not wild reads; a file cut short while mapped ends the process with \
                  a bus error, which the documentation of `Gazetteer::open` says."
    )]
    pub(crate) fn map(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            // An empty file cannot be mapped everywhere; it has no magic either way.
            return Ok(Self::Static(&[]));
        }
        // SAFETY: the map is read-only and outlives no borrow (slices borrow from `self`); see the reason above for
        // changes from outside.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Self::Mapped(map))
    }

    #[inline]
    pub(crate) fn get(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Owned(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self {
            Self::Static(_) => "static",
            Self::Owned(_) => "owned",
            Self::Mapped(_) => "mapped",
        };
        write!(f, "{kind}, {} bytes", self.get().len())
    }
}
