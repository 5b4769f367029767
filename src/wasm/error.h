/* The one error text that the page reads through fit_wasm_error. */
#ifndef FIT_WASM_ERROR_H
#define FIT_WASM_ERROR_H

#include "aifit/status.h"

/* Cleared and lent for one call; the module has one thread. */
fit_error *fit_wasm_error_slot(void);

#endif
