/* What logging in by face needs beside the database: the networks, loaded once and shared; scanners behind a gate,
 * since each frame is dear; everybody's templates in memory, followed. All functions are thread-safe. */
#ifndef FIT_SERVER_FACE_SERVICE_H
#define FIT_SERVER_FACE_SERVICE_H

#include "face/gallery.h"
#include "face/quality.h"
#include "media/pixels.h"
#include "server/exchange.h"

typedef struct fit_face_service fit_face_service;

/* app: config, secrets and store are ready and outlive the service. *out stays NULL, with a line in the log, when the
 * operator has switched it off or a weight file is missing. FIT_ERR_FORMAT, FIT_ERR_UNSUPPORTED: a weight file is not
 * what it should be; FIT_ERR_MEMORY; errors of fit_follower_start. */
FIT_NODISCARD fit_status fit_face_service_start(fit_face_service **out, fit_app *app, fit_error *error);
void fit_face_service_stop(fit_face_service *service); /* no request may be under way; NULL is allowed */

/* The number of the weights that templates are made with, and what people call it. */
int64_t fit_face_service_model(const fit_face_service *service);
const char *fit_face_service_model_name(const fit_face_service *service);
fit_gallery *fit_face_service_gallery(fit_face_service *service);
/* How alike a face has to be to one of that many templates, by the operator's false-accept rate. */
double fit_face_service_threshold(const fit_face_service *service, size_t templates);
/* How many frames are looked at and how many wait, for /metrics. */
void fit_face_service_gauge(fit_face_service *service, int *inside, int *waiting);

/* Whether faces are looked at now: by the operator, by the weights, by the administrator's switch, which all servers
 * follow within a second. *on: false as well when the database cannot say. */
void fit_face_ask_on(fit_exchange *exchange, bool *on);
/* FIT_NO_FACE_LOGIN when they are not. */
fit_problem fit_face_wanted(fit_exchange *exchange);
/* The administrator has just set it: this server follows at once. */
void fit_face_switched(fit_exchange *exchange, bool on);

/* One frame, held with a scanner. */
typedef struct fit_face_look {
    fit_face_scanner *scanner;
    fit_pixels pixels;
    fit_image frame; /* a view of pixels */
    size_t n;        /* faces, as fit_face_find counts them */
    fit_face face;   /* the largest, when there is one */
    int64_t challenge_id, started_us;
} fit_face_look;

/* Waits for a scanner, decodes the exchange's JPEG and looks for a face. On FIT_OK_ANSWER fit_face_look_end follows.
 * FIT_OVERLOADED with retry_after_s: too many wait; FIT_CONFLICT: another frame of challenge_id is looked at right now,
 * so that nobody makes the server look at frames of which only one can count; FIT_BAD_PHOTO. */
fit_problem fit_face_look_begin(fit_exchange *exchange, int64_t challenge_id, int32_t max_side, fit_face_look *look);
void fit_face_look_end(fit_exchange *exchange, fit_face_look *look);

#endif
