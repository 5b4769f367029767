/* Two servers on one database, each with a gallery: whatever one changes, both have; and what they cannot open, neither
 * has. */
#include "store/fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/face_seal.h"
#include "server/follower.h"
#include "store/backup.h"
#include "store/faces.h"

enum { MODEL = 7, OTHER_MODEL = 8, SERVERS = 2 };

typedef struct server {
    fit_store *store;
    fit_gallery *gallery;
    fit_follower *follower;
} server;

static fit_secrets *secrets, *other_secrets;

static fit_secrets *open_secrets(const char *path)
{
    const fit_config config = {.argon2_mib = 8, .argon2_passes = 1, .key_file = path};
    fit_secrets *opened = NULL;
    ok(fit_secrets_open(&opened, &config, NULL));
    return opened;
}

/* Everyone's face is one of 192 directions. */
static fit_face_embedding face_of(int number)
{
    fit_face_embedding face = {{0}};
    face.value[number] = 1;
    return face;
}

static int64_t enrol(fit_store *store, int64_t member_id, int64_t model, int number, const fit_secrets *with)
{
    fit_buffer sealed;
    fit_buffer_init(&sealed, 4096);
    const fit_face_embedding face = face_of(number);
    ok(fit_face_seal(with, member_id, model, &face, &sealed));
    int64_t id = 0;
    ok(WRITE(store, fit_faces_consent(db, member_id, 1)));
    ok(WRITE(store, fit_faces_add(db, member_id, model, sealed.data, sealed.len, 1000 + number, &id)));
    fit_buffer_deinit(&sealed);
    return id;
}

static void start(void **state, server *s)
{
    ok(fit_store_open(&s->store, harness_database(state), 2, NULL));
    ok(fit_gallery_create(&s->gallery, FIT_NN_ISA_AUTO));
    fit_error error = {0};
    ok(fit_follower_start(&s->follower, s->store, secrets, s->gallery, MODEL, &error));
}

static void stop(server *s)
{
    fit_follower_stop(s->follower);
    fit_gallery_destroy(s->gallery);
    fit_store_close(s->store);
}

/* Whom the gallery takes for number; 0: nobody. */
static int64_t whose(const server *s, int number)
{
    const fit_face_embedding face = face_of(number);
    fit_face_match match;
    ok(fit_gallery_match(s->gallery, &face, &match));
    return match.cosine > 0.99 ? match.member_id : 0;
}

/* Waits until all servers see it so. */
static void await(server servers[SERVERS], int number, int64_t member_id, size_t size)
{
    for (int i = 0; i < SERVERS; i++) {
        for (int tries = 0; tries < 30000; tries++) {
            if (whose(&servers[i], number) == member_id && fit_gallery_size(servers[i].gallery) == size)
                break;
            (void)usleep(1000);
        }
        assert_int_equal(member_id, whose(&servers[i], number));
        assert_int_equal(size, fit_gallery_size(servers[i].gallery));
    }
}

static void has_from_the_start_what_was_stored(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    for (int i = 0; i < 3; i++)
        (void)enrol(store, a, MODEL, i, secrets);
    (void)enrol(store, b, OTHER_MODEL, 3, secrets); /* has to enrol again */
    server s;
    start(state, &s);
    for (int i = 0; i < 3; i++)
        assert_int_equal(a, whose(&s, i));
    assert_int_equal(0, whose(&s, 3));
    assert_int_equal(3, fit_gallery_size(s.gallery));
    stop(&s);
}

static void every_server_follows(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    server servers[SERVERS];
    for (int i = 0; i < SERVERS; i++)
        start(state, &servers[i]);
    await(servers, 0, 0, 0);
    (void)enrol(servers[0].store, a, MODEL, 0, secrets);
    await(servers, 0, a, 1);
    for (int i = 1; i < 7; i++) /* the two least used go */
        (void)enrol(servers[i % 2].store, a, MODEL, i, secrets);
    await(servers, 6, a, 5);
    await(servers, 0, 0, 5);
    (void)enrol(servers[1].store, b, MODEL, 10, secrets);
    await(servers, 10, b, 6);
    ok(WRITE(servers[0].store, fit_faces_withdraw(db, a)));
    await(servers, 6, 0, 1);
    ok(WRITE(servers[1].store, fit_members_delete(db, b)));
    await(servers, 10, 0, 0);
    for (int i = 0; i < SERVERS; i++)
        stop(&servers[i]);
}

/* After it the same number of a template may stand for another face, and the revision for what was there before. */
static void a_restore_is_followed(void **state)
{
    fit_store *store = harness_store(state);
    char path[80];
    static int count;
    (void)snprintf(path, sizeof path, "follower%d", ++count);
    const int64_t a = add_member(store, "a@example.org");
    (void)enrol(store, a, MODEL, 0, secrets);
    (void)enrol(store, a, MODEL, 1, secrets);
    int64_t rows;
    ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
    ok(WRITE(store, fit_faces_withdraw(db, a)));
    server servers[SERVERS];
    for (int i = 0; i < SERVERS; i++)
        start(state, &servers[i]);
    await(servers, 0, 0, 0);
    ok(fit_store_restore(store, path, true, NULL, NULL, &rows, NULL));
    await(servers, 1, a, 2);

    static const char renumber[] = "UPDATE face_templates SET id = id + 1, created_ms = created_ms + 1 WHERE id = $1";
    static const char revise[] = "UPDATE face_revision SET revision = 5";
    static const char highest[] = "SELECT max(id) FROM face_templates";
    int64_t last = number_of(store, highest, NULL, 0);
    fit_buffer sealed;
    fit_buffer_init(&sealed, 4096);
    const fit_face_embedding other = face_of(9);
    ok(fit_face_seal(secrets, a, MODEL, &other, &sealed));
    static const char replace[] = "UPDATE face_templates SET sealed = $1, created_ms = 9 WHERE id = $2";
    ok(WRITE(store, fit_db_run(db, renumber, FIT_PARAMS(fit_int(last))) == FIT_OK &&
                            fit_db_run(db, replace,
                                       FIT_PARAMS(fit_bytes(sealed.data, sealed.len), fit_int(last - 1))) == FIT_OK &&
                            fit_db_run(db, revise, NULL, 0) == FIT_OK
                        ? fit_db_notify(db)
                        : FIT_ERR_ARG));
    fit_buffer_deinit(&sealed);
    await(servers, 9, a, 2);
    await(servers, 1, a, 2);
    await(servers, 0, 0, 2);
    for (int i = 0; i < SERVERS; i++)
        stop(&servers[i]);
}

static void what_cannot_be_opened_is_left_out(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    const int64_t c = add_member(store, "c@example.org");
    (void)enrol(store, a, MODEL, 0, other_secrets);
    (void)enrol(store, b, MODEL, 1, secrets);
    (void)enrol(store, c, MODEL, 2, secrets);
    static const char swap[] = "UPDATE face_templates SET member_id = $1 + $2 - member_id WHERE member_id IN ($1, $2)";
    server servers[SERVERS];
    for (int i = 0; i < SERVERS; i++)
        start(state, &servers[i]);
    await(servers, 1, b, 2);
    await(servers, 0, 0, 2);
    /* A database is no place to make one member another. */
    ok(WRITE(store, fit_db_run(db, swap, FIT_PARAMS(fit_int(b), fit_int(c)))));
    (void)enrol(store, a, MODEL, 3, secrets);
    await(servers, 3, a, 1);
    await(servers, 1, 0, 1);
    await(servers, 2, 0, 1);
    for (int i = 0; i < SERVERS; i++)
        stop(&servers[i]);
}

static void following_survives_a_lost_connection(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org");
    server servers[SERVERS];
    for (int i = 0; i < SERVERS; i++)
        start(state, &servers[i]);
    (void)enrol(store, a, MODEL, 0, secrets);
    await(servers, 0, a, 1);
    static const char terminate[] = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                                    "WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_true(number_of(store, terminate, NULL, 0) >= SERVERS);
    (void)enrol(store, a, MODEL, 1, secrets);
    await(servers, 1, a, 2);
    for (int i = 0; i < SERVERS; i++)
        stop(&servers[i]);
}

static void sealed_is_bound_to_whose_it_is(void **state)
{
    (void)state;
    fit_buffer sealed;
    fit_buffer_init(&sealed, 4096);
    const fit_face_embedding face = face_of(5);
    fit_face_embedding back;
    ok(fit_face_seal(secrets, 3, MODEL, &face, &sealed));
    ok(fit_face_unseal(secrets, 3, MODEL, sealed.data, sealed.len, &back));
    assert_memory_equal(&face, &back, sizeof face);
    is(FIT_ERR_FORMAT, fit_face_unseal(secrets, 4, MODEL, sealed.data, sealed.len, &back));
    is(FIT_ERR_FORMAT, fit_face_unseal(secrets, 3, OTHER_MODEL, sealed.data, sealed.len, &back));
    is(FIT_ERR_FORMAT, fit_face_unseal(other_secrets, 3, MODEL, sealed.data, sealed.len, &back));
    is(FIT_ERR_FORMAT, fit_face_unseal(secrets, 3, MODEL, sealed.data, sealed.len - 1, &back));
    is(FIT_ERR_FORMAT, fit_face_unseal(secrets, 3, MODEL, NULL, 0, &back));
    for (size_t i = 0; i < sealed.len; i += 7) {
        sealed.data[i] = (char)(sealed.data[i] ^ 1);
        is(FIT_ERR_FORMAT, fit_face_unseal(secrets, 3, MODEL, sealed.data, sealed.len, &back));
        sealed.data[i] = (char)(sealed.data[i] ^ 1);
    }
    fit_buffer_deinit(&sealed);
}

static void a_state_is_bound_to_its_frame(void **state)
{
    (void)state;
    fit_stored_challenge before = {.id = 3}, after = {.id = 3, .frames = 1}, other = {.id = 4, .frames = 1};
    static const char written[40] = "turned left";
    char read[40] = "?";
    fit_buffer sealed;
    fit_buffer_init(&sealed, 4096);
    ok(fit_challenge_unseal(secrets, &before, &sealed, read, sizeof read));
    assert_int_equal(0, read[0]);
    ok(fit_challenge_seal(secrets, &before, written, sizeof written, &sealed));
    ok(fit_challenge_unseal(secrets, &after, &sealed, read, sizeof read));
    assert_memory_equal(written, read, sizeof read);
    is(FIT_ERR_FORMAT, fit_challenge_unseal(secrets, &other, &sealed, read, sizeof read));
    after.frames = 2; /* an older state put back */
    is(FIT_ERR_FORMAT, fit_challenge_unseal(secrets, &after, &sealed, read, sizeof read));
    after.frames = 1;
    is(FIT_ERR_FORMAT, fit_challenge_unseal(secrets, &after, &sealed, read, sizeof read - 1));
    char larger[41];
    is(FIT_ERR_FORMAT, fit_challenge_unseal(secrets, &after, &sealed, larger, sizeof larger));
    fit_buffer_deinit(&sealed);
}

static int set_up(void **state)
{
    if (harness_start(state) != 0)
        return -1;
    secrets = open_secrets("key");
    other_secrets = open_secrets("other-key");
    return 0;
}

static int tear_down(void **state)
{
    fit_secrets_close(secrets);
    fit_secrets_close(other_secrets);
    return harness_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed_is_bound_to_whose_it_is),
        cmocka_unit_test(a_state_is_bound_to_its_frame),
        HARNESS_TEST(has_from_the_start_what_was_stored),
        HARNESS_TEST(every_server_follows),
        HARNESS_TEST(a_restore_is_followed),
        HARNESS_TEST(what_cannot_be_opened_is_left_out),
        HARNESS_TEST_ON_POSTGRES(following_survives_a_lost_connection),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
