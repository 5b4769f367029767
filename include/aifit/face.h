/* face: pictures in; where faces are, the shape of one, and whose it is, out.
 *
 * Weights are loaded once into fit_face_models, which never changes and is shared by every thread; each thread has a
 * fit_face_scanner of its own for the memory of a run. A picture holds faces (fit_face_detect), a face has a shape
 * (fit_face_shape) and an embedding (fit_face_embed); fit_face_find does the first two for whoever is in front.
 *
 * LEFT and RIGHT are the person's own. Pictures are not mirrored. */
#ifndef AIFIT_FACE_H
#define AIFIT_FACE_H

#include <stdbool.h>

#include "aifit/image.h"
#include "aifit/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FIT_FACE_POINTS = 468,
    FIT_FACE_EMBEDDING = 192, /* floats */
    FIT_FACE_MAX = 64,        /* faces found in one picture */
    FIT_FACE_CROP_SIDE = 112, /* of the aligned face, pixels */
};

/* Of the two of anything that a face has. */
enum { FIT_FACE_LEFT, FIT_FACE_RIGHT };

/* x, y: pixels, origin top left of the picture; z: pixels too, smaller is nearer, origin about the middle of the head
 * (MediaPipe's relative depth, not measured). */
typedef struct fit_face_point {
    float x, y, z;
} fit_face_point;

/* Where a face is. score: 0..1, the detector's confidence (a shape's, when it follows from one). Edges in pixels,
 * possibly outside the picture; eye: the middle of each (LEFT, RIGHT), its z 0. Every float is finite. */
typedef struct fit_face_place {
    float score;
    float left, top, right, bottom;
    fit_face_point eye[2];
} fit_face_place;

/* One face's shape. Angles are those of the head against one that looks straight into the camera. Every float is
 * finite. mesh: order and meaning of the MediaPipe face mesh (canonical_face_model). */
typedef struct fit_face {
    float score; /* 0..1, the mesh model's confidence that a face is in the crop; above 0.5 */
    fit_face_point mesh[FIT_FACE_POINTS];
    float yaw_deg;         /* -90..90, > 0: turned to their own left (to the right in the picture) */
    float pitch_deg;       /* -90..90, > 0: looks up */
    float roll_deg;        /* -180..180, > 0: leans to their own left shoulder (clockwise in the picture) */
    float eye_open[2];     /* LEFT, RIGHT: gap between the lids / width of the eye; open about 0.3, shut below 0.1 */
    float mouth_open;      /* gap between the lips / width of the mouth inside; shut about 0 */
    float eye_distance_px; /* between the middles of the eyes, in space, so that a turn does not shorten it */
} fit_face;

/* Whose face: of unit length. Two are compared by their dot product (face/template.h). Only embeddings of the same
 * weights may be compared. */
typedef struct fit_face_embedding {
    float value[FIT_FACE_EMBEDDING];
} fit_face_embedding;

/* Bytes of the three weight files: face_detection_short_range.tflite, face_landmark.tflite, MobileFaceNet.tflite. */
typedef struct fit_face_weights {
    const void *detector, *mesh, *embedder;
    size_t detector_len_bytes, mesh_len_bytes, embedder_len_bytes;
} fit_face_weights;

typedef struct fit_face_models fit_face_models;
typedef struct fit_face_scanner fit_face_scanner;

/* weights are verified here and not referenced after return. *out: freed with fit_face_models_destroy.
 * FIT_ERR_FORMAT, FIT_ERR_UNSUPPORTED or FIT_ERR_LIMIT: not the models this program knows; FIT_ERR_MEMORY.
 * Thread-safe; the models may be shared by any number of threads. */
FIT_NODISCARD fit_status fit_face_models_create(fit_face_models **out, const fit_face_weights *weights,
                                                fit_error *error);
/* models may be NULL; no scanner of them may be left. */
void fit_face_models_destroy(fit_face_models *models);

/* models: borrowed, must outlive the scanner. *out: freed with fit_face_scanner_destroy. FIT_ERR_MEMORY.
 * A scanner keeps nothing of one call for the next, and is used by one thread at a time. */
FIT_NODISCARD fit_status fit_face_scanner_create(fit_face_scanner **out, const fit_face_models *models,
                                                 fit_error *error);
void fit_face_scanner_destroy(fit_face_scanner *scanner);

/* How long to look. */
typedef enum fit_face_search {
    FIT_FACE_SEARCH_NEAR,     /* the whole picture once: faces of some 15 % of its longer side and more */
    FIT_FACE_SEARCH_FAR,      /* when that shows none: halves, then quarters of it, down to some 5 % */
    FIT_FACE_SEARCH_EVERYONE, /* all of these in any case, so that small faces beside large ones are found too */
} fit_face_search;

/* All faces of a picture, surest first. places: room for FIT_FACE_MAX; *n: how many, 0 when there is none.
 * FIT_ERR_ARG: frame not valid. */
FIT_NODISCARD fit_status fit_face_detect(fit_face_scanner *scanner, const fit_image *frame, fit_face_search search,
                                         fit_face_place *places, size_t *n);

/* The shape of the face at place: of a detection or, to follow a face through frames, of the frame before
 * (fit_face_where). *present is false, and *face undefined, when no face is there. FIT_ERR_ARG: frame not valid. */
FIT_NODISCARD fit_status fit_face_shape(fit_face_scanner *scanner, const fit_image *frame, const fit_face_place *place,
                                        fit_face *face, bool *present);
fit_face_place fit_face_where(const fit_face *face);

/* The largest face of the picture, and how many there are of at least half its size, itself included: *n 0 (*face is
 * then undefined), 1, or more when it is not plain who is meant. Each counted face has a shape, so that what only the
 * detector takes for a face does not count. FIT_ERR_ARG: frame not valid. */
FIT_NODISCARD fit_status fit_face_find(fit_face_scanner *scanner, const fit_image *frame, fit_face_search search,
                                       fit_face *face, size_t *n);

/* Whose face it is: aligned (fit_face_align), seen as it is and mirrored, both summed. FIT_ERR_ARG: frame not valid;
 * FIT_ERR_FORMAT: the weights answer with no direction (zeros, NaN). */
FIT_NODISCARD fit_status fit_face_embed(fit_face_scanner *scanner, const fit_image *frame, const fit_face *face,
                                        fit_face_embedding *embedding);

/* The face upright at a standard place and size (the five-point template of ArcFace, by the similarity of least
 * squares): FIT_FACE_CROP_SIDE rows x FIT_FACE_CROP_SIDE columns x R, G, B, 0..255. FIT_ERR_ARG: frame not valid.
 * Thread-safe. */
FIT_NODISCARD fit_status fit_face_align(const fit_image *frame, const fit_face *face, float *rgb);

#ifdef __cplusplus
}
#endif
#endif
