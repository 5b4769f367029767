/* Whose face it is (MobileFaceNet). */
#include <math.h>

#include "face/align.h"
#include "face/scanner.h"

enum { SIDE = FIT_FACE_CROP_SIDE, PIXELS = SIDE * SIDE };

/* Bytes become (x - 127.5) / 128, as in InsightFace's training. What lies outside the picture is black, as there. */

const fit_network_spec fit_face_embedder_spec = {
    .name = "face embedding model",
    .pictures = 2,
    .crop =
        {.width = SIDE, .height = SIDE, .low = -127.5f / 128.0f, .high = 127.5f / 128.0f, .border = FIT_BORDER_BLACK},
    .n_outputs = 1,
    .outputs = {"embeddings"},
    .elements = {2 * FIT_FACE_EMBEDDING},
};

static void mirror(const float *picture, float *mirrored)
{
    for (size_t i = 0; i < PIXELS; i++) {
        const float *from = picture + 3 * i;
        float *to = mirrored + 3 * (i + SIDE - 1 - 2 * (i % SIDE));
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
    }
}

fit_status fit_face_embed(fit_face_scanner *scanner, const fit_image *frame, const fit_face *face,
                          fit_face_embedding *embedding)
{
    fit_roi roi;
    if (fit_image_check(frame, NULL) != FIT_OK || !fit_face_crop_region(face, &roi))
        return FIT_ERR_ARG;
    const fit_network *network = &scanner->models->embedder;
    float *input = fit_network_load(network, &scanner->work, frame, &roi);
    mirror(input, input + 3 * PIXELS);
    fit_network_run(network, &scanner->work);
    const float *as_is = fit_network_output(network, &scanner->work, 0), *mirrored = as_is + FIT_FACE_EMBEDDING;
    float square = 0.0f;
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        square += (as_is[i] + mirrored[i]) * (as_is[i] + mirrored[i]);
    if (!(square > 0.0f) || !isfinite(square))
        return FIT_ERR_FORMAT;
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        embedding->value[i] = (as_is[i] + mirrored[i]) / sqrtf(square);
    return FIT_OK;
}
