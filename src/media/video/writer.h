/* Pictures in, an MP4 file out: H.264 where FFmpeg has libx264, else MPEG-4. */
#ifndef FIT_MEDIA_VIDEO_WRITER_H
#define FIT_MEDIA_VIDEO_WRITER_H

#include "media/pixels.h"

typedef struct fit_video_writer fit_video_writer;

/* fd: an open, empty, seekable file, borrowed; the caller closes it, and takes care of half-written ones.
 * width, height: of every picture, at least 2; an odd last row or column is left out, for H.264 halves the colour.
 * threads: of the encoder, 1 or more. *out: freed with fit_video_writer_destroy.
 * FIT_ERR_UNSUPPORTED: no encoder; FIT_ERR_IO; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_video_writer_create(fit_video_writer **out, int fd, int32_t width, int32_t height,
                                                 unsigned threads, fit_error *error);
void fit_video_writer_destroy(fit_video_writer *writer);

/* t_ms: strictly increasing. FIT_ERR_IO: the disk is full, say. */
FIT_NODISCARD fit_status fit_video_writer_push(fit_video_writer *writer, const fit_pixels *picture, int64_t t_ms,
                                               fit_error *error);

/* Writes what is held back, and the index. No push after it. */
FIT_NODISCARD fit_status fit_video_writer_finish(fit_video_writer *writer, fit_error *error);

#endif
