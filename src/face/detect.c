/* Where in a picture faces are (BlazeFace, short range). */
#include <math.h>

#include "face/scanner.h"

/* Constants: the graph FaceDetectionShortRange inside @mediapipe/face_mesh 0.4 (SsdAnchors, TensorsToDetections,
 * NonMaxSuppression calculators). */
enum { SIDE = 128, KEYPOINTS = 6, ROW_FLOATS = 4 + 2 * KEYPOINTS };
enum { KEYPOINT_RIGHT_EYE, KEYPOINT_LEFT_EYE };
static const float MIN_IOU = 0.3f;

static const fit_ssd_grid GRIDS[] = {{8, 2}, {16, 6}};
static const fit_ssd SSD = {.input_side = SIDE,
                            .grids = GRIDS,
                            .n_grids = sizeof GRIDS / sizeof *GRIDS,
                            .keypoints = KEYPOINTS,
                            .min_score = 0.5f};

enum { OUT_BOXES, OUT_SCORES };
const fit_network_spec fit_face_detector_spec = {
    .name = "face detector",
    .pictures = 1,
    .crop = {.width = SIDE, .height = SIDE, .low = -1.0f, .high = 1.0f, .border = FIT_BORDER_BLACK},
    .n_outputs = 2,
    .outputs = {[OUT_BOXES] = "regressors", [OUT_SCORES] = "classificators"},
    .elements = {[OUT_BOXES] = (size_t)FIT_FACE_ANCHORS * ROW_FLOATS, [OUT_SCORES] = FIT_FACE_ANCHORS},
};

/* The detector sees faces of some 15 % of its input's side and more. So it is shown the whole picture, then tiles of a
 * half and of a quarter of the longer side, which overlap by half: every face of up to half a tile lies whole in one.
 */
static const int DIVISORS[] = {1, 2, 4};

/* One axis of the tiles: n of them, the first from begin on, then every step. */
typedef struct tiling {
    int n;
    float begin, step;
} tiling;

static tiling tile_axis(float length, float tile)
{
    if (length <= tile) /* one, with the picture in its middle */
        return (tiling){.n = 1, .begin = 0.5f * (length - tile)};
    const int n = 1 + (int)ceilf((length - tile) / (0.5f * tile));
    return (tiling){.n = n, .step = (length - tile) / (float)(n - 1)};
}

/* Cut by an edge of the tile that is none of the picture's: another tile shows it whole. */
static bool is_cut(const fit_detection *d, const fit_image *frame, fit_vec2 corner, float side)
{
    return (d->min.x < 0.0f && corner.x > 0.0f) || (d->min.y < 0.0f && corner.y > 0.0f) ||
           (d->max.x > 1.0f && corner.x + side < (float)frame->width) ||
           (d->max.y > 1.0f && corner.y + side < (float)frame->height);
}

static void to_frame(fit_detection *d, const fit_affine *map)
{
    d->min = fit_affine_apply(map, d->min);
    d->max = fit_affine_apply(map, d->max);
    for (size_t k = 0; k < KEYPOINTS; k++)
        d->keypoint[k] = fit_affine_apply(map, d->keypoint[k]);
}

/* Looks at one tile; puts what it finds, in pixels of the frame, behind the n candidates. Returns how many there are
 * then. */
static size_t look(fit_face_scanner *scanner, const fit_image *frame, fit_vec2 corner, float side, size_t n)
{
    const fit_network *network = &scanner->models->detector;
    const fit_roi tile = {
        .center = {corner.x + 0.5f * side, corner.y + 0.5f * side}, .side = side, .right = {1.0f, 0.0f}};
    (void)fit_network_load(network, &scanner->work, frame, &tile);
    fit_network_run(network, &scanner->work);
    fit_detection *found = scanner->found + n;
    size_t count = fit_ssd_decode(&SSD, fit_network_output(network, &scanner->work, OUT_BOXES),
                                  fit_network_output(network, &scanner->work, OUT_SCORES), found);
    count = fit_detections_merge(found, count, KEYPOINTS, MIN_IOU);
    const fit_affine map = fit_roi_to_image(&tile, 1.0f);
    size_t kept = n;
    for (size_t i = 0; i < count && kept < FIT_FACE_CANDIDATES; i++)
        if (!is_cut(&found[i], frame, corner, side)) {
            to_frame(&found[i], &map);
            scanner->found[kept++] = found[i];
        }
    return kept;
}

static fit_face_place place_of(const fit_detection *d)
{
    const fit_vec2 left = d->keypoint[KEYPOINT_LEFT_EYE], right = d->keypoint[KEYPOINT_RIGHT_EYE];
    return (fit_face_place){
        .score = d->score,
        .left = d->min.x,
        .top = d->min.y,
        .right = d->max.x,
        .bottom = d->max.y,
        .eye = {[FIT_FACE_LEFT] = {.x = left.x, .y = left.y}, [FIT_FACE_RIGHT] = {.x = right.x, .y = right.y}},
    };
}

fit_status fit_face_detect(fit_face_scanner *scanner, const fit_image *frame, fit_face_search search,
                           fit_face_place *places, size_t *n)
{
    if (fit_image_check(frame, NULL) != FIT_OK)
        return FIT_ERR_ARG;
    const size_t levels = search == FIT_FACE_SEARCH_NEAR ? 1 : sizeof DIVISORS / sizeof *DIVISORS;
    const float width = (float)frame->width, height = (float)frame->height;
    size_t found = 0;
    for (size_t level = 0; level < levels && (found == 0 || search == FIT_FACE_SEARCH_EVERYONE); level++) {
        const float side = fmaxf(width, height) / (float)DIVISORS[level];
        const tiling x = tile_axis(width, side), y = tile_axis(height, side);
        for (int j = 0; j < y.n; j++)
            for (int i = 0; i < x.n; i++) {
                const fit_vec2 corner = {x.begin + (float)i * x.step, y.begin + (float)j * y.step};
                found = look(scanner, frame, corner, side, found);
            }
    }
    found = fit_detections_merge(scanner->found, found, KEYPOINTS, MIN_IOU);
    *n = found < FIT_FACE_MAX ? found : FIT_FACE_MAX;
    for (size_t i = 0; i < *n; i++)
        places[i] = place_of(&scanner->found[i]);
    return FIT_OK;
}
