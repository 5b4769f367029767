#include "pose/heatmap.h"

#include <math.h>

/* Constants: RefineLandmarksFromHeatmapCalculator in @mediapipe/pose 0.5 (kernel_size 7, min_confidence_to_refine at
 * its default). A cell's mass lies at its upper left corner there, so it does here. */
enum { SIDE = FIT_HEATMAP_SIDE, REACH = 3 };
static const float MIN_CONFIDENCE = 0.5f;

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

fit_vec2 fit_heatmap_refine(const float *logits, size_t channels, size_t channel, fit_vec2 point)
{
    const float x = point.x * SIDE, y = point.y * SIDE;
    if (!(x >= 0.0f && x < SIDE && y >= 0.0f && y < SIDE))
        return point;
    const int column = (int)x, row = (int)y;
    float mass = 0.0f, mass_x = 0.0f, mass_y = 0.0f, best = 0.0f;
    for (int j = max_int(row - REACH, 0); j <= min_int(row + REACH, SIDE - 1); j++)
        for (int i = max_int(column - REACH, 0); i <= min_int(column + REACH, SIDE - 1); i++) {
            const float confidence = 1.0f / (1.0f + expf(-logits[(size_t)(j * SIDE + i) * channels + channel]));
            mass += confidence;
            mass_x += confidence * (float)i;
            mass_y += confidence * (float)j;
            best = fmaxf(best, confidence);
        }
    if (!(best >= MIN_CONFIDENCE))
        return point;
    return (fit_vec2){mass_x / mass / SIDE, mass_y / mass / SIDE};
}
