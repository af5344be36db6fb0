-- Who this database is: kind of folder, own log. Written once.
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Messages: the bytes as they came. seq is the order of receipt, and the key of all that is made of a message.
CREATE TABLE message(
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
  link TEXT, remote_id TEXT, hint TEXT,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('pending', 'judged', 'quarantined', 'other', 'update'))
) STRICT;
CREATE INDEX message_by_link ON message(link, received);
CREATE INDEX message_received ON message(received);
CREATE INDEX message_pending ON message(seq) WHERE state = 'pending';
CREATE TABLE message_body(seq INTEGER PRIMARY KEY REFERENCES message, body BLOB NOT NULL) STRICT;
CREATE TABLE quarantine(
  seq INTEGER PRIMARY KEY REFERENCES message, code TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE other(seq INTEGER PRIMARY KEY REFERENCES message, what TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE issuer_update(
  seq INTEGER PRIMARY KEY REFERENCES message,
  partner TEXT, number TEXT NOT NULL, body TEXT NOT NULL, applied INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX issuer_update_number ON issuer_update(number);
CREATE TABLE cursor(
  link TEXT NOT NULL, stream TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(link, stream)
) STRICT, WITHOUT ROWID;
CREATE TABLE etag(
  link TEXT NOT NULL, resource TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(link, resource)
) STRICT, WITHOUT ROWID;

-- Documents: the current judgement of a message that is a certificate or a claim.
CREATE TABLE document(
  seq INTEGER PRIMARY KEY REFERENCES message,
  message BLOB NOT NULL UNIQUE,
  link TEXT, partner TEXT,
  nature TEXT NOT NULL CHECK(nature IN ('certificate', 'claim')),
  name BLOB, number TEXT, number_key TEXT, replaces_key TEXT,
  scheme TEXT, kind TEXT,
  issued INTEGER,               -- days since 1970-01-01, the issuer's civil day
  received INTEGER NOT NULL,
  light INTEGER NOT NULL CHECK(light IN (0, 1, 2)),
  items INTEGER NOT NULL, items_held INTEGER NOT NULL,
  exporter TEXT, consignee TEXT, goods TEXT,
  chapters BLOB NOT NULL,       -- 16 bytes: one bit for each HS chapter
  terms BLOB NOT NULL,          -- 4 bytes each: role in the upper 4 bits, term below
  block TEXT NOT NULL, trust TEXT NOT NULL, rules TEXT NOT NULL,
  judged INTEGER NOT NULL,
  changed INTEGER NOT NULL      -- stamp of the last change that search must see
) STRICT;
CREATE INDEX document_name ON document(name) WHERE name IS NOT NULL;
CREATE INDEX document_number ON document(number_key) WHERE number_key IS NOT NULL;
CREATE INDEX document_replaces ON document(replaces_key) WHERE replaces_key IS NOT NULL;
CREATE INDEX document_partner ON document(partner);
CREATE INDEX document_changed ON document(changed);
CREATE TABLE document_body(
  seq INTEGER PRIMARY KEY REFERENCES document,
  record BLOB NOT NULL,         -- the exact JSON that was sealed, compressed
  sealed BLOB CHECK(sealed IS NULL OR length(sealed) = 32),
  verdict BLOB NOT NULL         -- outcome, findings, sources as JSON, compressed
) STRICT;
CREATE TABLE judgement(
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES message,
  judged INTEGER NOT NULL, nature TEXT NOT NULL, light INTEGER NOT NULL,
  block TEXT NOT NULL, trust TEXT NOT NULL, rules TEXT NOT NULL,
  verdict BLOB NOT NULL
) STRICT;
CREATE INDEX judgement_seq ON judgement(seq);

-- Search: words live with distinct names and descriptions; a document lists its terms.
-- Texts are folded into words by us (scripts, bigrams), so the tokenizer only splits at spaces.
CREATE TABLE term(id INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE term_word USING fts5(
  folded, content='', contentless_delete=1, prefix='2 3 4', tokenize='ascii'
);
CREATE VIRTUAL TABLE number_part USING fts5(number, content='', contentless_delete=1, tokenize="trigram case_sensitive 1");
CREATE TABLE document_hs(hs TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(hs, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX document_hs_seq ON document_hs(seq);

-- The log: exact bytes, chained by hash. Personal texts stand beside it and can be erased.
CREATE TABLE event(
  log TEXT NOT NULL, seq INTEGER NOT NULL CHECK(seq > 0),
  hash BLOB NOT NULL CHECK(length(hash) = 32), prev BLOB NOT NULL CHECK(length(prev) = 32),
  bytes BLOB NOT NULL, at INTEGER NOT NULL,
  UNIQUE(log, seq)
) STRICT;
CREATE INDEX event_at ON event(at);
CREATE TABLE personal(
  log TEXT NOT NULL, seq INTEGER NOT NULL, field TEXT NOT NULL, salt BLOB, text TEXT,
  PRIMARY KEY(log, seq, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE foreign_waiting(
  log TEXT NOT NULL, seq INTEGER NOT NULL, prev BLOB NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(log, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE fork(
  log TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, prev BLOB NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY(log, seq, hash)
) STRICT, WITHOUT ROWID;

-- What the events add up to. Only the fold writes here, and it can write all of it again.
CREATE TABLE fold_setup(log TEXT, seq INTEGER, post TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY(log, seq)) WITHOUT ROWID;
CREATE TABLE fold_officer(log TEXT, seq INTEGER, officer TEXT NOT NULL, roles TEXT NOT NULL, PRIMARY KEY(log, seq)) WITHOUT ROWID;
CREATE TABLE fold_connection(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, link TEXT NOT NULL, partner TEXT NOT NULL, endpoint TEXT NOT NULL,
  tls_ca BLOB, root BLOB, PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE TABLE fold_pack(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, pack TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE TABLE fold_setting(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE INDEX fold_setting_key ON fold_setting(key);
CREATE TABLE fold_presented(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, presentation BLOB NOT NULL, document BLOB NOT NULL,
  day TEXT, items TEXT NOT NULL, PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE INDEX fold_presented_presentation ON fold_presented(presentation);
CREATE TABLE fold_presentation(
  id BLOB PRIMARY KEY, certificate BLOB NOT NULL, declaration TEXT NOT NULL, consignment TEXT NOT NULL,
  operation TEXT NOT NULL,
  first_at INTEGER NOT NULL, decided_at INTEGER, waiting INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX fold_presentation_certificate ON fold_presentation(certificate);
CREATE INDEX fold_presentation_waiting ON fold_presentation(first_at) WHERE waiting = 1;
CREATE TABLE fold_decision(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, officer TEXT NOT NULL, role TEXT NOT NULL,
  presentation BLOB NOT NULL, item INTEGER NOT NULL, decision TEXT NOT NULL,
  reasons TEXT NOT NULL, basis TEXT NOT NULL, over_log TEXT, over_seq INTEGER,
  drawn INTEGER, unit TEXT, drawn_item INTEGER, authorised INTEGER,
  PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE INDEX fold_decision_presentation ON fold_decision(presentation, item);
CREATE INDEX fold_decision_over ON fold_decision(over_log, over_seq) WHERE over_log IS NOT NULL;
CREATE INDEX fold_decision_at ON fold_decision(at);
CREATE TABLE fold_void(log TEXT, seq INTEGER, of_log TEXT NOT NULL, of_seq INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(log, seq)) WITHOUT ROWID;
CREATE INDEX fold_void_of ON fold_void(of_log, of_seq);
CREATE TABLE fold_flag(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, officer TEXT NOT NULL, role TEXT NOT NULL,
  document BLOB NOT NULL, reason TEXT NOT NULL, findings TEXT NOT NULL, presentation BLOB, PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE INDEX fold_flag_document ON fold_flag(document);
CREATE INDEX fold_flag_at ON fold_flag(at);
CREATE TABLE fold_flag_withdrawn(
  log TEXT, seq INTEGER, at INTEGER NOT NULL, officer TEXT NOT NULL, of_log TEXT NOT NULL, of_seq INTEGER NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY(log, seq)
) WITHOUT ROWID;
CREATE INDEX fold_flag_withdrawn_of ON fold_flag_withdrawn(of_log, of_seq);
CREATE TABLE fold_printed(log TEXT, seq INTEGER, at INTEGER NOT NULL, document BLOB NOT NULL, digest TEXT NOT NULL, PRIMARY KEY(log, seq)) WITHOUT ROWID;
CREATE TABLE fold_subject(subject BLOB NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(subject, log, seq)) WITHOUT ROWID;

-- A decision counts while nothing supersedes it; its drawdown also while nothing voids it.
CREATE VIEW decision_state AS
  SELECT d.*,
    NOT EXISTS(SELECT 1 FROM fold_decision o WHERE o.over_log = d.log AND o.over_seq = d.seq
               AND o.presentation = d.presentation AND o.item = d.item) AS standing,
    EXISTS(SELECT 1 FROM fold_void v WHERE v.of_log = d.log AND v.of_seq = d.seq) AS voided
  FROM fold_decision d;

-- Bytes that events name by hash (anchors, roots).
CREATE TABLE material(hash BLOB PRIMARY KEY CHECK(length(hash) = 32), bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- What is to be told to partners.
CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL, message BLOB NOT NULL, state TEXT NOT NULL, reason TEXT, at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL, delivered INTEGER, wedged INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  UNIQUE(message, state)
) STRICT;
CREATE INDEX outbox_due ON outbox(next_try) WHERE delivered IS NULL AND wedged = 0;
CREATE INDEX outbox_link ON outbox(link);

CREATE TABLE link_state(
  link TEXT PRIMARY KEY, tried INTEGER, succeeded INTEGER, error TEXT, detail TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE trust(
  hash BLOB PRIMARY KEY CHECK(length(hash) = 32), partner TEXT NOT NULL, sequence INTEGER NOT NULL,
  taken INTEGER NOT NULL, kept INTEGER NOT NULL, snapshot BLOB NOT NULL
) STRICT;
CREATE INDEX trust_latest ON trust(partner, kept);

-- How this window likes to look; no act of office, so not in the log.
CREATE TABLE preference(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
