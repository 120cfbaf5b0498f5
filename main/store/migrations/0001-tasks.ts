/** The first tables. Text of a migration never changes once it was released: later ones follow it. */
export const sql = `
CREATE TABLE queue (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO queue (id) VALUES (1);

CREATE TABLE schedule (
  id INTEGER PRIMARY KEY,
  cron TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  until_ms INTEGER,
  ended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX schedule_live ON schedule (id) WHERE ended = 0;

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'dead', 'cancelled', 'skipped')),
  -- Queued and its time has come; marked by a look at the queue, not when added, to keep that short.
  ready INTEGER NOT NULL DEFAULT 0 CHECK (ready = 0 OR (ready = 1 AND state = 'queued')),
  name TEXT NOT NULL,
  -- Name, notes and radio in lower case, for the search of the list.
  search TEXT NOT NULL,
  radio TEXT NOT NULL,
  radio_id TEXT,
  centre_hz REAL NOT NULL,
  bandwidth_hz REAL NOT NULL,
  low_hz REAL NOT NULL,
  high_hz REAL NOT NULL,
  seconds REAL NOT NULL,
  priority INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  -- Who added it: the first line of its audit trail. Empty where the trail itself says.
  added_by TEXT,
  due_ms INTEGER NOT NULL,
  -- Due, or later: when the next try may begin.
  ready_ms INTEGER NOT NULL,
  deadline_ms INTEGER,
  started_ms INTEGER,
  ended_ms INTEGER,
  attempt INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL,
  progress REAL NOT NULL DEFAULT 0,
  phase TEXT,
  waiting_for TEXT,
  cancelling INTEGER NOT NULL DEFAULT 0,
  fault TEXT,
  partial INTEGER NOT NULL DEFAULT 0,
  schedule_id INTEGER REFERENCES schedule (id),
  session_id INTEGER,
  source_id INTEGER,
  products TEXT NOT NULL,
  worker TEXT CHECK ((worker IS NOT NULL) = (state = 'running')),
  lease_until_mono_ms REAL,
  draft TEXT NOT NULL
) STRICT;
-- Lists: one state in every order. Lists of several states merge these.
CREATE INDEX task_created ON task (state);
CREATE INDEX task_due ON task (state, due_ms);
CREATE INDEX task_priority ON task (state, priority);
CREATE INDEX task_frequency ON task (state, centre_hz);
CREATE INDEX task_ended ON task (state, ended_ms);
-- What could run now, per wish for a radio.
CREATE INDEX task_ready ON task (radio, priority DESC, due_ms, id) WHERE ready = 1;
CREATE INDEX task_band ON task (radio, low_hz, high_hz, priority, due_ms) WHERE ready = 1;
-- What time brings next.
CREATE INDEX task_waiting ON task (ready_ms) WHERE state = 'queued' AND ready = 0;
CREATE INDEX task_deadline ON task (deadline_ms)
  WHERE state = 'queued' AND attempt = 0 AND deadline_ms IS NOT NULL;
CREATE INDEX task_leased ON task (worker) WHERE state = 'running';
CREATE INDEX task_session ON task (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX task_source ON task (source_id) WHERE source_id IS NOT NULL;
-- A run of a schedule exists once.
CREATE UNIQUE INDEX task_run ON task (schedule_id, due_ms) WHERE schedule_id IS NOT NULL;

CREATE TRIGGER task_moves BEFORE UPDATE OF state ON task
WHEN old.state <> new.state AND NOT (
  (old.state = 'queued' AND new.state IN ('running', 'cancelled', 'skipped'))
  OR (old.state = 'running' AND new.state IN ('queued', 'succeeded', 'failed', 'dead', 'cancelled'))
  OR (old.state IN ('succeeded', 'failed', 'dead', 'cancelled', 'skipped') AND new.state = 'queued'))
BEGIN SELECT RAISE(ABORT, 'illegal move of a task'); END;
CREATE TRIGGER task_begins BEFORE INSERT ON task WHEN new.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'a task begins queued'); END;

-- How many tasks are in each state: counting a hundred thousand rows for every look would take too long.
CREATE TABLE task_count (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO task_count VALUES ('queued', 0), ('running', 0), ('succeeded', 0), ('failed', 0), ('dead', 0),
  ('cancelled', 0), ('skipped', 0);
CREATE TRIGGER task_counted AFTER INSERT ON task
BEGIN UPDATE task_count SET n = n + 1 WHERE state = new.state; END;
CREATE TRIGGER task_moved AFTER UPDATE OF state ON task WHEN old.state <> new.state
BEGIN
  UPDATE task_count SET n = n - 1 WHERE state = old.state;
  UPDATE task_count SET n = n + 1 WHERE state = new.state;
END;
CREATE TRIGGER task_kept BEFORE DELETE ON task
BEGIN SELECT RAISE(ABORT, 'tasks are kept'); END;

CREATE TABLE tuning (
  id INTEGER PRIMARY KEY,
  radio_id TEXT NOT NULL,
  centre_hz REAL NOT NULL,
  sample_rate_hz REAL NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;
CREATE INDEX tuning_ended ON tuning (ended_ms, started_ms);

CREATE TABLE attempt (
  task_id INTEGER NOT NULL REFERENCES task (id),
  attempt INTEGER NOT NULL,
  worker TEXT NOT NULL,
  radio_id TEXT,
  tuning_id INTEGER REFERENCES tuning (id),
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  outcome TEXT NOT NULL
    CHECK (outcome IN ('running', 'succeeded', 'failed', 'cancelled', 'suspended', 'lost')),
  fault TEXT,
  PRIMARY KEY (task_id, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_tuning ON attempt (tuning_id) WHERE tuning_id IS NOT NULL;

CREATE TABLE product (
  id INTEGER PRIMARY KEY,
  task_id INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('writing', 'complete', 'partial', 'superseded')),
  bytes INTEGER NOT NULL DEFAULT 0,
  sha512 TEXT,
  recording_id TEXT,
  samples INTEGER,
  lost_samples INTEGER,
  note TEXT,
  metrics TEXT,
  UNIQUE (task_id, attempt, kind, name),
  FOREIGN KEY (task_id, attempt) REFERENCES attempt (task_id, attempt)
) STRICT;
CREATE INDEX product_name ON product (name);

CREATE TABLE recording (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  datatype TEXT NOT NULL,
  sample_rate_hz REAL NOT NULL,
  centre_hz REAL NOT NULL,
  samples INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  seconds REAL NOT NULL,
  lost_samples INTEGER NOT NULL,
  gaps INTEGER NOT NULL,
  clipped_samples INTEGER NOT NULL,
  sha512 TEXT NOT NULL,
  radio TEXT NOT NULL,
  task_id INTEGER REFERENCES task (id)
) STRICT;
CREATE INDEX recording_name ON recording (name);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  task_id INTEGER REFERENCES task (id),
  time_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_task ON audit (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE worker (
  id TEXT PRIMARY KEY,
  pid INTEGER NOT NULL,
  owner TEXT NOT NULL,
  boot TEXT NOT NULL,
  beat_mono_ms REAL NOT NULL,
  -- Its leases ran out and were taken over, and it has not been heard of since.
  frozen INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  draft TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  removed_ms INTEGER
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  draft TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'recording', 'review', 'approved', 'rejected')),
  created_ms INTEGER NOT NULL,
  started_ms INTEGER,
  reviewed_ms INTEGER,
  reviewer TEXT,
  review_notes TEXT
) STRICT;
CREATE TRIGGER session_moves BEFORE UPDATE OF state ON session
WHEN old.state <> new.state AND NOT (
  (old.state IN ('draft', 'review') AND new.state = 'recording')
  OR (old.state IN ('recording', 'approved', 'rejected') AND new.state = 'review')
  OR (old.state = 'review' AND new.state IN ('approved', 'rejected')))
BEGIN SELECT RAISE(ABORT, 'illegal move of a session'); END;

-- One line per receiver and the task it was asked with.
CREATE TABLE session_result (
  session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  receiver TEXT NOT NULL,
  task_id INTEGER NOT NULL REFERENCES task (id),
  PRIMARY KEY (session_id, position)
) STRICT, WITHOUT ROWID;

-- Health writes here, reads it and takes it back.
CREATE TABLE probe (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
`;
