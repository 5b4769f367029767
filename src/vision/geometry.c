#include "vision/geometry.h"

#include <math.h>

fit_vec2 fit_affine_apply(const fit_affine *map, fit_vec2 point)
{
    return (fit_vec2){map->xx * point.x + map->xy * point.y + map->x0, map->yx * point.x + map->yy * point.y + map->y0};
}

fit_roi fit_roi_letterbox(int32_t width, int32_t height)
{
    const int32_t side = width > height ? width : height;
    return (fit_roi){.center = {0.5f * (float)width, 0.5f * (float)height}, .side = (float)side, .right = {1.0f, 0.0f}};
}

bool fit_roi_upright(fit_vec2 center, fit_vec2 top, float scale, fit_roi *roi)
{
    const float up_x = top.x - center.x, up_y = top.y - center.y;
    const float reach = hypotf(up_x, up_y);
    if (!(reach > 0.0f) || !isfinite(2.0f * reach * scale) || !isfinite(center.x) || !isfinite(center.y))
        return false;
    *roi = (fit_roi){.center = center, .side = 2.0f * reach * scale, .right = {-up_y / reach, up_x / reach}};
    return true;
}

fit_affine fit_roi_to_image(const fit_roi *roi, float extent)
{
    const float scale = roi->side / extent;
    const float along = scale * roi->right.x, across = scale * roi->right.y;
    return (fit_affine){
        .xx = along,
        .xy = -across,
        .x0 = roi->center.x - 0.5f * extent * (along - across),
        .yx = across,
        .yy = along,
        .y0 = roi->center.y - 0.5f * extent * (across + along),
    };
}

fit_vec2 fit_roi_turn(const fit_roi *roi, fit_vec2 direction)
{
    return (fit_vec2){roi->right.x * direction.x - roi->right.y * direction.y,
                      roi->right.y * direction.x + roi->right.x * direction.y};
}
