#include "cli/common/deliver.h"

#include <string.h>

static const size_t MAX_JSON_BYTES = (size_t)256 << 20;

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
    fit_error error;
    if (fit_output_write(output, bytes->data, bytes->len, &error) == FIT_OK)
        return FIT_EXIT_OK;
    return fit_cli_fail_file(fit_output_name(output), &error);
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
            return fit_cli_fail_file(fit_output_name(outputs[i]), &error);
    for (size_t i = 0; i < count; i++) {
        char name[PATH_MAX];
        memcpy(name, fit_output_name(outputs[i]), strlen(fit_output_name(outputs[i])) + 1);
        if (fit_output_commit(outputs[i], &error) != FIT_OK)
            return fit_cli_fail_file(name, &error);
    }
    return FIT_EXIT_OK;
}
