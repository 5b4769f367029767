-- Logging in by face. What is sealed is encrypted with a key of the key file and bound to whose and what it is.

-- A row is a member's consent; without one there is no template.
CREATE TABLE faces (
    member_id @int NOT NULL PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    consent_ms @int NOT NULL,
    login TEXT NOT NULL CHECK (login IN ('face', 'email_face', 'face_password')) -- what a login asks for
) @table;

-- Never changed, but for used_ms: another template is another row.
CREATE TABLE face_templates (
    id @id,
    member_id @int NOT NULL REFERENCES faces (member_id) ON DELETE CASCADE,
    model @int NOT NULL, -- the weights that it was made with; of others it means nothing
    sealed @bytes NOT NULL,
    created_ms @int NOT NULL,
    used_ms @int NOT NULL -- when it was matched last, or made
) @table;
CREATE INDEX face_templates_of_member ON face_templates (member_id, used_ms);

-- One row at most: a random number, another one after each change of face_templates. Whoever has seen it knows all
-- templates, after a restore too.
CREATE TABLE face_revision (
    one @int NOT NULL PRIMARY KEY CHECK (one = 1),
    revision @int NOT NULL
) @table;

-- When and from where a member was recognised.
CREATE TABLE face_uses (
    id @id,
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    at_ms @int NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
) @table;
CREATE INDEX face_uses_of_member ON face_uses (member_id, at_ms);
CREATE INDEX face_uses_at ON face_uses (at_ms);

-- Who looked like whom when a face was enrolled, for the administrator.
CREATE TABLE face_duplicates (
    member_id @int NOT NULL REFERENCES faces (member_id) ON DELETE CASCADE, -- whose face was enrolled
    other_id @int NOT NULL REFERENCES faces (member_id) ON DELETE CASCADE,
    found_ms @int NOT NULL,
    PRIMARY KEY (member_id, other_id)
) @clustered;
CREATE INDEX face_duplicates_of_other ON face_duplicates (other_id);

CREATE TABLE face_challenges (
    id @id,
    secret_hash @bytes NOT NULL UNIQUE,
    member_id @int REFERENCES members (id) ON DELETE CASCADE, -- who enrols or is to be compared; NULL: whoever it is
    steps TEXT NOT NULL, -- what is asked for, names separated by spaces
    issued_ms @int NOT NULL,
    expires_ms @int NOT NULL,
    sealed_state @bytes NOT NULL, -- of the judge after so many frames; empty before the first
    frames @int NOT NULL DEFAULT 0
) @table;
CREATE INDEX face_challenges_expire ON face_challenges (expires_ms);

-- How logins by face ended, by the server's day.
CREATE TABLE daily_faces (
    local_day @int NOT NULL PRIMARY KEY,
    accepted @int NOT NULL,
    rejected @int NOT NULL, -- living, but nobody's or not surely somebody's
    spoofs @int NOT NULL -- not taken for a living person
) @clustered;
