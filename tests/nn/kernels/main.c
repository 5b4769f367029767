/* The kernel checks without cmocka, for machines that have none: AArch64 under QEMU, WebAssembly engines; and for
 * wide.c, which goes by the name of sse2. */
#include <stdio.h>

#include "../check_kernels.h"

int main(void)
{
    unsigned failures = 0;
    unsigned checked = 0;
    for (int isa = FIT_NN_ISA_REFERENCE + 1; isa < FIT_NN_ISA_COUNT; isa++) {
        const fit_nn_kernels *kernels = fit_nn_kernels_get((fit_nn_isa)isa);
        for (int i = 0; kernels && i < CHECK_FAMILIES; i++, checked++) {
            const unsigned found = check_families[i].run(kernels);
            printf("%s %s: %u failed\n", fit_nn_isa_name((fit_nn_isa)isa), check_families[i].name, found);
            failures += found;
        }
    }
    if (checked == 0)
        puts("no vector kernels in this build");
    return failures > 0 || checked == 0;
}
