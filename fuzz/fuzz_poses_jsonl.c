/* The reader of stored landmarks, line by line as `aifit replay` reads them. What is
 * accepted must be what the reader promises, and must survive being written and read again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aifit/image.h"
#include "cli/common/poses.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(int ok)
{
    if (!ok)
        abort();
}

static void check_point(const fit_point *p, float limit)
{
    require(fabsf(p->x) <= limit && fabsf(p->y) <= limit && fabsf(p->z) <= limit);
    require(p->visibility >= 0 && p->visibility <= 1);
}

static void check_pose(const fit_poses_reader *reader, const fit_pose *pose)
{
    require(pose->width == reader->header.width && pose->height == reader->header.height);
    require(pose->score >= 0 && pose->score <= 1);
    for (int i = 0; pose->present && i < FIT_LM_COUNT; i++) {
        check_point(&pose->image[i], 1e6F);
        check_point(&pose->world[i], 1e3F);
    }
}

static void check_round_trip(const fit_poses_reader *reader, const fit_pose *pose, int64_t t_ms)
{
    fit_poses_reader again = {.line = 1, .header = reader->header};
    fit_pose back;
    int64_t back_ms;
    fit_buffer line;
    fit_buffer_init(&line, FIT_POSES_MAX_LINE);
    require(fit_poses_format_frame(&line, pose, t_ms) == FIT_OK);
    require(fit_poses_read_frame(&again, line.data, line.len - 1, &back, &back_ms, NULL) == FIT_OK);
    require(back_ms == t_ms && back.present == pose->present);
    for (int i = 0; i < FIT_LM_COUNT; i++)
        require(back.image[i].x == pose->image[i].x && back.world[i].z == pose->world[i].z);
    fit_buffer_deinit(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    const char *at = (const char *)data, *end = at + len;
    fit_poses_reader reader = {0};
    for (int number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t line_len = newline ? (size_t)(newline - at) : (size_t)(end - at);
        fit_error error = {0};
        fit_pose pose;
        int64_t t_ms, last_ms = reader.last_t_ms;
        fit_status status = number == 1 ? fit_poses_read_header(&reader, at, line_len, &error)
                                        : fit_poses_read_frame(&reader, at, line_len, &pose, &t_ms, &error);
        if (status != FIT_OK) {
            require(error.line == (unsigned)number && error.column > 0 && error.text[0]);
            return 0;
        }
        if (number == 1) {
            require(reader.header.width >= 1 && reader.header.height <= FIT_IMAGE_MAX_SIDE);
        } else {
            require(number == 2 || t_ms > last_ms);
            check_pose(&reader, &pose);
            check_round_trip(&reader, &pose, t_ms);
        }
        at += line_len + 1;
    }
    return 0;
}
