/* Members: what they set, who may be the last administrator, and that nothing of a deleted one is left. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"
#include "store/challenges.h"
#include "store/codes.h"
#include "store/events.h"
#include "store/face_log.h"
#include "store/faces.h"
#include "store/history.h"
#include "store/mails.h"
#include "store/members.h"
#include "store/sessions.h"

static const int64_t nobody = 987654;

static void are_read_as_they_were_written(void **state)
{
    fit_store *store = harness_store(state);
    fit_member in = {.email = "Yuna.Kim@Example.org",
                     .nickname = "유나 🏋",
                     .born_day = -3000,
                     .language = "en",
                     .role = FIT_ROLE_ADMINISTRATOR,
                     .disabled = true,
                     .password_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
                     .settings = "{\"theme\":\"dark\",\"text\":\"'; DROP TABLE members; --\"}",
                     .weekly_days = 6,
                     .created_ms = 1700000000123};
    int64_t id = 0;
    ok(WRITE(store, fit_members_add(db, &in, &id)));
    fit_member out, found;
    ok(READ(store, fit_members_get(db, id, &out)));
    assert_int_equal(id, out.id);
    assert_string_equal(in.email, out.email);
    assert_string_equal(in.nickname, out.nickname);
    assert_int_equal(in.born_day, out.born_day);
    assert_string_equal(in.language, out.language);
    assert_int_equal(in.role, out.role);
    assert_true(out.disabled);
    assert_string_equal(in.password_hash, out.password_hash);
    assert_string_equal(in.settings, out.settings);
    assert_int_equal(in.weekly_days, out.weekly_days);
    assert_int_equal(in.created_ms, out.created_ms);
    assert_int_equal(0, out.photo_ms);
    ok(READ(store, fit_members_find(db, "yuna.KIM@eXample.ORG", &found)));
    assert_int_equal(id, found.id);
    is(FIT_ERR_NOT_FOUND, READ(store, fit_members_find(db, "yuna.kim@example.or", &found)));
    is(FIT_ERR_NOT_FOUND, READ(store, fit_members_get(db, nobody, &found)));
}

static void have_an_address_each(void **state)
{
    fit_store *store = harness_store(state);
    int64_t a = add_member(store, "a@example.org");
    (void)add_member(store, "b@example.org");
    fit_member again = {.email = "A@EXAMPLE.ORG", .language = "ko"};
    int64_t id;
    is(FIT_ERR_CONFLICT, WRITE(store, fit_members_add(db, &again, &id)));
    is(FIT_ERR_CONFLICT, WRITE(store, fit_members_set_email(db, a, "B@example.org")));
    ok(WRITE(store, fit_members_set_email(db, a, "A@example.org")));
    ok(WRITE(store, fit_members_set_email(db, a, "c@example.org")));
    fit_member member;
    is(FIT_ERR_NOT_FOUND, READ(store, fit_members_find(db, "a@example.org", &member)));
    ok(READ(store, fit_members_find(db, "C@example.org", &member)));
    assert_int_equal(a, member.id);
}

static void are_changed(void **state)
{
    fit_store *store = harness_store(state);
    int64_t id = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    fit_member change = {.id = id, .nickname = "새 이름", .language = "en", .settings = "{\"a\":1}", .weekly_days = 7};
    ok(WRITE(store, fit_members_update(db, &change)));
    ok(WRITE(store, fit_members_set_password(db, id, "new hash")));
    ok(WRITE(store, fit_members_set_role(db, id, FIT_ROLE_ADMINISTRATOR)));
    ok(WRITE(store, fit_members_set_disabled(db, id, true)));
    fit_member member;
    ok(READ(store, fit_members_get(db, id, &member)));
    assert_string_equal("새 이름", member.nickname);
    assert_string_equal("en", member.language);
    assert_string_equal("{\"a\":1}", member.settings);
    assert_int_equal(7, member.weekly_days);
    assert_string_equal("new hash", member.password_hash);
    assert_int_equal(FIT_ROLE_ADMINISTRATOR, member.role);
    assert_true(member.disabled);
    ok(READ(store, fit_members_get(db, other, &member)));
    assert_string_equal("유나", member.nickname);
    assert_int_equal(FIT_ROLE_MEMBER, member.role);
    assert_false(member.disabled);

    change.id = nobody;
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_update(db, &change)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_email(db, nobody, "x@example.org")));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_password(db, nobody, "")));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_role(db, nobody, FIT_ROLE_MEMBER)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_disabled(db, nobody, true)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_delete(db, nobody)));
}

static void are_listed_page_by_page(void **state)
{
    fit_store *store = harness_store(state);
    static const char *const emails[] = {"c@example.org", "a@example.org", "b@example.org"};
    for (int i = 0; i < 3; i++)
        (void)add_member(store, emails[i]);
    fit_member list[2];
    size_t count = 0;
    ok(READ(store, fit_members_list(db, 0, list, 2, &count)));
    assert_int_equal(2, count);
    assert_string_equal("c@example.org", list[0].email);
    assert_string_equal("a@example.org", list[1].email);
    int64_t after = list[1].id;
    ok(READ(store, fit_members_list(db, after, list, 2, &count)));
    assert_int_equal(1, count);
    assert_string_equal("b@example.org", list[0].email);
}

static int64_t codes(fit_store *store)
{
    return number_of(store, "SELECT count(*) FROM codes", NULL, 0);
}

static void end_codes_that_no_longer_fit(void **state)
{
    static const unsigned char hash[FIT_CODE_HASH_LEN] = {1};
    fit_store *store = harness_store(state);
    int64_t id = add_member(store, "a@example.org");
    ok(WRITE(store, fit_codes_put(db, FIT_CODE_PASSWORD, "a@example.org", id, hash, 5, 1000)));
    ok(WRITE(store, fit_codes_put(db, FIT_CODE_EMAIL, "new@example.org", id, hash, 5, 1000)));
    ok(WRITE(store, fit_codes_put(db, FIT_CODE_PASSWORD, "other@example.org", 0, hash, 5, 1000)));
    ok(WRITE(store, fit_members_set_password(db, id, "new")));
    assert_int_equal(2, codes(store));
    ok(WRITE(store, fit_members_set_email(db, id, "new@example.org")));
    assert_int_equal(1, codes(store));
}

static void have_goals(void **state)
{
    fit_store *store = harness_store(state);
    int64_t id = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    const fit_goal first[] = {{"squat", 100}, {"curl", 50}}, second[] = {{"curl", 70}};
    ok(WRITE(store, fit_members_set_goals(db, id, first, 2)));
    ok(WRITE(store, fit_members_set_goals(db, other, first, 2)));
    fit_goal goals[FIT_MAX_GOALS];
    size_t count = 0;
    ok(READ(store, fit_members_goals(db, id, goals, &count)));
    assert_int_equal(2, count);
    assert_string_equal("curl", goals[0].exercise);
    assert_int_equal(50, goals[0].weekly_repetitions);
    assert_string_equal("squat", goals[1].exercise);
    ok(WRITE(store, fit_members_set_goals(db, id, second, 1)));
    ok(READ(store, fit_members_goals(db, id, goals, &count)));
    assert_int_equal(1, count);
    assert_int_equal(70, goals[0].weekly_repetitions);
    ok(WRITE(store, fit_members_set_goals(db, id, NULL, 0)));
    ok(READ(store, fit_members_goals(db, id, goals, &count)));
    assert_int_equal(0, count);
    ok(READ(store, fit_members_goals(db, other, goals, &count)));
    assert_int_equal(2, count);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_goals(db, nobody, first, 2)));
}

static void have_a_photo(void **state)
{
    enum { LEN = 70000 };
    fit_store *store = harness_store(state);
    int64_t id = add_member(store, "a@example.org");
    unsigned char *bytes = malloc(LEN);
    assert_non_null(bytes);
    for (int i = 0; i < LEN; i++)
        bytes[i] = (unsigned char)(i * 7 >> 3);
    fit_buffer sealed;
    fit_buffer_init(&sealed, 1 << 20);
    is(FIT_ERR_NOT_FOUND, READ(store, fit_members_photo(db, id, &sealed)));
    ok(WRITE(store, fit_members_set_photo(db, id, "old", 3, 1000)));
    ok(WRITE(store, fit_members_set_photo(db, id, bytes, LEN, 2000)));
    ok(READ(store, fit_members_photo(db, id, &sealed)));
    assert_int_equal(LEN, sealed.len);
    assert_memory_equal(bytes, sealed.data, LEN);
    fit_member member;
    ok(READ(store, fit_members_get(db, id, &member)));
    assert_int_equal(2000, member.photo_ms);
    ok(WRITE(store, fit_members_delete_photo(db, id)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_delete_photo(db, id)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_set_photo(db, nobody, bytes, LEN, 1)));

    fit_buffer small;
    fit_buffer_init(&small, 10);
    ok(WRITE(store, fit_members_set_photo(db, id, bytes, LEN, 2000)));
    is(FIT_ERR_LIMIT, READ(store, fit_members_photo(db, id, &small)));
    fit_buffer_deinit(&small);
    fit_buffer_deinit(&sealed);
    free(bytes);
}

static void are_counted(void **state)
{
    enum { TODAY = 20000 };
    fit_store *store = harness_store(state);
    int64_t id[4];
    static const char *const emails[] = {"a@example.org", "b@example.org", "c@example.org", "d@example.org"};
    for (int i = 0; i < 4; i++)
        id[i] = add_member(store, emails[i]);
    ok(WRITE(store, fit_members_set_role(db, id[0], FIT_ROLE_ADMINISTRATOR)));
    ok(WRITE(store, fit_members_set_disabled(db, id[1], true)));
    static fixture_batch b;
    make_batch(&b, 1, TODAY - 6, 1, 2);
    (void)upload(store, id[0], &b);
    make_batch(&b, 2, TODAY + 1, 1, 2); /* where it is tomorrow already */
    (void)upload(store, id[1], &b);
    make_batch(&b, 3, TODAY - 7, 1, 2);
    (void)upload(store, id[2], &b);
    make_batch(&b, 4, TODAY, 1, 1);
    b.repetitions[0].counted = false;
    (void)upload(store, id[3], &b);
    fit_member_counts counts;
    ok(READ(store, fit_members_count(db, TODAY, &counts)));
    assert_int_equal(4, counts.members);
    assert_int_equal(1, counts.administrators);
    assert_int_equal(1, counts.disabled);
    assert_int_equal(2, counts.active_7_days);
}

typedef struct leaving {
    fit_store *store;
    int64_t id[4];
    atomic_int left, stayed;
} leaving;

static fit_status leave(fit_db *db, int64_t id)
{
    int64_t others = 0;
    fit_status status = fit_members_other_administrators(db, id, &others);
    if (status == FIT_OK && others == 0)
        return FIT_ERR_CONFLICT;
    return status == FIT_OK ? fit_members_set_role(db, id, FIT_ROLE_MEMBER) : status;
}

static void leave_office(void *context, int index)
{
    leaving *l = context;
    fit_status status;
    do
        status = WRITE(l->store, leave(db, l->id[index]));
    while (status == FIT_ERR_BUSY);
    if (status == FIT_OK)
        atomic_fetch_add(&l->left, 1);
    else if (status == FIT_ERR_CONFLICT)
        atomic_fetch_add(&l->stayed, 1);
}

static void keep_an_administrator(void **state)
{
    leaving l = {.store = harness_store(state)};
    static const char *const emails[] = {"a@example.org", "b@example.org", "c@example.org", "d@example.org"};
    for (int i = 0; i < 4; i++) {
        l.id[i] = add_member(l.store, emails[i]);
        ok(WRITE(l.store, fit_members_set_role(db, l.id[i], FIT_ROLE_ADMINISTRATOR)));
    }
    int64_t gone = add_member(l.store, "disabled@example.org"), others = -1;
    ok(WRITE(l.store, fit_members_set_role(db, gone, FIT_ROLE_ADMINISTRATOR)));
    ok(WRITE(l.store, fit_members_set_disabled(db, gone, true)));
    ok(WRITE(l.store, fit_members_other_administrators(db, l.id[0], &others)));
    assert_int_equal(3, others);
    compete(4, leave_office, &l);
    assert_int_equal(3, l.left);
    assert_int_equal(1, l.stayed);
}

/* Every table, and how many of its rows are $1's, whose e-mail in lower case is $2. Those that hold nothing of anybody
 * have no query. */
static const struct table {
    const char *name, *rows;
} tables[] = {
    {"members", "SELECT count(*) FROM members WHERE id = $1 OR email_key = $2"},
    {"goals", "SELECT count(*) FROM goals WHERE member_id = $1 OR $2 = ''"},
    {"photos", "SELECT count(*) FROM photos WHERE member_id = $1 OR $2 = ''"},
    {"sessions", "SELECT count(*) FROM sessions WHERE member_id = $1 OR $2 = ''"},
    {"codes", "SELECT count(*) FROM codes WHERE member_id = $1 OR address_key = $2"},
    {"mails", "SELECT count(*) FROM mails WHERE member_id = $1 OR lower(address) = $2"},
    {"events", "SELECT count(*) FROM events WHERE member_id = $1 OR $2 = ''"},
    {"workouts", "SELECT count(*) FROM workouts WHERE member_id = $1 OR $2 = ''"},
    {"sets", "SELECT count(*) FROM sets s JOIN workouts w ON w.id = s.workout_id WHERE w.member_id = $1 OR $2 = ''"},
    {"repetitions",
     "SELECT count(*) FROM repetitions r JOIN workouts w ON w.id = r.workout_id WHERE w.member_id = $1 OR $2 = ''"},
    {"daily_totals", "SELECT count(*) FROM daily_totals WHERE member_id = $1 OR $2 = ''"},
    {"daily_faults", "SELECT count(*) FROM daily_faults WHERE member_id = $1 OR $2 = ''"},
    {"faces", "SELECT count(*) FROM faces WHERE member_id = $1 OR $2 = ''"},
    {"face_templates", "SELECT count(*) FROM face_templates WHERE member_id = $1 OR $2 = ''"},
    {"face_uses", "SELECT count(*) FROM face_uses WHERE member_id = $1 OR $2 = ''"},
    {"face_duplicates", "SELECT count(*) FROM face_duplicates WHERE member_id = $1 OR other_id = $1 OR $2 = ''"},
    {"face_challenges", "SELECT count(*) FROM face_challenges WHERE member_id = $1 OR $2 = ''"},
    {"face_revision", NULL},
    {"face_switch", NULL},
    {"daily_faces", NULL},
    {"invitations", NULL},
    {"limits", NULL},
    {"schema_version", NULL},
};
enum { TABLES = sizeof tables / sizeof *tables };

static int64_t rows_of(fit_store *store, const struct table *table, int64_t id, const char *email)
{
    return number_of(store, table->rows, FIT_PARAMS(fit_int(id), fit_text(email)));
}

/* Looks like a third member, before and after that one had a face. */
static void fill_face_tables(fit_store *store, int64_t id)
{
    char email[40];
    (void)snprintf(email, sizeof email, "like-%lld@example.org", (long long)id);
    const int64_t other = add_member(store, email);
    unsigned char hash[FIT_CHALLENGE_HASH_LEN] = {(unsigned char)id};
    const fit_stored_challenge challenge = {.member_id = id, .steps = "left blink", .expires_ms = 1000};
    int64_t added;
    ok(WRITE(store, fit_faces_consent(db, id, 1000)));
    ok(WRITE(store, fit_faces_add(db, id, 7, "sealed", 6, 1000, &added)));
    ok(WRITE(store, fit_face_uses_add(db, id, "192.0.2.1", "test", 1000)));
    ok(WRITE(store, fit_faces_consent(db, other, 1000)));
    ok(WRITE(store, fit_duplicates_put(db, id, other, 1000)));
    ok(WRITE(store, fit_duplicates_put(db, other, id, 1000)));
    ok(WRITE(store, fit_challenges_add(db, hash, &challenge, &added)));
}

static void fill_every_table(fit_store *store, int64_t id, const char *email, const char *new_email)
{
    unsigned char hash[FIT_CODE_HASH_LEN] = {(unsigned char)id};
    const fit_goal goal = {"squat", 100};
    int64_t session;
    fit_mail mail = {.kind = FIT_MAIL_PASSWORD, .language = "ko"};
    (void)snprintf(mail.address, sizeof mail.address, "%s", email);
    ok(WRITE(store, fit_members_set_goals(db, id, &goal, 1)));
    ok(WRITE(store, fit_members_set_photo(db, id, "sealed", 6, 1000)));
    ok(WRITE(store, fit_sessions_add(db, hash, id, true, "192.0.2.1", "test", 1000, &session)));
    ok(WRITE(store, fit_codes_put(db, FIT_CODE_PASSWORD, email, 0, hash, 5, 1000)));
    ok(WRITE(store, fit_codes_put(db, FIT_CODE_EMAIL, new_email, id, hash, 5, 1000)));
    ok(WRITE(store, fit_mails_add(db, &mail)));
    mail.member_id = id;
    ok(WRITE(store, fit_mails_add(db, &mail)));
    ok(WRITE(store, fit_events_add(db, 1000, "login", id, "192.0.2.1", "")));
    fill_face_tables(store, id);
    static fixture_batch b;
    for (int i = 0; i < 3; i++) {
        make_batch(&b, i, 20000 + i / 2, 1, 20);
        memcpy(b.repetitions[3].faults, "shallow", 8);
        (void)upload(store, id, &b);
    }
}

/* A new table must be put into the list above. */
static void check_list_of_tables(fit_store *store)
{
    static const char sqlite[] = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    static const char postgres[] =
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";
    fit_db *db;
    ok(fit_store_begin(store, FIT_READ, &db, NULL));
    fit_rows rows = fit_db_query(db, strcmp(fit_store_kind(store), "sqlite") == 0 ? sqlite : postgres, NULL, 0);
    int seen = 0, unknown = 0;
    while (fit_rows_next(&rows)) {
        int i = 0;
        while (i < TABLES && strcmp(tables[i].name, fit_rows_text(&rows, 0)) != 0)
            i++;
        unknown += i == TABLES;
        seen++;
    }
    ok(fit_store_end(db, fit_rows_end(&rows), NULL));
    assert_int_equal(0, unknown);
    assert_int_equal(TABLES, seen);
}

static void leave_nothing_behind(void **state)
{
    fit_store *store = harness_store(state);
    check_list_of_tables(store);
    int64_t a = add_member(store, "Gone@example.org"), b = add_member(store, "stays@example.org");
    fill_every_table(store, a, "gOne@example.org", "new-a@example.org");
    fill_every_table(store, b, "stays@example.org", "new-b@example.org");
    int64_t before[TABLES] = {0};
    for (int i = 0; i < TABLES; i++) {
        if (!tables[i].rows)
            continue;
        before[i] = rows_of(store, &tables[i], b, "stays@example.org");
        assert_int_equal(before[i], rows_of(store, &tables[i], a, "gone@example.org"));
        assert_true(before[i] > 0);
    }
    ok(WRITE(store, fit_members_delete(db, a)));
    for (int i = 0; i < TABLES; i++) {
        if (!tables[i].rows)
            continue;
        assert_int_equal(0, rows_of(store, &tables[i], a, "gone@example.org"));
        assert_int_equal(before[i], rows_of(store, &tables[i], b, "stays@example.org"));
    }
    /* And nothing that belongs to no workout. */
    assert_int_equal(
        0, number_of(store, "SELECT count(*) FROM sets WHERE workout_id NOT IN (SELECT id FROM workouts)", NULL, 0));
    assert_int_equal(0, number_of(store,
                                  "SELECT count(*) FROM repetitions WHERE workout_id NOT IN (SELECT id FROM workouts)",
                                  NULL, 0));
    int64_t differences = -1;
    ok(WRITE(store, fit_history_rebuild(db, &differences)));
    assert_int_equal(0, differences);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_members_delete(db, a)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(are_read_as_they_were_written),
        HARNESS_TEST(have_an_address_each),
        HARNESS_TEST(are_changed),
        HARNESS_TEST(are_listed_page_by_page),
        HARNESS_TEST(end_codes_that_no_longer_fit),
        HARNESS_TEST(have_goals),
        HARNESS_TEST(have_a_photo),
        HARNESS_TEST(are_counted),
        HARNESS_TEST(keep_an_administrator),
        HARNESS_TEST(leave_nothing_behind),
    };
    return harness_run(tests);
}
