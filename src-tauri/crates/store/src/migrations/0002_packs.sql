-- Packs that officers activated or took out of use again, in the order of events.
CREATE TABLE fold_pack_active(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, pack TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL,
  standing TEXT,                -- null: withdrawn
  material BLOB, reason TEXT, PRIMARY KEY(log, seq)
) WITHOUT ROWID;

-- Packs that were taken in, active or not, by the hash of their files; their bytes are material.
CREATE TABLE pack_kept(
  hash TEXT PRIMARY KEY, material BLOB NOT NULL CHECK(length(material) = 32), pack TEXT NOT NULL, version TEXT NOT NULL,
  added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Faults of documents, by kind, so that quality is counted without opening a body. Made again from the findings.
CREATE TABLE quality(
  seq INTEGER NOT NULL REFERENCES message, kind TEXT NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(seq, kind, code, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_link ON document(link, received);

-- Documents of before have no rows there yet: those up to here are read once.
INSERT INTO meta(key, value) SELECT 'quality_until', CAST(max(seq) AS TEXT) FROM document HAVING max(seq) IS NOT NULL;
