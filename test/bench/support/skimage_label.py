"""Components of equal labels by scikit-image (Debian's python3-skimage): FILE ARRAY RUNS -> JSON with the CPU seconds of each run."""
import json
import sys
import time

import numpy as np
from skimage.measure import label

labels = np.load(sys.argv[1])[sys.argv[2]]
seconds = []
for _ in range(int(sys.argv[3])):
    before = time.process_time()
    _, count = label(labels, connectivity=1, background=0, return_num=True)
    seconds.append(time.process_time() - before)
json.dump({'count': int(count), 'seconds': seconds}, sys.stdout)
