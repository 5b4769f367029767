/* Challenges that a visitor answers before the camera. Whatever server gets a frame goes on from the state that the
 * last one left; when two servers have a frame of the same challenge at once, one of them has lost. Hashes only; the
 * caller makes the secret and seals the state. */
#ifndef FIT_STORE_CHALLENGES_H
#define FIT_STORE_CHALLENGES_H

#include "store/members.h"

enum { FIT_CHALLENGE_HASH_LEN = 32, FIT_CHALLENGE_STEPS_CAP = 101 };

typedef struct fit_stored_challenge {
    int64_t id;
    int64_t member_id;                   /* who enrols, or is to be compared; 0: whoever it is */
    char steps[FIT_CHALLENGE_STEPS_CAP]; /* names separated by spaces */
    int64_t issued_ms, expires_ms;
    int64_t frames; /* how many were taken */
} fit_stored_challenge;

/* Writes; id and frames of challenge are ignored. FIT_ERR_ARG: no such member. */
FIT_NODISCARD fit_status fit_challenges_add(fit_db *db, const unsigned char secret_hash[FIT_CHALLENGE_HASH_LEN],
                                            const fit_stored_challenge *challenge, int64_t *id);
/* Reads. sealed_state: appended to; nothing before the first frame. FIT_ERR_NOT_FOUND: none, finished, too late. */
FIT_NODISCARD fit_status fit_challenges_find(fit_db *db, const unsigned char secret_hash[FIT_CHALLENGE_HASH_LEN],
                                             int64_t now_ms, fit_stored_challenge *challenge, fit_buffer *sealed_state);
/* Writes: one frame more was taken, and this is the state after it. challenge: as found, but for expires_ms, which may
 * be another one from now on. FIT_ERR_CONFLICT: another frame was taken since, or it is finished; then this one does
 * not count. */
FIT_NODISCARD fit_status fit_challenges_advance(fit_db *db, const fit_stored_challenge *challenge,
                                                const void *sealed_state, size_t len);
/* Writes: it is decided and gone; whoever gets FIT_OK, and nobody else, may act on the decision. FIT_ERR_CONFLICT: as
 * above. */
FIT_NODISCARD fit_status fit_challenges_finish(fit_db *db, const fit_stored_challenge *challenge);
FIT_NODISCARD fit_status fit_challenges_sweep(fit_db *db, int64_t now_ms);

#endif
