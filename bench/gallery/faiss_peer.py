"""FAISS on the templates of gallery_bench, one thread: python3 faiss_peer.py FILE N. For each line "flat QUERY" (floats,
exact) or "sq8 QUERY" (bytes, IndexScalarQuantizer) it answers with a line of JSON."""
import json
import sys
import time

import faiss
import numpy

LEN, TEMPLATES, QUERIES = 192, 5, 64

path, n = sys.argv[1], int(sys.argv[2])
faiss.omp_set_num_threads(1)
faces = numpy.fromfile(path, dtype=numpy.float32, count=(QUERIES + n) * LEN).reshape(-1, LEN)
indexes = {
    "flat": faiss.IndexFlatIP(LEN),
    "sq8": faiss.IndexScalarQuantizer(LEN, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT),
}
for index in indexes.values():
    index.train(faces[QUERIES:])
    index.add(faces[QUERIES:])
queries = faces[:QUERIES].copy()
del faces
print("{}", flush=True)
for line in sys.stdin:
    name, query = line.split()
    start = time.thread_time()
    # Five may be the nearest member's own: the sixth is another's.
    _, found = indexes[name].search(queries[int(query)][None], TEMPLATES + 1)
    ms = 1e3 * (time.thread_time() - start)
    members = found[0] // TEMPLATES + 1
    second = members[members != members[0]][0]
    print(json.dumps({"ms": ms, "template": int(found[0][0]) + 1, "second": int(second)}), flush=True)
