#include <stdlib.h>
#include <string.h>

#include "wasm/error.h"
#include "wasm/exports.h"

static fit_error last_error;

fit_error *fit_wasm_error_slot(void)
{
    memset(&last_error, 0, sizeof last_error);
    return &last_error;
}

const char *fit_wasm_error(void)
{
    return last_error.text;
}

void *fit_wasm_alloc(size_t len_bytes)
{
    return malloc(len_bytes);
}

void fit_wasm_free(void *bytes)
{
    free(bytes);
}
