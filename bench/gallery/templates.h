/* The file that `gallery_bench make` writes: QUERIES faces to look for, then templates, TEMPLATES of each member. */
#ifndef BENCH_TEMPLATES_H
#define BENCH_TEMPLATES_H

#include <stdio.h>

#include "face/gallery.h"

enum { TEMPLATES = 5, QUERIES = 64 };

/* The queries and a gallery of the file's first n templates (numbered from 1, as members are), freed with
 * fit_gallery_destroy; NULL when there is no such file, it has fewer, or memory is out. */
static inline fit_gallery *read_templates(const char *path, size_t n, fit_face_embedding queries[QUERIES])
{
    fit_face_embedding face;
    fit_gallery *gallery = NULL;
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    bool whole = fread(queries, sizeof *queries, QUERIES, file) == QUERIES &&
                 fit_gallery_create(&gallery, FIT_NN_ISA_AUTO) == FIT_OK;
    for (size_t i = 0; i < n && whole; i++)
        whole = fread(&face, sizeof face, 1, file) == 1 &&
                fit_gallery_add(gallery, (int64_t)i + 1, (int64_t)(i / TEMPLATES) + 1, &face) == FIT_OK;
    fclose(file);
    if (whole)
        return gallery;
    fit_gallery_destroy(gallery);
    return NULL;
}

#endif
