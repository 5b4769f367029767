#include "store/tables.h"

#define P1 "$1"
#define P2 P1 ", $2"
#define P3 P2 ", $3"
#define P4 P3 ", $4"
#define P5 P4 ", $5"
#define P6 P5 ", $6"
#define P7 P6 ", $7"
#define P8 P7 ", $8"
#define P9 P8 ", $9"
#define P10 P9 ", $10"
#define P11 P10 ", $11"
#define P12 P11 ", $12"

#define TABLE(table, id, parameters, kinds_, columns_)                                                                 \
    {                                                                                                                  \
        .name = table,                                                                                                 \
        .columns = columns_,                                                                                           \
        .kinds = kinds_,                                                                                               \
        .has_id = id,                                                                                                  \
        .count = "SELECT count(*) FROM " table,                                                                        \
        .select = "SELECT " columns_ " FROM " table,                                                                   \
        .insert = "INSERT INTO " table " (" columns_ ") VALUES (" parameters ")",                                      \
        .clear = "DELETE FROM " table,                                                                                 \
    }

const fit_table fit_tables[] = {
    TABLE("members", true, P12, "itttittittii",
          "id, email, email_key, nickname, born_day, language, role, disabled, password_hash, settings, weekly_days, "
          "created_ms"),
    TABLE("goals", false, P3, "iti", "member_id, exercise, weekly_repetitions"),
    TABLE("photos", false, P3, "ibi", "member_id, sealed_jpeg, changed_ms"),
    TABLE("sessions", true, P8, "ibiiitti",
          "id, token_hash, member_id, created_ms, used_ms, address, user_agent, password_ms"),
    TABLE("codes", false, P6, "ttibii", "purpose, address_key, member_id, code_hash, tries_left, expires_ms"),
    TABLE("invitations", true, P7, "ibttiii", "id, code_hash, role, note, created_ms, expires_ms, used_ms"),
    TABLE("mails", true, P9, "itttiiiit",
          "id, kind, address, language, member_id, created_ms, next_ms, tries, last_error"),
    TABLE("limits", false, P2, "ti", "key, full_ms"),
    TABLE("events", true, P6, "iititt", "id, at_ms, kind, member_id, address, detail"),
    TABLE("workouts", true, P11, "iittiiiiiii",
          "id, member_id, key, exercise, started_ms, offset_min, local_day, finished_ms, plan_sets, plan_repetitions, "
          "plan_rest_s"),
    TABLE("sets", false, P4, "iiii", "workout_id, number, started_ms, ended_ms"),
    TABLE(
        "repetitions", false, P12, "iiiiititiirt",
        "workout_id, sequence, set_number, at_ms, local_day, side, counted, reason, down_ms, up_ms, range_deg, faults"),
    TABLE("daily_totals", false, P8, "iitiiiii",
          "member_id, local_day, exercise, repetitions, clean, rejected, active_ms, best_set"),
    TABLE("daily_faults", false, P5, "iitti", "member_id, local_day, exercise, fault, amount"),
    TABLE("faces", false, P3, "iit", "member_id, consent_ms, login"),
    TABLE("face_templates", true, P6, "iiibii", "id, member_id, model, sealed, created_ms, used_ms"),
    TABLE("face_revision", false, P2, "ii", "one, revision"),
    TABLE("face_switch", false, P2, "ii", "one, is_on"),
    TABLE("face_uses", true, P5, "iiitt", "id, member_id, at_ms, address, user_agent"),
    TABLE("face_duplicates", false, P3, "iii", "member_id, other_id, found_ms"),
    TABLE("face_challenges", true, P8, "ibitiibi",
          "id, secret_hash, member_id, steps, issued_ms, expires_ms, sealed_state, frames"),
    TABLE("daily_faces", false, P4, "iiii", "local_day, accepted, rejected, spoofs"),
};

const size_t fit_table_count = sizeof fit_tables / sizeof *fit_tables;
