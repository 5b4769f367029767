/* What the files of this room share of fit_face_models and fit_face_scanner. */
#ifndef FIT_FACE_SCANNER_H
#define FIT_FACE_SCANNER_H

#include "aifit/face.h"
#include "network/network.h"
#include "vision/ssd.h"

/* found: the anchors of one pass of the detector, before them what earlier passes found. */
enum { FIT_FACE_ANCHORS = 896, FIT_FACE_CANDIDATES = 512 };

/* Weights, in the order of a scanner's work. */
extern const fit_network_spec fit_face_detector_spec;
extern const fit_network_spec fit_face_mesh_spec;
extern const fit_network_spec fit_face_embedder_spec;

struct fit_face_models {
    fit_network detector, mesh, embedder;
};

struct fit_face_scanner {
    const fit_face_models *models; /* borrowed */
    fit_workspace work;
    fit_detection found[FIT_FACE_CANDIDATES + FIT_FACE_ANCHORS]; /* scratch of fit_face_detect */
};

#endif
