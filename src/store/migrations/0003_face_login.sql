-- When the password was given last in a session; 0: never, a face opened it.
ALTER TABLE sessions ADD COLUMN password_ms @int NOT NULL DEFAULT 0;
UPDATE sessions SET password_ms = created_ms;

-- The administrator's switch, one row at most: without it, logging in by face is on where the operator allows it.
CREATE TABLE face_switch (
    one @int NOT NULL PRIMARY KEY CHECK (one = 1),
    is_on @int NOT NULL
) @table;
