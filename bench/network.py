"""Networks in numpy, PyTorch and scikit-learn: the same work as bench/network.R gives descent. Prints the seconds of
training, a second time: the first warms up.

Usage: network.py numpy|torch|sklearn float64|float32 gd|adam EPOCHS BATCH RATE ACTIVATION OUTPUT WIDTHS SHUFFLE DATA
BATCH 0 means all rows; DATA holds x (rows by columns), then the targets, as doubles.
"""
import sys
import time

module, kind, rule, epochs, batch, rate, activation, output, widths, shuffle, path = sys.argv[1:]
epochs, batch, rate, shuffle = int(epochs), int(batch), float(rate), shuffle == "TRUE"
widths = [int(w) for w in widths.split("-")]

import numpy as np

data = np.fromfile(path)
rows = data.size // (widths[0] + widths[-1])
x = np.ascontiguousarray(data[: rows * widths[0]].reshape(widths[0], rows).T.astype(kind))
d = np.ascontiguousarray(data[rows * widths[0]:].reshape(widths[-1], rows).T.astype(kind))
batch = batch or rows
draw = np.random.default_rng(1)
start = [(draw.normal(0, a ** -0.5, (a, b)).astype(kind), np.zeros(b, kind)) for a, b in zip(widths, widths[1:])]


def numpy_training():
    parameters = [p for layer in start for p in layer]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    act = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}[activation]
    slope = {"tanh": lambda a: 1 - a * a, "relu": lambda a: a > 0, "sigmoid": lambda a: a * (1 - a)}[activation]
    step = 0
    for epoch in range(epochs):
        order = draw.permutation(rows) if shuffle else None
        for begin in range(0, rows, batch):
            at = order[begin:begin + batch] if shuffle else slice(begin, begin + batch)
            a = [x[at]]
            for l in range(0, len(parameters), 2):
                z = a[-1] @ parameters[l] + parameters[l + 1]
                a.append(act(z) if l + 2 < len(parameters) else z)
            y, target = a[-1], d[at]
            if output == "softmax":
                y = np.exp(y - y.max(1, keepdims=True))
                y /= y.sum(1, keepdims=True)
                delta = (y - target) / len(target)
            elif output == "sigmoid":
                y = 1 / (1 + np.exp(-y))
                delta = (y - target) * y * (1 - y) / len(target)
            else:
                delta = 2 * (y - target) / len(target)
            gradient = [None] * len(parameters)
            for l in range(len(parameters) - 2, -1, -2):
                gradient[l] = a[l // 2].T @ delta
                gradient[l + 1] = delta.sum(0)
                if l:
                    delta = (delta @ parameters[l].T) * slope(a[l // 2])
            step += 1
            for p, g, m, v in zip(parameters, gradient, first, second):
                if rule == "gd":
                    p -= rate * g
                else:
                    m *= 0.9
                    m += 0.1 * g
                    v *= 0.999
                    v += 0.001 * g * g
                    p -= rate / (1 - 0.9 ** step) * m / (np.sqrt(v) / (1 - 0.999 ** step) ** 0.5 + 1e-8)


def torch_training():
    import torch
    torch.set_num_threads(1)
    layers = []
    for l, (w, b) in enumerate(start):
        linear = torch.nn.Linear(*w.shape, dtype=getattr(torch, kind))
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(w.T.copy()))
            linear.bias.zero_()
        layers.append(linear)
        if l + 1 < len(start):
            layers.append({"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}[activation]())
    if output == "sigmoid":
        layers.append(torch.nn.Sigmoid())
    model = torch.nn.Sequential(*layers)
    cost = torch.nn.CrossEntropyLoss() if output == "softmax" else torch.nn.MSELoss()
    optimizer = (torch.optim.SGD if rule == "gd" else torch.optim.Adam)(model.parameters(), lr=rate)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(d)

    def training():
        for epoch in range(epochs):
            order = torch.randperm(rows) if shuffle else None
            for begin in range(0, rows, batch):
                at = order[begin:begin + batch] if shuffle else slice(begin, begin + batch)
                optimizer.zero_grad()
                cost(model(inputs[at]), targets[at]).backward()
                optimizer.step()

    return training


def sklearn_training():
    import warnings
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    warnings.simplefilter("ignore")
    model = (MLPClassifier if output == "softmax" else MLPRegressor)(
        widths[1:-1], {"sigmoid": "logistic"}.get(activation, activation),
        solver="sgd" if rule == "gd" else "adam", alpha=0, batch_size=batch, learning_rate_init=rate, max_iter=epochs,
        shuffle=shuffle, random_state=1, tol=0, momentum=0, nesterovs_momentum=False, n_iter_no_change=epochs + 1)
    target = d.argmax(1) if output == "softmax" else d[:, 0]
    return lambda: model.fit(x, target)


training = {"numpy": lambda: numpy_training, "torch": torch_training, "sklearn": sklearn_training}[module]()
training()
begun = time.perf_counter()
training()
print(time.perf_counter() - begun)
