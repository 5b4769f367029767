#include <math.h>
#include <string.h>

#include <jansson.h>

#include "aifit/image.h"
#include "cli/common/poses.h"

static const double MAX_PIXELS = 1e6, MAX_METRES = 1e3;
/* The largest whole number that every JSON reader keeps exactly, 2^53. */
static const json_int_t MAX_T_MS = (json_int_t)1 << 53;

static fit_status refuse(const fit_poses_reader *reader, fit_error *error, const char *reason)
{
    return fit_fail_at(error, FIT_ERR_FORMAT, reader->line, 1, 0, "%s", reason);
}

/* *out: to be released with json_decref. */
static fit_status parse(fit_poses_reader *reader, const char *line, size_t len, json_t **out, fit_error *error)
{
    reader->line++;
    if (len > FIT_POSES_MAX_LINE)
        return refuse(reader, error, "the line is too long");
    json_error_t cause;
    json_t *root = json_loadb(line, len, JSON_REJECT_DUPLICATES, &cause);
    if (!root)
        return fit_fail_at(error, FIT_ERR_FORMAT, reader->line, cause.column > 0 ? (unsigned)cause.column : 1,
                           cause.position > 0 ? (size_t)cause.position : 0, "not valid JSON: %s", cause.text);
    if (!json_is_object(root)) {
        json_decref(root);
        return refuse(reader, error, "not a JSON object");
    }
    *out = root;
    return FIT_OK;
}

static bool read_size(const json_t *value, int32_t *out)
{
    json_int_t size = json_integer_value(value); /* 0 for anything but an integer */
    if (size < 1 || size > FIT_IMAGE_MAX_SIDE)
        return false;
    *out = (int32_t)size;
    return true;
}

static fit_status check_header(const fit_poses_reader *reader, const json_t *root, fit_poses_header *header,
                               fit_error *error)
{
    const json_t *format = json_object_get(root, "format");
    if (!json_is_integer(format))
        return refuse(reader, error, "not a file of poses: its first line has no \"format\"");
    if (json_integer_value(format) != FIT_POSES_FORMAT)
        return fit_fail_at(error, FIT_ERR_UNSUPPORTED, reader->line, 1, 0,
                           "format %lld of poses is not known to this program", (long long)json_integer_value(format));
    if (!read_size(json_object_get(root, "width"), &header->width) ||
        !read_size(json_object_get(root, "height"), &header->height))
        return refuse(reader, error, "\"width\" and \"height\" must be whole numbers from 1 to 16384");
    const char *model = json_string_value(json_object_get(root, "model"));
    if (!model || !*model || strlen(model) >= sizeof header->model)
        return refuse(reader, error, "\"model\" must be a name of 1 to 31 bytes");
    memcpy(header->model, model, strlen(model) + 1);
    return FIT_OK;
}

fit_status fit_poses_read_header(fit_poses_reader *reader, const char *line, size_t len, fit_error *error)
{
    json_t *root = NULL;
    fit_status status = parse(reader, line, len, &root, error);
    if (status != FIT_OK)
        return status;
    fit_poses_header header;
    status = check_header(reader, root, &header, error);
    if (status == FIT_OK)
        reader->header = header;
    json_decref(root);
    return status;
}

static bool read_number(const json_t *value, double low, double high, float *out)
{
    if (!json_is_number(value))
        return false;
    double number = json_number_value(value);
    if (!(number >= low && number <= high))
        return false;
    *out = (float)number;
    return true;
}

/* parts: 3 (x, y, z) or 4 (and visibility). */
static bool read_points(const json_t *list, size_t parts, double limit, fit_point *points)
{
    if (json_array_size(list) != FIT_LM_COUNT)
        return false;
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        const json_t *item = json_array_get(list, i);
        fit_point *p = &points[i];
        if (json_array_size(item) != parts || !read_number(json_array_get(item, 0), -limit, limit, &p->x) ||
            !read_number(json_array_get(item, 1), -limit, limit, &p->y) ||
            !read_number(json_array_get(item, 2), -limit, limit, &p->z))
            return false;
        if (parts == 4 && !read_number(json_array_get(item, 3), 0, 1, &p->visibility))
            return false;
    }
    return true;
}

static fit_status check_points(const fit_poses_reader *reader, const json_t *root, fit_pose *pose, fit_error *error)
{
    const json_t *landmarks = json_object_get(root, "landmarks"), *world = json_object_get(root, "world");
    if (json_is_null(landmarks) && json_is_null(world)) {
        pose->score = 0;
        return FIT_OK;
    }
    if (!read_points(landmarks, 4, MAX_PIXELS, pose->image))
        return refuse(reader, error, "\"landmarks\" must be 33 times [x, y, z, visibility], or null as \"world\" is");
    if (!read_points(world, 3, MAX_METRES, pose->world))
        return refuse(reader, error, "\"world\" must be 33 times [x, y, z], or null as \"landmarks\" is");
    for (int i = 0; i < FIT_LM_COUNT; i++)
        pose->world[i].visibility = pose->image[i].visibility;
    pose->present = true;
    return FIT_OK;
}

static fit_status check_frame(const fit_poses_reader *reader, const json_t *root, fit_pose *pose, int64_t *t_ms,
                              fit_error *error)
{
    const json_t *time = json_object_get(root, "t_ms");
    json_int_t t = json_integer_value(time);
    if (!json_is_integer(time) || t < -MAX_T_MS || t > MAX_T_MS)
        return refuse(reader, error, "\"t_ms\" must be a whole number of milliseconds");
    bool first = reader->line <= 2;
    if (!first && t <= reader->last_t_ms)
        return refuse(reader, error, "\"t_ms\" must be greater than in the line before");
    *pose = (fit_pose){.width = reader->header.width, .height = reader->header.height};
    if (!read_number(json_object_get(root, "score"), 0, 1, &pose->score))
        return refuse(reader, error, "\"score\" must be a number from 0 to 1");
    *t_ms = t;
    return check_points(reader, root, pose, error);
}

fit_status fit_poses_read_frame(fit_poses_reader *reader, const char *line, size_t len, fit_pose *pose, int64_t *t_ms,
                                fit_error *error)
{
    json_t *root = NULL;
    fit_status status = parse(reader, line, len, &root, error);
    if (status != FIT_OK)
        return status;
    fit_pose read;
    int64_t time = 0;
    status = check_frame(reader, root, &read, &time, error);
    if (status == FIT_OK) {
        *pose = read;
        *t_ms = reader->last_t_ms = time;
    }
    json_decref(root);
    return status;
}
