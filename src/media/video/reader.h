/* Video files: frames in, upright RGB pictures with their times out (FFmpeg). */
#ifndef FIT_MEDIA_VIDEO_READER_H
#define FIT_MEDIA_VIDEO_READER_H

#include <stdbool.h>

#include "aifit/image.h"
#include "aifit/status.h"

typedef struct fit_video_reader fit_video_reader;

/* width, height: of every frame handed out, upright and with square pixels. frames, duration_ms: what the file says
 * of itself, 0 when it says nothing; good for a progress bar only. */
typedef struct fit_video_info {
    int32_t width, height;
    int64_t frames;
    int64_t duration_ms;
} fit_video_info;

/* Opens the first video stream of a local file, whatever format FFmpeg reads, and decodes its first frame.
 * threads: of the decoder, 1 or more. *out: freed with fit_video_reader_destroy.
 * FIT_ERR_NOT_FOUND: no such file; FIT_ERR_IO; FIT_ERR_FORMAT: empty or not a video, no picture in it, or nothing that
 * can be decoded; FIT_ERR_UNSUPPORTED: no decoder; FIT_ERR_LIMIT: see fit_pixels_resize; FIT_ERR_MEMORY.
 * FFmpeg's own messages, a setting of the process, are switched off. */
FIT_NODISCARD fit_status fit_video_reader_create(fit_video_reader **out, const char *path, unsigned threads,
                                                 fit_error *error);
void fit_video_reader_destroy(fit_video_reader *reader);

fit_video_info fit_video_reader_info(const fit_video_reader *reader);

/* The next frame: *frame is valid until the next call. *t_ms: 0 for the first frame, strictly increasing, from the
 * file's time stamps; a missing one is the previous plus a frame's length. At the end *end is true and nothing else
 * is written. Damaged frames are passed over.
 * FIT_ERR_FORMAT: the file stops well before the end that it announces, or, where it announces none, in the middle of a
 * frame (a cut between two frames of such a file cannot be seen); FIT_ERR_IO; FIT_ERR_MEMORY. After an error,
 * as after the end, no frame follows. */
FIT_NODISCARD fit_status fit_video_reader_next(fit_video_reader *reader, fit_image *frame, int64_t *t_ms, bool *end,
                                               fit_error *error);

#endif
