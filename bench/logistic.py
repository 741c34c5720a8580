"""Logistic regression in scikit-learn, as bench/neuron.R has it done by others. Prints the seconds of a second fit: the
first warms up.

Usage: logistic.py sklearn SOLVER DATA COLUMNS
DATA holds x, column by column, then the response, as doubles.
"""
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression

solver, path, columns = sys.argv[2], sys.argv[3], int(sys.argv[4])
data = np.fromfile(path).reshape(columns + 1, -1)
x, d = np.ascontiguousarray(data[:columns].T), data[columns]
model = LogisticRegression(penalty=None, solver=solver, tol=1e-6, max_iter=1000)
model.fit(x, d)
begun = time.perf_counter()
model.fit(x, d)
print(time.perf_counter() - begun)
