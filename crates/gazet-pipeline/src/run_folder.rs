//! The folder of a run: what lies where, and how files get there whole.

use crate::PipelineError;
use crate::manifest::Manifest;
use gazet_export::TableFormat;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// A folder for a new run, created if it does not exist.
    ///
    /// # Errors
    /// If it holds a run already and `overwrite` is not set, or cannot be written.
    pub fn create(path: &Path, overwrite: bool) -> Result<Self, PipelineError> {
        let folder = Self { path: path.to_owned() };
        if folder.manifest().exists() || folder.parts().exists() {
            if !overwrite {
                return Err(PipelineError::AlreadyARun { path: path.to_owned() });
            }
            folder.remove_run()?;
        }
        let parts = folder.parts();
        fs::create_dir_all(&parts).map_err(PipelineError::io("create", &parts))?;
        Ok(folder)
    }

    /// The folder of a run that exists.
    ///
    /// # Errors
    /// If it holds no finished extraction.
    pub fn open(path: &Path) -> Result<Self, PipelineError> {
        let folder = Self { path: path.to_owned() };
        if !folder.manifest().exists() {
            return Err(PipelineError::NotARun { path: path.to_owned(), missing: "manifest.json" });
        }
        Ok(folder)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file of the folder.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A table of the folder.
    #[must_use]
    pub fn table(&self, name: &str, format: TableFormat) -> PathBuf {
        self.path.join(format!("{name}.{}", format.extension()))
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.path.join("manifest.json")
    }

    pub(crate) fn parts(&self) -> PathBuf {
        self.path.join("parts")
    }

    pub(crate) fn part(&self, index: usize) -> PathBuf {
        self.parts().join(format!("{index:06}.part"))
    }

    /// Makes the folder of files that a person should look at.
    pub(crate) fn create_review(&self) -> Result<(), PipelineError> {
        let review = self.path.join("review");
        fs::create_dir_all(&review).map_err(PipelineError::io("create", &review))
    }

    /// The part files, in order.
    pub(crate) fn part_files(&self) -> Result<Vec<PathBuf>, PipelineError> {
        let parts = self.parts();
        let missing = |_| PipelineError::NotARun { path: self.path.clone(), missing: "parts folder" };
        let mut files = Vec::new();
        for entry in fs::read_dir(&parts).map_err(missing)? {
            let path = entry.map_err(PipelineError::io("read", &parts))?.path();
            if path.extension().is_some_and(|e| e == "part") {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// Reads the manifest.
    ///
    /// # Errors
    /// If it cannot be read or is not of this version.
    pub fn read_manifest(&self) -> Result<Manifest, PipelineError> {
        let path = self.manifest();
        let text = fs::read_to_string(&path).map_err(PipelineError::io("read", &path))?;
        serde_json::from_str(&text).map_err(|e| PipelineError::BadPart { path, what: e.to_string() })
    }

    /// Writes a file aside, and renames it when it is complete and on disk.
    pub(crate) fn write_file(
        &self,
        name: &str,
        write: impl FnOnce(BufWriter<File>, &Path) -> Result<BufWriter<File>, PipelineError>,
    ) -> Result<(), PipelineError> {
        let path = self.file(name);
        let aside = self.file(&format!("{name}.tmp"));
        let file = File::create(&aside).map_err(PipelineError::io("create", &aside))?;
        let mut output = write(BufWriter::with_capacity(1 << 16, file), &path)?;
        output.flush().map_err(PipelineError::io("write", &path))?;
        output.get_ref().sync_all().map_err(PipelineError::io("write", &path))?;
        fs::rename(&aside, &path).map_err(PipelineError::io("rename", &aside))
    }

    /// Removes a file that an earlier reduce may have left.
    pub(crate) fn remove(&self, name: &str) -> Result<(), PipelineError> {
        remove_file(&self.file(name))
    }

    /// Removes what a run writes, and nothing else that lies in the folder.
    fn remove_run(&self) -> Result<(), PipelineError> {
        for name in [
            "manifest.json",
            "failures.jsonl",
            "themes.csv",
            "theme-trends.csv",
            "keyphrases.csv",
            "emergent-themes.csv",
            "review/merges.csv",
            "review/ambiguous.csv",
        ] {
            remove_file(&self.file(name))?;
        }
        for table in ["documents", "document-themes", "mentions", "entities", "edges", "evidence"] {
            for format in [TableFormat::Parquet, TableFormat::Jsonl, TableFormat::Csv] {
                remove_file(&self.table(table, format))?;
            }
        }
        // The network, in whatever formats it was exported.
        for entry in fs::read_dir(&self.path).map_err(PipelineError::io("read", &self.path))? {
            let entry = entry.map_err(PipelineError::io("read", &self.path))?;
            if entry.file_name().to_string_lossy().starts_with("graph.") {
                remove_file(&entry.path())?;
            }
        }
        let parts = self.parts();
        if parts.exists() {
            fs::remove_dir_all(&parts).map_err(PipelineError::io("remove", &parts))?;
        }
        Ok(())
    }
}

fn remove_file(path: &Path) -> Result<(), PipelineError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(PipelineError::io("remove", path)(e)),
        _ => Ok(()),
    }
}
