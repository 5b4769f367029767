/* aifit face enroll, identify, remove: members' faces, from the operator's terminal. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/database.h"
#include "cli/common/faces.h"
#include "cli/face.h"
#include "face/gallery.h"
#include "face/template.h"
#include "face/threshold.h"
#include "server/app.h"
#include "server/exchange.h"
#include "server/face/weights.h"
#include "server/face_seal.h"
#include "server/follower.h"
#include "store/events.h"
#include "store/face_log.h"
#include "store/faces.h"

enum { MAX_PHOTOS = FIT_TEMPLATE_MAX, SEALED_MAX = 4 << 10 };

#define FACE_OPTIONS                                                                                                   \
    FIT_DATABASE_OPTIONS,                                                                                              \
        {"key-file", "FILE", "the key that faces are sealed with; default key in --state-dir",                         \
         FIT_OPTION_INTO(fit_settings, config.key_file)},                                                              \
        {"face-model", "FILE", "as 'aifit serve' has it", FIT_OPTION_INTO(fit_settings, config.face_model)}, {0}

static const fit_command enroll_command = {
    .name = "face enroll",
    .operands = "EMAIL PHOTO...",
    .min_operands = 2,
    .max_operands = 1 + MAX_PHOTOS,
    .about = "Lets a member log in by face: one template from the photos, five from straight ahead and both sides are\n"
             "best. Only with the member's consent, which is noted with today's date.\n",
    .options = (const fit_option[]){FACE_OPTIONS},
};
static const fit_command identify_command = {
    .name = "face identify",
    .operands = "PHOTO",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Tells which member a photo shows, and how alike the face is.\n",
    .options = (const fit_option[]){FACE_OPTIONS},
};
static const fit_command remove_command = {
    .name = "face remove",
    .operands = "EMAIL",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Removes a member's face: templates and consent. Running servers follow within two seconds.\n",
    .options = (const fit_option[]){FIT_DATABASE_OPTIONS, {0}},
};

/* What these commands work with. All zero is valid and empty. */
struct desk {
    fit_settings settings;
    fit_store *store;
    fit_secrets *secrets;
    fit_faces faces;
    fit_face_weights_id weights;
    fit_gallery *gallery;
    fit_face_embedding face; /* of the photos */
    const char *email;
    int64_t now_ms;
    size_t alike; /* other members who look like the one enrolled */
};

static void close_desk(struct desk *desk)
{
    fit_gallery_destroy(desk->gallery);
    fit_faces_close(&desk->faces);
    fit_secrets_close(desk->secrets);
    fit_store_close(desk->store);
    fit_settings_deinit(&desk->settings);
    explicit_bzero(&desk->face, sizeof desk->face);
}

static fit_exit fail(fit_status status, const fit_error *error)
{
    return fit_cli_fail("%s", *error->text ? error->text : fit_status_name(status));
}

/* Everything but the photos. */
static fit_exit open_desk(struct desk *desk)
{
    fit_exit result;
    fit_error error = {0};
    const fit_config *config = &desk->settings.config;
    if (!fit_cli_open_store(&desk->settings, false, &desk->store, &result))
        return result;
    /* Opening makes a key where there is none: faces sealed with that one no server could open. */
    if (access(config->key_file, R_OK) != 0)
        return fit_cli_fail("the key file '%s': %s", config->key_file, strerror(errno));
    if (!config->data_dir)
        return fit_cli_fail("the folder with models/ is not found");
    fit_status status = fit_secrets_open(&desk->secrets, config, &error);
    if (status == FIT_OK)
        status = fit_face_weights_load(config, &desk->faces.models, &desk->weights, &error);
    if (status == FIT_OK)
        status = fit_face_scanner_create(&desk->faces.scanner, desk->faces.models, &error);
    if (status == FIT_OK)
        status = fit_gallery_create(&desk->gallery, FIT_NN_ISA_AUTO);
    if (status == FIT_OK)
        status = fit_follower_load(desk->store, desk->secrets, desk->gallery, desk->weights.number, &error);
    return status == FIT_OK ? FIT_EXIT_OK : fail(status, &error);
}

static fit_exit read_photos(struct desk *desk, char **paths, size_t n, const fit_face_limits *limits)
{
    fit_face_embedding faces[MAX_PHOTOS];
    float weights[MAX_PHOTOS];
    for (size_t i = 0; i < n; i++) {
        fit_face_quality quality;
        fit_error error;
        if (fit_faces_embed(&desk->faces, paths[i], limits, &faces[i], &quality, &error) != FIT_OK)
            return fit_cli_fail_file(paths[i], &error);
        if (quality.reason != FIT_FACE_GOOD)
            return fit_cli_fail("%s: not good enough: %s", paths[i], fit_face_reason_name(quality.reason));
        weights[i] = quality.weight;
    }
    return fit_face_average(faces, weights, n, &desk->face, NULL) == FIT_OK
               ? FIT_EXIT_OK
               : fit_cli_fail("the photos do not show one person");
}

/* No face is taken for what nobody may do, as the page and the API have it. */
static fit_exit check_wanted(const struct desk *desk)
{
    bool on;
    fit_db *db;
    fit_error error;
    if (!desk->settings.config.face_login)
        return fit_cli_fail("login by face is off: face-login");
    fit_status status = fit_store_begin(desk->store, FIT_READ, &db, &error);
    if (status == FIT_OK)
        status = fit_store_end(db, fit_faces_switched_on(db, &on), &error);
    if (status != FIT_OK)
        return fail(status, &error);
    return on ? FIT_EXIT_OK : fit_cli_fail("login by face is off: an administrator switched it off");
}

static double threshold_of(const struct desk *desk)
{
    const size_t size = fit_gallery_size(desk->gallery);
    return (double)fit_face_threshold(FIT_FACE_LOGIN, desk->settings.config.face_far, size > 0 ? size : 1);
}

static fit_status note_alike(struct desk *desk, fit_db *db, int64_t member_id)
{
    fit_face_alike alike[FIT_GALLERY_ALIKE_MAX];
    fit_status status =
        fit_gallery_alike(desk->gallery, &desk->face, member_id, threshold_of(desk), alike, &desk->alike);
    for (size_t i = 0; status == FIT_OK && i < desk->alike; i++)
        status = fit_duplicates_put(db, member_id, alike[i].member_id, desk->now_ms);
    return status;
}

static fit_status add_template(struct desk *desk, fit_db *db, int64_t member_id)
{
    int64_t id;
    fit_buffer sealed;
    fit_buffer_init(&sealed, SEALED_MAX);
    fit_status status = fit_face_seal(desk->secrets, member_id, desk->weights.number, &desk->face, &sealed);
    if (status == FIT_OK)
        status = fit_faces_consent(db, member_id, desk->now_ms);
    if (status == FIT_OK)
        status = fit_faces_add(db, member_id, desk->weights.number, sealed.data, sealed.len, desk->now_ms, &id);
    if (status == FIT_OK)
        status = note_alike(desk, db, member_id);
    fit_buffer_deinit(&sealed);
    return status;
}

static fit_status remove_face(struct desk *desk, fit_db *db, int64_t member_id)
{
    (void)desk;
    return fit_faces_withdraw(db, member_id);
}

typedef fit_status (*change)(struct desk *desk, fit_db *db, int64_t member_id);

/* One transaction about the member with that e-mail, and its line in the audit log. */
static fit_exit change_member(struct desk *desk, change work, const char *event, const char *nothing)
{
    fit_member member = {.id = 0};
    fit_db *db;
    fit_error error;
    fit_status status = fit_store_begin(desk->store, FIT_WRITE, &db, &error);
    if (status != FIT_OK)
        return fit_cli_fail("%s", error.text);
    status = fit_members_find(db, desk->email, &member);
    if (status == FIT_OK)
        status = work(desk, db, member.id);
    if (status == FIT_OK)
        status = fit_events_add(db, desk->now_ms, event, member.id, "terminal", "");
    status = fit_store_end(db, status, &error);
    if (status == FIT_ERR_NOT_FOUND)
        return member.id > 0 ? fit_cli_fail("%s %s", desk->email, nothing)
                             : fit_cli_fail("nobody has the e-mail %s", desk->email);
    return status == FIT_OK ? FIT_EXIT_OK : fail(status, &error);
}

fit_exit fit_cli_face_enroll(int argc, char **argv)
{
    static struct desk desk;
    fit_exit result;
    int first;
    if (fit_settings_read(&desk.settings, &enroll_command, argc, argv, &first, &result)) {
        desk.email = argv[first];
        desk.now_ms = fit_app_now_ms();
        result = open_desk(&desk);
        if (result == FIT_EXIT_OK)
            result = check_wanted(&desk);
        if (result == FIT_EXIT_OK)
            result = read_photos(&desk, argv + first + 1, (size_t)(argc - first - 1), &fit_face_limits_enrol);
        if (result == FIT_EXIT_OK)
            result = change_member(&desk, add_template, "face_enrolled", "is gone");
        if (result == FIT_EXIT_OK)
            printf("%s may log in by face%s\n", desk.email,
                   desk.alike > 0 ? "; but other members look alike: see the administrator's page" : "");
    }
    close_desk(&desk);
    return result;
}

fit_exit fit_cli_face_remove(int argc, char **argv)
{
    static struct desk desk;
    fit_exit result;
    int first;
    if (fit_settings_read(&desk.settings, &remove_command, argc, argv, &first, &result)) {
        desk.email = argv[first];
        desk.now_ms = fit_app_now_ms();
        if (fit_cli_open_store(&desk.settings, false, &desk.store, &result))
            result = change_member(&desk, remove_face, "face_removed", "has no face here");
        if (result == FIT_EXIT_OK)
            printf("%s: face and consent are removed\n", desk.email);
    }
    close_desk(&desk);
    return result;
}

static fit_exit print_match(struct desk *desk)
{
    fit_face_match match;
    fit_member member = {.email = ""};
    const double threshold = threshold_of(desk);
    fit_error error = {0};
    fit_db *db;
    if (fit_gallery_match(desk->gallery, &desk->face, &match) != FIT_OK)
        return fit_cli_fail("the photo cannot be compared");
    if (match.compared == 0) {
        puts("nobody: no face is enrolled here");
        return FIT_EXIT_OK;
    }
    if (!fit_face_decide(match.cosine, match.second_cosine, threshold, (double)FIT_FACE_MARGIN)) {
        printf("nobody: the most similar of %zu templates has %.3f, threshold %.3f, margin %.2f\n", match.compared,
               match.cosine, threshold, (double)FIT_FACE_MARGIN);
        return FIT_EXIT_OK;
    }
    fit_status status = fit_store_begin(desk->store, FIT_READ, &db, &error);
    if (status == FIT_OK)
        status = fit_store_end(db, fit_members_get(db, match.member_id, &member), &error);
    if (status != FIT_OK)
        return fail(status, &error);
    printf("%s: similarity %.3f, threshold %.3f\n", member.email, match.cosine, threshold);
    return FIT_EXIT_OK;
}

fit_exit fit_cli_face_identify(int argc, char **argv)
{
    static struct desk desk;
    fit_exit result;
    int first;
    if (fit_settings_read(&desk.settings, &identify_command, argc, argv, &first, &result)) {
        result = open_desk(&desk);
        if (result == FIT_EXIT_OK)
            result = read_photos(&desk, argv + first, 1, &fit_face_limits_login);
        if (result == FIT_EXIT_OK)
            result = print_match(&desk);
    }
    close_desk(&desk);
    return result;
}
