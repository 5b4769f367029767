#include "cli/common/poses.h"

void fit_poses_write_points(fit_json_writer *json, const fit_pose *pose)
{
    fit_json_key(json, "landmarks");
    if (!pose->present) {
        fit_json_null(json);
        fit_json_key(json, "world");
        fit_json_null(json);
        return;
    }
    fit_json_array_open(json);
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        const fit_point *p = &pose->image[i];
        fit_json_array_open(json);
        fit_json_float(json, p->x);
        fit_json_float(json, p->y);
        fit_json_float(json, p->z);
        fit_json_float(json, p->visibility);
        fit_json_array_close(json);
    }
    fit_json_array_close(json);
    fit_json_key(json, "world");
    fit_json_array_open(json);
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        const fit_point *p = &pose->world[i];
        fit_json_array_open(json);
        fit_json_float(json, p->x);
        fit_json_float(json, p->y);
        fit_json_float(json, p->z);
        fit_json_array_close(json);
    }
    fit_json_array_close(json);
}

static fit_status end_line(fit_json_writer *json)
{
    fit_json_object_close(json);
    return json->status == FIT_OK ? fit_buffer_append(json->buffer, "\n", 1) : json->status;
}

fit_status fit_poses_format_header(fit_buffer *line, const fit_poses_header *header)
{
    fit_json_writer json;
    fit_json_begin(&json, line);
    fit_json_object_open(&json);
    fit_json_key(&json, "format");
    fit_json_int(&json, FIT_POSES_FORMAT);
    fit_json_key(&json, "width");
    fit_json_int(&json, header->width);
    fit_json_key(&json, "height");
    fit_json_int(&json, header->height);
    fit_json_key(&json, "model");
    fit_json_string(&json, header->model);
    return end_line(&json);
}

fit_status fit_poses_format_frame(fit_buffer *line, const fit_pose *pose, int64_t t_ms)
{
    fit_json_writer json;
    fit_json_begin(&json, line);
    fit_json_object_open(&json);
    fit_json_key(&json, "t_ms");
    fit_json_int(&json, t_ms);
    fit_json_key(&json, "score");
    fit_json_float(&json, pose->present ? pose->score : 0);
    fit_poses_write_points(&json, pose);
    return end_line(&json);
}
