/** When each label was last changed, and when it went: who looks at a recording is told what is new, not everything. */
export const sql = `
-- Revision of the recording's labels at its last change of any kind, one read from metadata included.
ALTER TABLE label ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX label_changed ON label (rid, changed, uuid);
-- Revision that removed it.
ALTER TABLE label_gone ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
CREATE INDEX label_gone_revision ON label_gone (recording_id, revision);
`;
