/* The weight files beside the program. */
#ifndef FIT_CLI_MODELS_H
#define FIT_CLI_MODELS_H

#include "aifit/face.h"
#include "aifit/tracker.h"
#include "cli/common/file.h"

/* Maps models/file. *out: unmapped by the caller on FIT_OK. A missing file's error says how to get it. */
FIT_NODISCARD fit_status fit_models_map(const char *file, fit_mapping *out, fit_error *error);

/* A tracker of the detector and model ("lite", "full", "heavy"). *out: freed with fit_tracker_destroy. */
FIT_NODISCARD fit_status fit_models_tracker(fit_tracker **out, const char *model, const fit_tracker_options *options,
                                            fit_error *error);

/* The detector, the mesh and the embedding model; embedder: its file, NULL: the one beside the program. *out: freed
 * with fit_face_models_destroy. */
FIT_NODISCARD fit_status fit_models_face(fit_face_models **out, const char *embedder, fit_error *error);

#endif
