#include "cli/common/deliver.h"

#include <errno.h>
#include <string.h>

static const size_t MAX_JSON_BYTES = (size_t)256 << 20;

static const char *name_of(const fit_output *output)
{
    return output->file == stdout ? "standard output" : output->path;
}

fit_exit fit_deliver_open(fit_output *output, const char *path, const char *input)
{
    if (!path)
        return FIT_EXIT_OK;
    fit_error error;
    if (fit_output_open(output, path, &error) != FIT_OK)
        return fit_cli_fail_file(path, &error);
    if (input && fit_output_is_file(output, input))
        return fit_cli_fail("%s: would overwrite the input", path);
    return FIT_EXIT_OK;
}

fit_exit fit_deliver_bytes(fit_output *output, const fit_buffer *bytes)
{
    if (fwrite(bytes->data, 1, bytes->len, output->file) == bytes->len)
        return FIT_EXIT_OK;
    return fit_cli_fail("%s: %s", name_of(output), strerror(errno));
}

fit_exit fit_deliver_session_json(const fit_session *session, const fit_session_source *source, fit_output *json)
{
    if (!json->file)
        return FIT_EXIT_OK;
    fit_buffer text;
    fit_buffer_init(&text, MAX_JSON_BYTES);
    fit_exit result;
    if (fit_session_write_json(session, source, &text) == FIT_OK)
        result = fit_deliver_bytes(json, &text);
    else
        result = fit_cli_fail("out of memory for the result");
    fit_buffer_deinit(&text);
    return result;
}

fit_exit fit_deliver_distinct(fit_output *const *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (fit_output_is_same(outputs[i], outputs[k]))
                return fit_cli_fail("%s: two results cannot share one file", outputs[i]->path);
    return FIT_EXIT_OK;
}

fit_exit fit_deliver_commit(fit_output *const *outputs, size_t count)
{
    fit_error error;
    for (size_t i = 0; i < count; i++)
        if (fit_output_flush(outputs[i], &error) != FIT_OK)
            return fit_cli_fail_file(name_of(outputs[i]), &error);
    for (size_t i = 0; i < count; i++) {
        char name[PATH_MAX];
        memcpy(name, name_of(outputs[i]), strlen(name_of(outputs[i])) + 1);
        if (fit_output_commit(outputs[i], &error) != FIT_OK)
            return fit_cli_fail_file(name, &error);
    }
    return FIT_EXIT_OK;
}
