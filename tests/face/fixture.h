/* The real models and photos of @vladmandic/face-api, for the tests of faces. */
#ifndef TESTS_FACE_FIXTURE_H
#define TESTS_FACE_FIXTURE_H

#include "aifit/face.h"
#include "vision/geometry.h"

typedef struct fixture_file {
    void *bytes;
    size_t len_bytes;
} fixture_file;

enum { FIXTURE_PORTRAIT_SIDE = 600 };

/* Portraits of FIXTURE_PORTRAIT_SIDE pixels, one face some 280 pixels wide in the middle of each. */
typedef struct fixture {
    fixture_file detector, mesh, embedder;
    fit_face_models *models;
    fit_face_scanner *scanner;
    fit_image group;       /* four women, sample6.jpg */
    fit_image anna, anna2; /* one woman, in two photos; her head lies on her shoulder in the second */
    fit_image bea;         /* another, eyes cast down */
} fixture;

/* cmocka group setup and teardown; *state becomes a fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

fit_face_weights fixture_weights(const fixture *f);

/* A photo of the package, by its file name; freed with fixture_free_image. */
fit_image fixture_photo(const char *name);
/* RGB24 pictures, to be freed with fixture_free_image. plain: all pixels of one grey, or noise (grey < 0). */
fit_image fixture_plain(int32_t width, int32_t height, int grey);
void fixture_free_image(fit_image *image);
/* What lies at to_src of each pixel, grey where that is outside src. */
fit_image fixture_warp(const fit_image *src, int32_t width, int32_t height, fit_affine to_src);
/* src as it is, turned clockwise about its middle. */
fit_image fixture_turn(const fit_image *src, float degrees);
fit_image fixture_mirror(const fit_image *src);
/* src scaled to side x side, its corner at (x, y) of a grey picture. */
fit_image fixture_place(const fit_image *src, int32_t width, int32_t height, float x, float y, float side);
/* Each byte becomes factor * byte + offset. */
fit_image fixture_light(const fit_image *src, float factor, float offset);
/* The mean of squares of 2 reach + 1 pixels, twice. */
fit_image fixture_blur(const fit_image *src, int reach);

/* The one face of the picture; fails the test if there is none, or another. */
fit_face fixture_face(const fixture *f, const fit_image *image);
fit_face_embedding fixture_embed(const fixture *f, const fit_image *image);

void assert_within(float value, float low, float high);

#endif
