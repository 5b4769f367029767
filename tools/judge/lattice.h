/* Does a lattice lie over a face, as the pixels of a screen leave it in a picture of that screen? Pure; thread-safe. */
#ifndef JUDGE_LATTICE_H
#define JUDGE_LATTICE_H

#include "aifit/face.h"

/* Each is ln(power of the strongest isolated peak of the spectrum / median power around it): the more, the more
 * regular. Noise alone has about 1.8. 0: the face is smaller than 32 pixels, or outside the picture. */
typedef struct lattice_score {
    float brightness; /* BT.601 luma, periods of 2 to 6.4 pixels */
    float colour;     /* both colour differences, periods of 2 to 21 pixels: JPEG halves their resolution */
} lattice_score;

/* Of the face's middle, at most 128 x 128 pixels, as they are: resampling would take the lattice away. */
lattice_score lattice_find(const fit_image *frame, const fit_face *face);

#endif
