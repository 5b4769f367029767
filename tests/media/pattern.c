#include "pattern.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void require(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    abort();
}

static uint8_t *at(const fit_pixels *pixels, int32_t x, int32_t y)
{
    return pixels->data + (size_t)y * pixels->stride_bytes + (size_t)x * 3;
}

const uint8_t *pattern_at(const fit_pixels *pixels, int32_t x, int32_t y)
{
    return at(pixels, x, y);
}

void pattern_fill(fit_pixels *pixels, int32_t width, int32_t height)
{
    require(fit_pixels_resize(pixels, width, height, NULL) == FIT_OK, "resize");
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++) {
            int32_t n = y * width + x;
            at(pixels, x, y)[0] = (uint8_t)n;
            at(pixels, x, y)[1] = (uint8_t)(n >> 8);
            at(pixels, x, y)[2] = 77;
        }
}

void pattern_patches(fit_pixels *pixels, int32_t width, int32_t height)
{
    static const uint8_t colours[4][3] = {{230, 20, 20}, {20, 200, 20}, {20, 20, 230}, {240, 240, 240}};
    require(fit_pixels_resize(pixels, width, height, NULL) == FIT_OK, "resize");
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++)
            memcpy(at(pixels, x, y), colours[(y >= height / 2) * 2 + (x >= width / 2)], 3);
}

void temp_dir_make(char path[64])
{
    snprintf(path, 64, "/tmp/aifit-test-XXXXXX");
    require(mkdtemp(path) != NULL, "mkdtemp");
}

void temp_dir_remove(const char *path)
{
    DIR *dir = opendir(path);
    require(dir != NULL, path);
    for (struct dirent *entry; (entry = readdir(dir));) {
        char name[512];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            require(unlink(name) == 0, name);
    }
    closedir(dir);
    require(rmdir(path) == 0, path);
}

void file_write(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    require(file && fwrite(bytes, 1, len, file) == len && fclose(file) == 0, path);
}
