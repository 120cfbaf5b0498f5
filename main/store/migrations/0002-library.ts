/**
 * Version 2: the library. Recordings get everything a person searches by, each order and range with an index of its
 * own; what is counted of labels stands in the recording's row, so that no search reads labels.
 */
const recording = `
CREATE TABLE recording_new (
  rid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('recorded', 'task', 'imported', 'cropped')),
  place TEXT NOT NULL CHECK (place IN ('folder', 'reference')),
  condition TEXT NOT NULL CHECK (condition IN ('complete', 'cut-short', 'changed', 'missing', 'unreadable')),
  problem TEXT,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  stated TEXT,
  datatype TEXT NOT NULL,
  channels INTEGER NOT NULL DEFAULT 1,
  sample_rate_hz REAL,
  centre_hz REAL,
  -- Ends of its band; none where nobody knows centre and rate.
  low_hz REAL,
  high_hz REAL,
  samples INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  seconds REAL NOT NULL,
  started_ms INTEGER,
  ended_ms INTEGER,
  added_ms INTEGER NOT NULL,
  lost_samples INTEGER NOT NULL,
  gaps INTEGER NOT NULL,
  clipped_samples INTEGER NOT NULL,
  sha512 TEXT,
  radio TEXT,
  author TEXT,
  hardware TEXT,
  source_id INTEGER,
  session_id INTEGER,
  task_id INTEGER,
  latitude_deg REAL,
  longitude_deg REAL,
  -- On the unit sphere: how far apart two places are is then a sum of squares.
  place_x REAL,
  place_y REAL,
  place_z REAL,
  notes TEXT NOT NULL DEFAULT '',
  stars INTEGER NOT NULL DEFAULT 0,
  modified_ms INTEGER,
  checked_ms INTEGER,
  removed_ms INTEGER,
  -- Of its labels; rejected ones don't count.
  labels TEXT NOT NULL DEFAULT '[]',
  label_words TEXT NOT NULL DEFAULT '',
  label_count INTEGER NOT NULL DEFAULT 0,
  unreviewed INTEGER NOT NULL DEFAULT 0,
  -- Accepted or confirmed.
  agreed INTEGER NOT NULL DEFAULT 0,
  strongest_snr_db REAL
) STRICT;
INSERT INTO recording_new (id, name, origin, place, condition, format, path, datatype, sample_rate_hz, centre_hz,
  low_hz, high_hz, samples, bytes, seconds, started_ms, ended_ms, added_ms, lost_samples, gaps, clipped_samples,
  sha512, radio, task_id, session_id, source_id)
SELECT recording.id, recording.name, 'task', 'folder', 'complete', 'sigmf', recording.name, datatype, sample_rate_hz,
  recording.centre_hz, recording.centre_hz - sample_rate_hz / 2, recording.centre_hz + sample_rate_hz / 2, samples,
  coalesce((SELECT max(bytes) FROM product WHERE product.recording_id = recording.id), 0), recording.seconds,
  recording.started_ms, recording.started_ms + CAST(recording.seconds * 1000 AS INTEGER), recording.started_ms,
  lost_samples, gaps, clipped_samples, iif(length(sha512) = 128, sha512, NULL), recording.radio, task_id,
  task.session_id, task.source_id
FROM recording LEFT JOIN task ON task.id = recording.task_id;
DROP TABLE recording;
ALTER TABLE recording_new RENAME TO recording;

-- Every order of the list.
CREATE INDEX recording_started ON recording (started_ms, ended_ms) WHERE removed_ms IS NULL;
CREATE INDEX recording_added ON recording (added_ms) WHERE removed_ms IS NULL;
CREATE INDEX recording_named ON recording (name COLLATE NOCASE) WHERE removed_ms IS NULL;
CREATE INDEX recording_centre ON recording (centre_hz) WHERE removed_ms IS NULL;
CREATE INDEX recording_seconds ON recording (seconds) WHERE removed_ms IS NULL;
CREATE INDEX recording_bytes ON recording (bytes) WHERE removed_ms IS NULL;
CREATE INDEX recording_strength ON recording (strongest_snr_db) WHERE removed_ms IS NULL;
CREATE INDEX recording_labels ON recording (label_count) WHERE removed_ms IS NULL;
-- What is searched by.
CREATE INDEX recording_band ON recording (low_hz, high_hz) WHERE removed_ms IS NULL;
CREATE INDEX recording_place ON recording (latitude_deg) WHERE removed_ms IS NULL AND latitude_deg IS NOT NULL;
CREATE INDEX recording_unreviewed ON recording (unreviewed) WHERE removed_ms IS NULL AND unreviewed > 0;
CREATE INDEX recording_stars ON recording (stars) WHERE removed_ms IS NULL AND stars > 0;
CREATE INDEX recording_odd ON recording (condition) WHERE removed_ms IS NULL AND condition <> 'complete';
CREATE INDEX recording_source ON recording (source_id) WHERE removed_ms IS NULL AND source_id IS NOT NULL;
CREATE INDEX recording_session ON recording (session_id) WHERE removed_ms IS NULL AND session_id IS NOT NULL;
CREATE INDEX recording_task ON recording (task_id) WHERE removed_ms IS NULL AND task_id IS NOT NULL;
CREATE INDEX recording_radio ON recording (radio) WHERE removed_ms IS NULL AND radio IS NOT NULL;
CREATE INDEX recording_removed ON recording (removed_ms) WHERE removed_ms IS NOT NULL;
-- Sums over everything are read from here alone.
CREATE INDEX recording_total ON recording (bytes, seconds, place) WHERE removed_ms IS NULL;
-- Files are recognised by these.
CREATE INDEX recording_path ON recording (path);
CREATE INDEX recording_name ON recording (name);
CREATE INDEX recording_sha512 ON recording (sha512) WHERE sha512 IS NOT NULL;

CREATE VIRTUAL TABLE recording_text USING fts5 (name, notes, radio, author, labels,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
INSERT INTO recording_text (rowid, name, notes, radio, author, labels)
SELECT rid, name, notes, coalesce(radio, ''), coalesce(author, ''), '' FROM recording;
CREATE TRIGGER recording_text_added AFTER INSERT ON recording
BEGIN
  INSERT INTO recording_text (rowid, name, notes, radio, author, labels)
  VALUES (new.rid, new.name, new.notes, coalesce(new.radio, ''), coalesce(new.author, ''), new.label_words);
END;
CREATE TRIGGER recording_text_changed AFTER UPDATE OF name, notes, radio, author, label_words ON recording
WHEN old.name IS NOT new.name OR old.notes IS NOT new.notes OR old.radio IS NOT new.radio
  OR old.author IS NOT new.author OR old.label_words IS NOT new.label_words
BEGIN
  UPDATE recording_text SET name = new.name, notes = new.notes, radio = coalesce(new.radio, ''),
    author = coalesce(new.author, ''), labels = new.label_words WHERE rowid = new.rid;
END;
CREATE TRIGGER recording_text_gone AFTER DELETE ON recording
BEGIN DELETE FROM recording_text WHERE rowid = old.rid; END;
`;

const labels = `
CREATE TABLE label (
  lid INTEGER PRIMARY KEY,
  rid INTEGER NOT NULL REFERENCES recording (rid) ON DELETE CASCADE,
  uuid TEXT NOT NULL,
  start_sample INTEGER NOT NULL,
  sample_count INTEGER NOT NULL,
  lower_hz REAL NOT NULL,
  upper_hz REAL NOT NULL,
  name TEXT NOT NULL,
  comment TEXT NOT NULL,
  author TEXT NOT NULL,
  by_machine INTEGER NOT NULL,
  confidence REAL,
  snr_db REAL,
  power_dbfs REAL,
  review TEXT NOT NULL CHECK (review IN ('unreviewed', 'accepted', 'confirmed', 'rejected', 'disputed')),
  -- JSON: the last verdict of each person.
  reviews TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  -- Revision of the recording's labels at its last edit; 0: as the metadata had it.
  edited INTEGER NOT NULL,
  UNIQUE (rid, uuid)
) STRICT;
CREATE INDEX label_start ON label (rid, start_sample, lid);
CREATE INDEX label_strength ON label (rid, snr_db) WHERE snr_db IS NOT NULL AND review <> 'rejected';
CREATE INDEX label_name ON label (name, snr_db);
-- To be looked at: machines before people, the least certain first, then the weakest.
CREATE INDEX label_queue ON label (by_machine DESC, confidence, snr_db, lid) WHERE review = 'unreviewed';
CREATE INDEX label_second ON label (by_machine DESC, confidence, snr_db, lid) WHERE review = 'accepted';

-- How many of each name a recording has: counting its labels at every stroke would take too long.
CREATE TABLE label_count (
  rid INTEGER NOT NULL REFERENCES recording (rid) ON DELETE CASCADE,
  name TEXT NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  unreviewed INTEGER NOT NULL DEFAULT 0,
  agreed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (rid, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_count_name ON label_count (name, rid) WHERE n > 0;
CREATE TRIGGER label_added AFTER INSERT ON label
BEGIN
  INSERT INTO label_count (rid, name, n, unreviewed, agreed)
  VALUES (new.rid, new.name, new.review <> 'rejected', new.review = 'unreviewed',
    new.review IN ('accepted', 'confirmed'))
  ON CONFLICT (rid, name) DO UPDATE SET n = n + excluded.n, unreviewed = unreviewed + excluded.unreviewed,
    agreed = agreed + excluded.agreed;
END;
CREATE TRIGGER label_gone AFTER DELETE ON label
BEGIN
  UPDATE label_count SET n = n - (old.review <> 'rejected'), unreviewed = unreviewed - (old.review = 'unreviewed'),
    agreed = agreed - (old.review IN ('accepted', 'confirmed')) WHERE rid = old.rid AND name = old.name;
END;
CREATE TRIGGER label_changed AFTER UPDATE OF name, review ON label
WHEN old.name <> new.name OR old.review <> new.review
BEGIN
  UPDATE label_count SET n = n - (old.review <> 'rejected'), unreviewed = unreviewed - (old.review = 'unreviewed'),
    agreed = agreed - (old.review IN ('accepted', 'confirmed')) WHERE rid = old.rid AND name = old.name;
  INSERT INTO label_count (rid, name, n, unreviewed, agreed)
  VALUES (new.rid, new.name, new.review <> 'rejected', new.review = 'unreviewed',
    new.review IN ('accepted', 'confirmed'))
  ON CONFLICT (rid, name) DO UPDATE SET n = n + excluded.n, unreviewed = unreviewed + excluded.unreviewed,
    agreed = agreed + excluded.agreed;
END;

-- By the recording's id, not its row: the history outlives it.
CREATE TABLE label_state (
  recording_id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL DEFAULT 0,
  -- What its metadata holds.
  written INTEGER NOT NULL DEFAULT 0,
  -- The metadata file as it was last written or read: says whether somebody else changed it.
  stamp TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX label_behind ON label_state (recording_id) WHERE written < revision;

CREATE TABLE label_step (
  id INTEGER PRIMARY KEY,
  recording_id TEXT NOT NULL,
  what TEXT NOT NULL,
  who TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  -- JSON: [{before?, after?}…], labels as they were and became.
  changes TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  -- done: undo takes it back; undone: redo brings it again; closed: kept as history only.
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'closed'))
) STRICT;
CREATE INDEX label_step_recording ON label_step (recording_id, state, id);

-- Removed here: metadata that still holds them doesn't bring them back.
CREATE TABLE label_gone (
  recording_id TEXT NOT NULL,
  uuid TEXT NOT NULL,
  PRIMARY KEY (recording_id, uuid)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_class (name TEXT PRIMARY KEY, position INTEGER NOT NULL, class TEXT NOT NULL) STRICT;
`;

const rest = `
CREATE TABLE library_state (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL) STRICT;
INSERT INTO library_state VALUES (1, 1);
CREATE TABLE saved_search (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  search TEXT NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE watched_folder (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  copy INTEGER NOT NULL,
  added_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  copy INTEGER NOT NULL,
  incomplete INTEGER NOT NULL,
  source_id INTEGER,
  notes TEXT NOT NULL,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  begun_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE import_item (
  import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  stated TEXT,
  settled INTEGER NOT NULL DEFAULT 0,
  code TEXT,
  message TEXT,
  PRIMARY KEY (import_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_open ON import_item (import_id, position) WHERE settled = 0;
`;

/** Okabe and Ito's colours, then Tol's: told apart by everybody, whatever colours they see. */
const classes = [
  { name: 'Broadcast FM', colour: '#0072b2', key: 1, signal: { type: 'analog', modClass: 'fm' } },
  { name: 'Narrow FM', colour: '#56b4e9', key: 2, signal: { type: 'analog', modClass: 'fm' } },
  { name: 'AM', colour: '#e69f00', key: 3, signal: { type: 'analog', modClass: 'am' } },
  { name: 'SSB', colour: '#f0e442', key: 4, signal: { type: 'analog', modClass: 'ssb' } },
  { name: 'OOK', colour: '#d55e00', key: 5, signal: { type: 'digital', modClass: 'ook' } },
  { name: 'FSK', colour: '#009e73', key: 6, signal: { type: 'digital', modClass: 'fsk' } },
  { name: 'PSK', colour: '#cc79a7', key: 7, signal: { type: 'digital', modClass: 'psk' } },
  { name: 'Carrier', colour: '#999999', key: 8 },
  { name: 'Interference', colour: '#882255', key: 9 },
  { name: 'QAM', colour: '#44aa99', signal: { type: 'digital', modClass: 'qam' } },
  { name: 'OFDM', colour: '#332288', signal: { type: 'digital' } },
  { name: 'Chirp', colour: '#117733', signal: { type: 'digital' } },
].map((one) => ({ ...one, notes: '' }));

const taxonomy = classes
  .map((one, i) => `INSERT INTO label_class VALUES ('${one.name}', ${i}, '${JSON.stringify(one)}');`)
  .join('\n');

export const sql = recording + labels + rest + taxonomy;
