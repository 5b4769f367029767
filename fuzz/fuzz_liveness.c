/* The packed state of an attempt comes back from a database: no bytes may crash the reader, and whatever it takes can
 * be judged on. */
#include <stdlib.h>
#include <string.h>

#include "face/liveness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A face out of the input's own bytes, finite as a face's contract says. */
static void make_face(const uint8_t *data, size_t size, size_t at, fit_face *face)
{
    float *value = &face->score;
    for (size_t i = 0; i < sizeof *face / sizeof *value; i++)
        value[i] = ((float)data[(at + i) % size] - 100.0f) * 0.5f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fit_liveness liveness;
    uint8_t again[FIT_LIVENESS_BYTES];
    if (fit_liveness_unpack(&liveness, data, size) != FIT_OK)
        return 0;
    fit_liveness_pack(&liveness, again);
    if (memcmp(again, data, size) != 0)
        abort();
    int64_t t_ms = liveness.last_ms;
    for (size_t i = 0; i < FIT_LIVENESS_FRAMES + 1; i++) {
        fit_face face;
        fit_liveness_answer answer = fit_liveness_answer_get(&liveness);
        make_face(data, size, 7 * i, &face);
        const fit_liveness_frame frame = {
            .t_ms = t_ms += 200, .face = &face, .n = data[i % size] % 3, .side_px = 320.0f};
        const fit_status status = answer.embed ? fit_liveness_compare(&liveness, 0.9f, &answer)
                                               : fit_liveness_push(&liveness, &frame, &answer);
        if (status != FIT_OK)
            abort();
        fit_liveness_pack(&liveness, again);
        if (fit_liveness_unpack(&liveness, again, sizeof again) != FIT_OK)
            abort();
    }
    return 0;
}
