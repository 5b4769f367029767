#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/deliver.h"
#include "cli/common/file.h"
#include "cli/common/media_options.h"
#include "cli/common/models.h"
#include "cli/common/overlay.h"
#include "cli/common/pose_command.h"
#include "cli/common/poses.h"
#include "media/photo.h"

static const fit_option known[] = {
    {.name = "model",
     .argument = "lite|full|heavy",
     .help = "the landmark network: faster or finer (default full)",
     .one_of = true,
     FIT_OPTION_INTO(fit_media_options, model)},
    {.name = "json",
     .argument = "FILE|-",
     .help = "write the points as JSON; - is standard output",
     FIT_OPTION_INTO(fit_media_options, json)},
    {.name = "overlay",
     .argument = "OUT.jpg",
     .help = "write the photo (one only) with the skeleton drawn on it",
     FIT_OPTION_INTO(fit_media_options, overlay)},
    {.name = "threads",
     .argument = "N",
     .help = "of the network (default 1)",
     .min = 1,
     .max = FIT_MAX_THREADS,
     FIT_OPTION_INTO(fit_media_options, threads)},
    {0},
};
static const fit_command command = {
    .name = "pose",
    .operands = "PHOTO...",
    .min_operands = 1,
    .max_operands = INT_MAX,
    .about = "Finds the body in photos: 33 points each, in pixels and in metres.\n",
    .options = known,
};

static const size_t MAX_PHOTO_BYTES = (size_t)256 << 20, MAX_JSON_BYTES = (size_t)256 << 20;
enum { JPEG_QUALITY = 90 };

/* Everything the command holds; all zero is valid and empty. */
typedef struct job {
    const fit_media_options *options;
    fit_photo_reader *reader; /* NULL: all photos are JPEGs */
    fit_tracker *tracker;
    fit_output json, overlay;
    fit_buffer text;
    fit_json_writer writer;
    fit_pixels photo;
} job;

static fit_status read_photo(const job *j, const char *path, fit_pixels *photo, fit_error *error)
{
    fit_buffer bytes;
    fit_status status = fit_file_read(path, MAX_PHOTO_BYTES, &bytes, error);
    if (status != FIT_OK)
        return status;
    if (bytes.len == 0)
        status = fit_fail(error, FIT_ERR_FORMAT, "the file is empty");
    else if (fit_photo_is_jpeg(bytes.data, bytes.len) || !j->reader)
        status = fit_photo_decode_jpeg(photo, bytes.data, bytes.len, error);
    else
        status = j->reader(path, photo, error);
    fit_buffer_deinit(&bytes);
    return status;
}

static void write_entry(fit_json_writer *json, const char *path, const fit_pose *pose)
{
    fit_json_object_open(json);
    fit_json_key(json, "file");
    fit_json_string(json, path);
    fit_json_key(json, "width");
    fit_json_int(json, pose->width);
    fit_json_key(json, "height");
    fit_json_int(json, pose->height);
    fit_json_key(json, "score");
    fit_json_float(json, pose->present ? pose->score : 0);
    fit_poses_write_points(json, pose);
    fit_json_object_close(json);
}

static fit_exit write_overlay(job *j, const fit_pose *pose)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    fit_error error;
    fit_overlay_skeleton(&j->photo, pose);
    if (fit_photo_encode_jpeg(&j->photo, JPEG_QUALITY, &bytes, &len, &error) != FIT_OK)
        return fit_cli_fail_file(j->options->overlay, &error);
    fit_buffer view = {.data = (char *)bytes, .len = len};
    fit_exit result = fit_deliver_bytes(&j->overlay, &view);
    free(bytes);
    return result;
}

static fit_exit find(job *j, const char *path)
{
    fit_pose pose;
    fit_error error;
    if (read_photo(j, path, &j->photo, &error) != FIT_OK)
        return fit_cli_fail_file(path, &error);
    fit_image view = fit_pixels_view(&j->photo);
    fit_status status = fit_tracker_push(j->tracker, &view, 0, &pose);
    if (status != FIT_OK)
        return fit_cli_fail("%s: %s", path, fit_status_name(status));
    if (j->json.file)
        write_entry(&j->writer, path, &pose);
    if (j->json.file != stdout && pose.present)
        printf("%s: %d x %d, a person, score %.3f\n", path, pose.width, pose.height, (double)pose.score);
    else if (j->json.file != stdout)
        printf("%s: %d x %d, nobody\n", path, pose.width, pose.height);
    return j->overlay.file ? write_overlay(j, &pose) : FIT_EXIT_OK;
}

/* No photo may be lost to a result. */
static fit_exit spare_photos(const job *j, int count, char *const *paths)
{
    for (int i = 0; i < count; i++)
        if (fit_output_is_file(&j->json, paths[i]) || fit_output_is_file(&j->overlay, paths[i]))
            return fit_cli_fail("%s: would overwrite the input", paths[i]);
    return FIT_EXIT_OK;
}

static fit_exit open_all(job *j, int count, char *const *paths)
{
    fit_error error;
    fit_tracker_options still = {.still = true, .threads = j->options->threads};
    if (fit_models_tracker(&j->tracker, j->options->model, &still, &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    fit_exit result = fit_deliver_open(&j->json, j->options->json, NULL);
    if (result == FIT_EXIT_OK)
        result = fit_deliver_open(&j->overlay, j->options->overlay, NULL);
    fit_output *const outputs[] = {&j->json, &j->overlay};
    if (result == FIT_EXIT_OK)
        result = fit_deliver_distinct(outputs, sizeof outputs / sizeof *outputs);
    return result == FIT_EXIT_OK ? spare_photos(j, count, paths) : result;
}

static fit_exit find_all(job *j, int count, char *const *paths)
{
    fit_json_writer *json = &j->writer;
    fit_json_begin(json, &j->text);
    fit_json_object_open(json);
    fit_json_key(json, "model");
    fit_json_string(json, j->options->model);
    fit_json_key(json, "photos");
    fit_json_array_open(json);
    for (int i = 0; i < count; i++) {
        fit_exit result = find(j, paths[i]);
        if (result != FIT_EXIT_OK)
            return result;
    }
    fit_json_array_close(json);
    fit_json_object_close(json);
    if (json->status != FIT_OK || fit_buffer_append(&j->text, "\n", 1) != FIT_OK)
        return fit_cli_fail("out of memory for the result");
    fit_exit result = j->json.file ? fit_deliver_bytes(&j->json, &j->text) : FIT_EXIT_OK;
    fit_output *const outputs[] = {&j->overlay, &j->json};
    return result == FIT_EXIT_OK ? fit_deliver_commit(outputs, sizeof outputs / sizeof *outputs) : result;
}

/* Whether path needs no codec: also what cannot be read or is empty. A pipe must not be looked into. */
static bool is_jpeg(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || S_ISDIR(about.st_mode))
        return true;
    if (!S_ISREG(about.st_mode))
        return false;
    unsigned char start[4];
    FILE *file = fopen(path, "rbe");
    const size_t len = file ? fread(start, 1, sizeof start, file) : 0;
    if (file)
        fclose(file);
    return len == 0 || fit_photo_is_jpeg(start, len);
}

static bool all_jpegs(int count, char *const *paths)
{
    bool all = true;
    for (int i = 0; i < count && all; i++)
        all = is_jpeg(paths[i]);
    return all;
}

fit_exit fit_pose_command(int argc, char **argv, fit_photo_reader *reader, fit_pose_hand_over *hand_over, void *context)
{
    fit_media_options options;
    fit_exit result;
    int first;
    if (!fit_media_options_parse(&command, argc, argv, &options, &first, &result))
        return result;
    int count = argc - first;
    if (options.overlay && count != 1)
        return fit_cli_fail_usage("pose", "--overlay takes one photo");
    if (!reader && !all_jpegs(count, argv + first))
        return hand_over(context);
    job j = {.options = &options, .reader = reader};
    fit_buffer_init(&j.text, MAX_JSON_BYTES);
    result = open_all(&j, count, argv + first);
    if (result == FIT_EXIT_OK)
        result = find_all(&j, count, argv + first);
    fit_output_discard(&j.overlay);
    fit_output_discard(&j.json);
    fit_pixels_deinit(&j.photo);
    fit_buffer_deinit(&j.text);
    fit_tracker_destroy(j.tracker);
    return result;
}
