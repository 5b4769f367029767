#include "server/transaction.h"

enum { TRIES = 3 };

fit_problem fit_transact(fit_exchange *exchange, fit_access access, fit_work work, void *context)
{
    fit_error error = {0};
    fit_status status = FIT_OK;
    for (int i = 0; i < TRIES; i++) {
        fit_db *db;
        status = fit_store_begin(exchange->app->store, access, &db, &error);
        if (status != FIT_OK)
            break;
        status = work(exchange, db, context);
        if (status != FIT_OK)
            error = *fit_db_error(db);
        status = fit_store_end(db, status, &error);
        if (status != FIT_ERR_BUSY || access != FIT_WRITE)
            break;
    }
    return status == FIT_OK ? FIT_OK_ANSWER : fit_store_problem(exchange, status, &error);
}
