"""CPU seconds of scikit-image's marching cubes over all labels of an array, each in its own box, printed as JSON.

    python3 skimage_marching_cubes.py FILE.npz ARRAY RUNS
"""

import json
import sys
import time

import numpy as np
from scipy.ndimage import find_objects
from skimage.measure import marching_cubes


def mesh_all(labels, boxes):
    triangles = 0
    for label, box in boxes:
        mask = np.pad((labels[box] == label).astype(np.float32), 1)
        triangles += len(marching_cubes(mask, 0.5)[1])
    return triangles


def main():
    path, array, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    labels = np.load(path)[array]
    # Where each label is found is not counted.
    boxes = [(i + 1, box) for i, box in enumerate(find_objects(labels)) if box]
    seconds = []
    for _ in range(runs):
        before = time.process_time()
        triangles = mesh_all(labels, boxes)
        seconds.append(time.process_time() - before)
    print(json.dumps({"labels": len(boxes), "triangles": triangles, "seconds": seconds}))


if __name__ == "__main__":
    main()
