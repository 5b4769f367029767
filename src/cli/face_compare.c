#include <math.h>
#include <stdio.h>

#include "base/json_writer.h"
#include "cli/common/faces.h"
#include "cli/common/options.h"
#include "cli/face.h"
#include "face/template.h"
#include "face/threshold.h"

/* One photo against one. */
static const double FALSE_ACCEPT_RATE = 0.001;

typedef struct options {
    const char *face_model;
    bool json;
} options;

static const fit_command command = {
    .name = "face compare",
    .operands = "A.jpg B.jpg",
    .min_operands = 2,
    .max_operands = 2,
    .about =
        "Tells whether two photos, each of one person, show the same one: how similar the faces are (-1 to 1), and\n"
        "whether that is above the threshold which at most 1 in 1000 pairs of different people pass. Of other weights\n"
        "than the default no threshold is known: 'aifit face evaluate' measures one.\n",
    .options = (const fit_option[]){FIT_FACE_MODEL_OPTION(FIT_OPTION_INTO(options, face_model)),
                                    {"json", NULL, "print JSON", FIT_OPTION_INTO(options, json)},
                                    {0}},
};

typedef struct photo {
    const char *path;
    fit_face_embedding embedding;
    fit_face_quality quality;
} photo;

static void write_photo(fit_json_writer *json, const photo *p)
{
    fit_json_object_open(json);
    fit_json_key(json, "file");
    fit_json_string(json, p->path);
    fit_json_key(json, "quality");
    fit_json_string(json, fit_face_reason_name(p->quality.reason));
    fit_json_key(json, "sharpness");
    fit_json_fixed(json, p->quality.sharpness, 3);
    fit_json_key(json, "luma");
    fit_json_fixed(json, p->quality.luma, 1);
    fit_json_object_close(json);
}

/* threshold: NAN where none is known. */
static fit_exit print_json(const photo photos[2], float similarity, float threshold)
{
    enum { MAX_BYTES = 1 << 20 };
    fit_json_writer json;
    fit_buffer text;
    fit_buffer_init(&text, MAX_BYTES);
    fit_json_begin(&json, &text);
    fit_json_object_open(&json);
    fit_json_key(&json, "similarity");
    fit_json_fixed(&json, similarity, 4);
    fit_json_key(&json, "threshold");
    fit_json_fixed(&json, threshold, 4);
    fit_json_key(&json, "false_accept_rate");
    fit_json_fixed(&json, isnan(threshold) ? NAN : FALSE_ACCEPT_RATE, 4);
    fit_json_key(&json, "same");
    if (isnan(threshold))
        fit_json_null(&json);
    else
        fit_json_bool(&json, similarity > threshold);
    fit_json_key(&json, "photos");
    fit_json_array_open(&json);
    write_photo(&json, &photos[0]);
    write_photo(&json, &photos[1]);
    fit_json_array_close(&json);
    fit_json_object_close(&json);
    const fit_status status = json.status;
    if (status == FIT_OK)
        puts(text.data);
    fit_buffer_deinit(&text);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("no memory for the result");
}

static void print_words(const photo photos[2], float similarity, float threshold)
{
    if (isnan(threshold))
        printf("similarity %.3f; no threshold is known for these weights\n", (double)similarity);
    else
        printf("%s: similarity %.3f, threshold %.3f (at most 1 in %.0f pairs of different people are above)\n",
               similarity > threshold ? "the same person" : "not the same person", (double)similarity,
               (double)threshold, 1.0 / FALSE_ACCEPT_RATE);
    for (int i = 0; i < 2; i++)
        if (photos[i].quality.reason != FIT_FACE_GOOD)
            printf("%s is a poor photo (%s), so this is uncertain\n", photos[i].path,
                   fit_face_reason_name(photos[i].quality.reason));
}

fit_exit fit_cli_face_compare(int argc, char **argv)
{
    options given = {0};
    photo photos[2];
    fit_exit result;
    int first;
    if (!fit_command_parse(&command, argc, argv, &given, &first, &result))
        return result;
    fit_faces faces = {0};
    fit_error error;
    if (fit_faces_open(&faces, given.face_model, &error) != FIT_OK)
        result = fit_cli_fail("%s", error.text);
    for (int i = 0; i < 2 && result == FIT_EXIT_OK; i++) {
        photo *p = &photos[i];
        p->path = argv[first + i];
        if (fit_faces_embed(&faces, p->path, &fit_face_limits_login, &p->embedding, &p->quality, &error) != FIT_OK)
            result = fit_cli_fail_file(p->path, &error);
    }
    fit_faces_close(&faces);
    if (result != FIT_EXIT_OK)
        return result;
    const float similarity = fit_face_similarity(&photos[0].embedding, &photos[1].embedding);
    const float threshold = given.face_model ? NAN : fit_face_threshold(FIT_FACE_PHOTOS, FALSE_ACCEPT_RATE, 1);
    if (given.json)
        return print_json(photos, similarity, threshold);
    print_words(photos, similarity, threshold);
    return FIT_EXIT_OK;
}
