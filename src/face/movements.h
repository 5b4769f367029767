/* How far each movement has gone in one frame. Pure. */
#ifndef FIT_FACE_MOVEMENTS_H
#define FIT_FACE_MOVEMENTS_H

#include "face/liveness.h"

/* done: 0 at rest, 1 a movement that counts. flat: the face moves as a picture of one does; done is then all 0. */
typedef struct fit_movements {
    float done[FIT_MOVE_COUNT];
    bool flat;
} fit_movements;

fit_movements fit_movements_measure(const fit_liveness *liveness, const fit_face *face);

#endif
