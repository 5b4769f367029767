/* The body of an APP1 marker, out of a stranger's photo: whatever it says, the answer is an orientation. The buffer is
 * of exactly its size, so that a byte read beyond it is seen. */
#include <stdint.h>
#include <stdlib.h>

#include "media/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fit_orientation orientation = fit_exif_orientation(data, size);
    if (orientation < FIT_ORIENTATION_UPRIGHT || orientation > FIT_ORIENTATION_TURN_LEFT)
        abort();
    return 0;
}
