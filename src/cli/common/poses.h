/* Stored landmarks: JSON lines, the first about the video, then one a frame, exactly what a trainer received.
 *
 *   {"format":1,"width":W,"height":H,"model":"full"}
 *   {"t_ms":T,"score":S,"landmarks":[[x,y,z,visibility] x33],"world":[[x,y,z] x33]}
 *
 * landmarks are in pixels, world in metres, both null where nobody is seen. */
#ifndef FIT_CLI_POSES_H
#define FIT_CLI_POSES_H

#include "aifit/pose.h"
#include "base/buffer.h"
#include "base/json_writer.h"

enum {
    FIT_POSES_FORMAT = 1,
    FIT_POSES_MODEL_CAP = 32,
    FIT_POSES_MAX_LINE = 1 << 16, /* a frame with every float at its longest takes 4 KB */
};

typedef struct fit_poses_header {
    int32_t width, height; /* 1..FIT_IMAGE_MAX_SIDE */
    char model[FIT_POSES_MODEL_CAP];
} fit_poses_header;

/* Each appends one line. FIT_ERR_MEMORY, FIT_ERR_LIMIT: buffer full. */
FIT_NODISCARD fit_status fit_poses_format_header(fit_buffer *line, const fit_poses_header *header);
FIT_NODISCARD fit_status fit_poses_format_frame(fit_buffer *line, const fit_pose *pose, int64_t t_ms);

/* The landmarks and world points of pose as two members of the open object. */
void fit_poses_write_points(fit_json_writer *json, const fit_pose *pose);

/* A reader of lines; zeroed it awaits the header. line: lines read so far. */
typedef struct fit_poses_reader {
    unsigned line;
    fit_poses_header header;
    int64_t last_t_ms;
} fit_poses_reader;

/* Reads the first line (without its line end) into reader->header, and each later line into *pose and *t_ms.
 * FIT_ERR_FORMAT with line, column and reason: not JSON, a member missing or of the wrong kind, not 33 points, a number
 * out of range (score and visibility 0..1, coordinates within a million pixels or a kilometre), time not increasing.
 * FIT_ERR_UNSUPPORTED: another format number. On an error nothing is written but reader->line. */
FIT_NODISCARD fit_status fit_poses_read_header(fit_poses_reader *reader, const char *line, size_t len,
                                               fit_error *error);
FIT_NODISCARD fit_status fit_poses_read_frame(fit_poses_reader *reader, const char *line, size_t len, fit_pose *pose,
                                              int64_t *t_ms, fit_error *error);

#endif
