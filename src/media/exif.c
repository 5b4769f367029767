/* The one EXIF field that matters here: orientation. TIFF 6.0 section 2; CIPA DC-008 4.5.4, 4.6.4. */
#include <string.h>

#include "base/checked.h"
#include "media/photo.h"

enum {
    TIFF_HEADER = 8,
    TIFF_ENTRY = 12,
    TIFF_MAGIC = 42,
    TIFF_SHORT = 3,
    TAG_ORIENTATION = 0x0112,
};

typedef struct tiff {
    const unsigned char *bytes;
    size_t len;
    bool big_endian;
} tiff;

/* Both return 0 beyond the end, which no field looked at here takes for valid. */
static unsigned read_u16(const tiff *t, size_t at)
{
    if (!fit_range_inside(at, 2, t->len))
        return 0;
    const unsigned char *p = t->bytes + at;
    return t->big_endian ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static size_t read_u32(const tiff *t, size_t at)
{
    size_t first = read_u16(t, at), second = read_u16(t, at + 2);
    return t->big_endian ? first << 16 | second : second << 16 | first;
}

fit_orientation fit_exif_orientation(const unsigned char *app1, size_t len)
{
    static const char prefix[6] = "Exif\0";
    if (len < sizeof prefix + TIFF_HEADER || memcmp(app1, prefix, sizeof prefix) != 0)
        return FIT_ORIENTATION_UPRIGHT;
    tiff t = {.bytes = app1 + sizeof prefix, .len = len - sizeof prefix};
    t.big_endian = t.bytes[0] == 'M';
    if (read_u16(&t, 2) != TIFF_MAGIC)
        return FIT_ORIENTATION_UPRIGHT;
    size_t directory = read_u32(&t, 4);
    unsigned entries = read_u16(&t, directory);
    for (unsigned i = 0; i < entries; i++) {
        size_t entry = directory + 2 + (size_t)i * TIFF_ENTRY;
        if (read_u16(&t, entry) != TAG_ORIENTATION)
            continue;
        unsigned value = read_u16(&t, entry + 8);
        bool valid = read_u16(&t, entry + 2) == TIFF_SHORT && value >= 1 && value <= 8;
        return valid ? (fit_orientation)value : FIT_ORIENTATION_UPRIGHT;
    }
    return FIT_ORIENTATION_UPRIGHT;
}
