-- Words that start with @ are the driver's: @id (a key the database gives), @int (64 bits), @bytes, @real,
-- @table and @clustered (what ends a table: strict; and kept in the order of its key, where the database can).
-- Times (*_ms) are UTC milliseconds since 1970-01-01, days (*_day) local calendar days since that day.

CREATE TABLE members (
    id @id,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE, -- lower case: unique without case
    nickname TEXT NOT NULL,
    born_day @int NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('ko', 'en')),
    role TEXT NOT NULL CHECK (role IN ('member', 'administrator')),
    disabled @int NOT NULL DEFAULT 0,
    password_hash TEXT NOT NULL, -- Argon2id, libsodium's string
    settings TEXT NOT NULL DEFAULT '{}', -- the page's own, a JSON object
    weekly_days @int NOT NULL DEFAULT 3,
    created_ms @int NOT NULL
) @table;

CREATE TABLE goals (
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    exercise TEXT NOT NULL,
    weekly_repetitions @int NOT NULL,
    PRIMARY KEY (member_id, exercise)
) @clustered;

CREATE TABLE photos (
    member_id @int NOT NULL PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    sealed_jpeg @bytes NOT NULL, -- encrypted with a key of the key file
    changed_ms @int NOT NULL
) @table;

CREATE TABLE sessions (
    id @id,
    token_hash @bytes NOT NULL UNIQUE,
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    created_ms @int NOT NULL,
    used_ms @int NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL
) @table;
CREATE INDEX sessions_of_member ON sessions (member_id, used_ms);

-- One code a purpose and address, also for addresses that nobody has: both must look alike.
CREATE TABLE codes (
    purpose TEXT NOT NULL CHECK (purpose IN ('password', 'email')),
    address_key TEXT NOT NULL, -- whom the code was sent to
    member_id @int REFERENCES members (id) ON DELETE CASCADE, -- NULL: nobody's
    code_hash @bytes NOT NULL,
    tries_left @int NOT NULL,
    expires_ms @int NOT NULL,
    PRIMARY KEY (purpose, address_key)
) @clustered;

CREATE TABLE invitations (
    id @id,
    code_hash @bytes NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('member', 'administrator')),
    note TEXT NOT NULL,
    created_ms @int NOT NULL,
    expires_ms @int NOT NULL,
    used_ms @int -- NULL: not yet
) @table;

-- Letters that wait. They hold no text and no code: both are made when a letter is sent.
CREATE TABLE mails (
    id @id,
    kind TEXT NOT NULL CHECK (kind IN ('password', 'email', 'test')),
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    member_id @int REFERENCES members (id) ON DELETE CASCADE,
    created_ms @int NOT NULL,
    next_ms @int NOT NULL, -- when it is to be tried (again); a worker that takes it moves this on
    tries @int NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT ''
) @table;
CREATE INDEX mails_next ON mails (next_ms);

-- Token buckets: a key names a rule and a hashed account or address.
CREATE TABLE limits (
    key TEXT NOT NULL PRIMARY KEY,
    full_ms @int NOT NULL -- when the bucket is full again; the row means nothing after that
) @clustered;
CREATE INDEX limits_full ON limits (full_ms);

CREATE TABLE events (
    id @id,
    at_ms @int NOT NULL,
    kind TEXT NOT NULL,
    member_id @int REFERENCES members (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) @table;
CREATE INDEX events_of_member ON events (member_id, at_ms);

CREATE TABLE workouts (
    id @id,
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    key TEXT NOT NULL, -- the page's UUID: sending a workout again changes nothing
    exercise TEXT NOT NULL,
    started_ms @int NOT NULL,
    offset_min @int NOT NULL, -- of the member's clock from UTC, in minutes
    local_day @int NOT NULL,
    finished_ms @int, -- NULL: still going on, or left
    plan_sets @int NOT NULL, -- 0: free
    plan_repetitions @int NOT NULL,
    plan_rest_s @int NOT NULL,
    UNIQUE (member_id, key)
) @table;
CREATE INDEX workouts_of_member ON workouts (member_id, started_ms, id);

CREATE TABLE sets (
    workout_id @int NOT NULL REFERENCES workouts (id) ON DELETE CASCADE,
    number @int NOT NULL, -- from 1
    started_ms @int NOT NULL,
    ended_ms @int,
    PRIMARY KEY (workout_id, number)
) @clustered;

CREATE TABLE repetitions (
    workout_id @int NOT NULL REFERENCES workouts (id) ON DELETE CASCADE,
    sequence @int NOT NULL, -- the page's number, from 1: sending a repetition again changes nothing
    set_number @int NOT NULL,
    at_ms @int NOT NULL, -- when it ended
    local_day @int NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('both', 'left', 'right')),
    counted @int NOT NULL,
    reason TEXT NOT NULL, -- why it was not counted; '' when it was
    down_ms @int NOT NULL, -- from its start to its turn
    up_ms @int NOT NULL, -- from its turn to its end
    range_deg @real NOT NULL,
    faults TEXT NOT NULL, -- names, separated by spaces
    PRIMARY KEY (workout_id, sequence)
) @clustered;

-- What the charts read: always what the repetitions give, changed in the same transaction.
CREATE TABLE daily_totals (
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    local_day @int NOT NULL,
    exercise TEXT NOT NULL,
    repetitions @int NOT NULL, -- counted
    clean @int NOT NULL, -- counted, without a fault
    rejected @int NOT NULL,
    active_ms @int NOT NULL, -- time under way in counted repetitions
    best_set @int NOT NULL, -- the most counted repetitions of that day in one set
    PRIMARY KEY (member_id, local_day, exercise)
) @clustered;

CREATE TABLE daily_faults (
    member_id @int NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    local_day @int NOT NULL,
    exercise TEXT NOT NULL,
    fault TEXT NOT NULL,
    amount @int NOT NULL, -- counted repetitions that had it
    PRIMARY KEY (member_id, local_day, exercise, fault)
) @clustered;
