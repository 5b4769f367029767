/* What is sealed of a face: templates, each bound to its member and model, and the state of a challenge, bound to that
 * challenge and its number of frames. Moved to another row, either is refused. Thread-safe. */
#ifndef FIT_SERVER_FACE_SEAL_H
#define FIT_SERVER_FACE_SEAL_H

#include "aifit/face.h"
#include "server/secrets.h"
#include "store/challenges.h"

/* model: the number of the weights. sealed: appended to. */
FIT_NODISCARD fit_status fit_face_seal(const fit_secrets *secrets, int64_t member_id, int64_t model,
                                       const fit_face_embedding *face, fit_buffer *sealed);
/* FIT_ERR_FORMAT: it was changed, belongs to another member, model or key. */
FIT_NODISCARD fit_status fit_face_unseal(const fit_secrets *secrets, int64_t member_id, int64_t model,
                                         const void *sealed, size_t len, fit_face_embedding *face);

/* challenge: as it was found, before this frame. */
FIT_NODISCARD fit_status fit_challenge_seal(const fit_secrets *secrets, const fit_stored_challenge *challenge,
                                            const void *state, size_t len, fit_buffer *sealed);
/* challenge, sealed: as they were found. state: len bytes; all 0 before the first frame. FIT_ERR_FORMAT: as above, or
 * of another length. */
FIT_NODISCARD fit_status fit_challenge_unseal(const fit_secrets *secrets, const fit_stored_challenge *challenge,
                                              const fit_buffer *sealed, void *state, size_t len);

#endif
