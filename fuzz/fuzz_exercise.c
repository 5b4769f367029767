/* Exercise files are read from anywhere: no bytes may crash the reader, and whatever it accepts must train on anything.
 */
#include <stdint.h>
#include <stdlib.h>

#include "aifit/trainer.h"

/* Landmarks from the file's own bytes: finite, and as wild as floats of a metre and pixels of a picture get. */
static void make_pose(const uint8_t *data, size_t size, unsigned frame, fit_pose *out)
{
    *out = (fit_pose){.width = 640, .height = 480, .present = data[frame % size] != 7, .score = 1.0F};
    for (unsigned i = 0; i < FIT_LM_COUNT; i++) {
        unsigned at = frame * 131U + i * 7U;
        float value[3];
        for (unsigned k = 0; k < 3; k++)
            value[k] = ((float)data[(at + k) % size] - 128.0F) / 128.0F;
        float visibility = (float)data[(at + 3) % size] / 255.0F;
        out->world[i] = (fit_point){value[0], value[1], value[2], visibility};
        out->image[i] = (fit_point){320 + 300 * value[0], 240 + 200 * value[1], 300 * value[2], visibility};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fit_exercise *exercise;
    fit_error error;
    fit_status status = fit_exercise_create(&exercise, (const char *)data, size, &error);
    if (status != FIT_OK) {
        if (status == FIT_ERR_FORMAT && (error.line == 0 || error.column == 0 || error.text[0] == '\0'))
            abort();
        return 0;
    }
    fit_trainer *trainer;
    if (fit_trainer_create(&trainer, exercise, NULL) == FIT_OK) {
        for (unsigned frame = 0; frame < 60; frame++) {
            fit_pose pose;
            fit_event events[FIT_TRAINER_MAX_EVENTS];
            size_t n;
            make_pose(data, size, frame, &pose);
            if (fit_trainer_push(trainer, &pose, 50 * frame, events, FIT_TRAINER_MAX_EVENTS, &n) != FIT_OK)
                abort();
            (void)fit_trainer_state_get(trainer);
            (void)fit_framing_judge(exercise, &pose, 100.0F);
        }
        fit_trainer_destroy(trainer);
    }
    fit_exercise_destroy(exercise);
    return 0;
}
