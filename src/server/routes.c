#include "server/routes.h"

#include "server/health.h"
#include "server/routes/accounts.h"
#include "server/routes/admin.h"
#include "server/routes/face_login.h"
#include "server/routes/home.h"
#include "server/routes/me.h"
#include "server/routes/me_face.h"
#include "server/routes/session.h"
#include "server/routes/workouts.h"

enum {
    NOTHING = 0,
    FORM = 8 << 10,    /* a handful of fields, 4 KiB of settings among them */
    BATCH = 512 << 10, /* 500 repetitions of at most 800 bytes, 100 sets */
    PHOTO = 8 << 20,   /* a telephone's JPEG */
    FRAME = 64 << 10,  /* a small picture, of which a login sends up to 40 */
    PORTRAIT = 1 << 20,
};

/* clang-format off */
const fit_route fit_routes[] = {
    {"GET",    "/healthz",                                          fit_health_alive,               FIT_PUBLIC,        FIT_BODY_NONE,  NOTHING},
    {"GET",    "/readyz",                                           fit_health_ready,               FIT_PUBLIC,        FIT_BODY_NONE,  NOTHING},
    {"GET",    "/metrics",                                          fit_health_metrics,             FIT_PUBLIC,        FIT_BODY_NONE,  NOTHING},

    {"GET",    "/api/v1/session",                                   fit_session_get,                FIT_PUBLIC,        FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/session",                                   fit_session_log_in,             FIT_PUBLIC,        FIT_BODY_JSON,  FORM},
    {"DELETE", "/api/v1/session",                                   fit_session_log_out,            FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/session/password",                          fit_session_prove,              FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"GET",    "/api/v1/sessions",                                  fit_session_list,               FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"DELETE", "/api/v1/sessions",                                  fit_session_log_out_everywhere, FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"DELETE", "/api/v1/sessions/:id",                              fit_session_log_out_there,      FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},

    {"POST",   "/api/v1/face/challenges",                           fit_face_login_begin,           FIT_PUBLIC,        FIT_BODY_JSON,  FORM},
    {"PUT",    "/api/v1/face/challenges/:key/frames/:number",       fit_face_login_frame,           FIT_PUBLIC,        FIT_BODY_PHOTO, FRAME},
    {"POST",   "/api/v1/face/challenges/:key/session",              fit_face_login_finish,          FIT_PUBLIC,        FIT_BODY_JSON,  FORM},

    {"POST",   "/api/v1/members",                                   fit_accounts_sign_up,           FIT_PUBLIC,        FIT_BODY_JSON,  FORM},
    {"POST",   "/api/v1/password-resets",                           fit_accounts_ask_reset,         FIT_PUBLIC,        FIT_BODY_JSON,  FORM},
    {"POST",   "/api/v1/password-resets/confirm",                   fit_accounts_confirm_reset,     FIT_PUBLIC,        FIT_BODY_JSON,  FORM},

    {"GET",    "/api/v1/me",                                        fit_me_get,                     FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"PATCH",  "/api/v1/me",                                        fit_me_patch,                   FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"GET",    "/api/v1/me/photo",                                  fit_me_get_photo,               FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"PUT",    "/api/v1/me/photo",                                  fit_me_put_photo,               FIT_MEMBER,        FIT_BODY_PHOTO, PHOTO},
    {"DELETE", "/api/v1/me/photo",                                  fit_me_delete_photo,            FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"PUT",    "/api/v1/me/password",                               fit_me_put_password,            FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"POST",   "/api/v1/me/email",                                  fit_me_ask_email,               FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"PUT",    "/api/v1/me/email",                                  fit_me_put_email,               FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"GET",    "/api/v1/me/export",                                 fit_me_export,                  FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/me/deletion",                               fit_me_delete,                  FIT_MEMBER,        FIT_BODY_JSON,  FORM},

    {"GET",    "/api/v1/me/face",                                   fit_me_get_face,                FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"PATCH",  "/api/v1/me/face",                                   fit_me_patch_face,              FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"DELETE", "/api/v1/me/face",                                   fit_me_delete_face,             FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"DELETE", "/api/v1/me/face/templates/:id",                     fit_me_delete_face_template,    FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/me/face/enrolments",                        fit_me_begin_enrolment,         FIT_MEMBER,        FIT_BODY_JSON,  FORM},
    {"PUT",    "/api/v1/me/face/enrolments/:key/frames/:number",    fit_me_put_enrolment_frame,     FIT_MEMBER,        FIT_BODY_PHOTO, PORTRAIT},

    {"GET",    "/api/v1/home",                                      fit_home_get,                   FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/records",                                   fit_home_get_records,           FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/workouts",                                  fit_workout_list,               FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/workouts/:key",                             fit_workout_get,                FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},
    {"PUT",    "/api/v1/workouts/:key",                             fit_workout_put,                FIT_MEMBER,        FIT_BODY_JSON,  BATCH},
    {"DELETE", "/api/v1/workouts/:key",                             fit_workout_delete,             FIT_MEMBER,        FIT_BODY_NONE,  NOTHING},

    {"GET",    "/api/v1/admin/status",                              fit_admin_get_status,           FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/admin/members",                             fit_admin_list_members,         FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"PATCH",  "/api/v1/admin/members/:id",                         fit_admin_patch_member,         FIT_ADMINISTRATOR, FIT_BODY_JSON,  FORM},
    {"DELETE", "/api/v1/admin/members/:id",                         fit_admin_delete_member,        FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/admin/members/:id/reset-code",              fit_admin_make_reset_code,      FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/admin/invitations",                         fit_admin_list_invitations,     FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/admin/invitations",                         fit_admin_add_invitation,       FIT_ADMINISTRATOR, FIT_BODY_JSON,  FORM},
    {"DELETE", "/api/v1/admin/invitations/:id",                     fit_admin_delete_invitation,    FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"POST",   "/api/v1/admin/mail-test",                           fit_admin_test_mail,            FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"GET",    "/api/v1/admin/faces",                               fit_admin_get_faces,            FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
    {"PATCH",  "/api/v1/admin/faces",                               fit_admin_patch_faces,          FIT_ADMINISTRATOR, FIT_BODY_JSON,  FORM},
    {"DELETE", "/api/v1/admin/faces/duplicates/:id/:other",         fit_admin_delete_duplicate,     FIT_ADMINISTRATOR, FIT_BODY_NONE,  NOTHING},
};
/* clang-format on */
const size_t fit_route_count = sizeof fit_routes / sizeof *fit_routes;
