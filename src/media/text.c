/* Letters of round strokes, drawn by hand for this program: they scale to any size and need no font file. */
#include <stdbool.h>

#include "media/draw.h"

/* A letter is a list of strokes parted by spaces; a stroke is a list of points, each two digits: x to the right, y
 * down, capitals between y = 0 and y = 6, small letters between 2 and 6, tails down to 8. One point alone is a dot. */
enum { FIRST = ' ', LAST = '~', CAP_UNITS = 6 };

static const char *const letters[LAST - FIRST + 1] = {
    /* space to / */ "",
    "0004 06",
    "0002 2022",
    "1016 3036 0242 0444",
    "413010010213334445361605 2026",
    "0640 0010110100 3545463635",
    "46112030310405162644",
    "0002",
    "201102041526",
    "001122241506",
    "2125 0343 1234 3214",
    "2125 0343",
    "1507",
    "0333",
    "06",
    "0640",
    /* 0 to 9 */ "103041453616050110",
    "112026 1636",
    "01103041420646",
    "01103041423313 334445361605",
    "36300444",
    "400002324345361605",
    "413010010516364543321203",
    "004016",
    "103041423313020110 1304051636454433",
    "051636454130100103143443",
    /* : to @ */ "02 06",
    "12 1507",
    "300336",
    "0242 0444",
    "003306",
    "01103041422324 26",
    "34141232344441301001051646",
    /* A to Z */ "062046 1434",
    "00063645443303 0030414233",
    "4130100105163645",
    "00062644422000",
    "40000646 0333",
    "400006 0333",
    "41301001051636454323",
    "0006 4046 0343",
    "0006",
    "3035261605",
    "0006 4004 1346",
    "000646",
    "0600234046",
    "06004640",
    "103041453616050110",
    "06003041423303",
    "103041453616050110 2446",
    "06003041423303 2346",
    "413010010213334445361605",
    "0040 2026",
    "000516364540",
    "002640",
    "0016233640",
    "0046 4006",
    "002340 2326",
    "00400646",
    /* [ to ` */ "10000616",
    "0046",
    "00101606",
    "022042",
    "0747",
    "0011",
    /* a to z */ "0312223336 341405162635",
    "0006 0312223335261605",
    "3322120305162635",
    "3036 3322120305162635",
    "043433221203051636",
    "201116 0222",
    "3322120305162635 3237281807",
    "0006 0312223336",
    "0206 00",
    "121708 10",
    "0006 3205 1436",
    "000516",
    "0206 03122326 23324346",
    "0206 0312223336",
    "122233352616050312",
    "0208 0312223335261605",
    "3238 3322120305162635",
    "0206 031222",
    "3212031424352606",
    "101526 0222",
    "0205162635 3236",
    "022642",
    "0216243642",
    "0236 3206",
    "0226 4218",
    "02320636",
    /* { to ~ */ "20111203141526",
    "0007",
    "00111223141506",
    "04132433"};

static const char *letter_of(char c)
{
    return letters[(c >= FIRST && c <= LAST ? c : '?') - FIRST];
}

/* In units; a space is two wide. */
static int letter_width(char c)
{
    const char *p = letter_of(c);
    int width = *p ? 0 : 2;
    for (; *p; p += *p == ' ' ? 1 : 2)
        if (*p != ' ' && *p - '0' > width)
            width = *p - '0';
    return width;
}

static const float GAP_UNITS = 1.8f;        /* between letters */
static const float STROKE_SHARE = 1.0f / 7; /* of the height of a capital */

static void draw_letter(fit_pixels *pixels, fit_spot at, float unit, float stroke, fit_colour colour, const char *p)
{
    bool in_stroke = false;
    fit_spot last = at;
    for (; *p; p += *p == ' ' ? 1 : 2) {
        if (*p == ' ') {
            in_stroke = false;
            continue;
        }
        fit_spot spot = {at.x + (float)(p[0] - '0') * unit, at.y + (float)(p[1] - '0') * unit};
        bool dot = !in_stroke && (p[2] == ' ' || p[2] == '\0');
        if (dot)
            fit_draw_line(pixels, spot, spot, stroke * 1.3f, colour); /* a dot no wider than a stroke looks faint */
        else if (in_stroke)
            fit_draw_line(pixels, last, spot, stroke, colour);
        last = spot;
        in_stroke = true;
    }
}

void fit_draw_text(fit_pixels *pixels, fit_spot at, float cap_height, fit_colour colour, const char *text)
{
    float unit = cap_height / CAP_UNITS;
    for (; *text; text++) {
        draw_letter(pixels, at, unit, cap_height * STROKE_SHARE, colour, letter_of(*text));
        at.x += ((float)letter_width(*text) + GAP_UNITS) * unit;
    }
}

float fit_draw_text_width(float cap_height, const char *text)
{
    float units = 0;
    for (const char *p = text; *p; p++)
        units += (float)letter_width(*p) + (p[1] ? GAP_UNITS : 0);
    return units * cap_height / CAP_UNITS;
}
