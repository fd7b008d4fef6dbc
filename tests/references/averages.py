"""Reference averages for ravine's tests, from pandas' ewm.

Nothing here uses ravine. alpha is the weight of the new value, 1 - beta where beta is on the old one.

    venv/bin/python tests/references/averages.py       # writes averages.csv beside this file

averages.csv: case, beta, t, y, ema, ema_corrected
  ema             ewm(alpha=1-beta, adjust=False) of the series with a 0 before it, without that first row: begun at 0
  ema_corrected   ewm(alpha=1-beta, adjust=True): over the sum of the weights
Each is checked here against the weighted sum in 50 decimal digits; the worst relative difference is printed.
beta stands as a decimal number; 1-beta is rounded once, to the f64 that pandas is given.
"""

import csv
import os
from decimal import Decimal, getcontext

import numpy as np
import pandas as pd

getcontext().prec = 50
BETAS = ["0", "0.1", "0.5", "0.9", "0.95", "0.977", "0.99", "0.999"]


def cases():
    rng = np.random.default_rng(7)
    yield "noise", rng.normal(size=150)
    yield "season", 12 + 10 * np.sin(2 * np.pi * np.arange(1, 151) / 150) + 3 * rng.normal(size=150)
    yield "walk", 1e6 + np.cumsum(rng.normal(size=150))
    yield "zigzag", 1.0 + 4.0 * (-1.0) ** np.arange(60)
    yield "constant", np.full(60, 0.1)
    yield "impulse", np.eye(1, 60, 0)[0]
    yield "huge and tiny", np.array([1e300, 1e-300, -1e300, 5e-324, 1.0] * 8)
    yield "two", np.array([3.0, -1.0])


def exact(y, beta):
    """Both averages at every step, in 50 digits."""
    past = Decimal(beta)
    new, mean, weight = 1 - past, Decimal(0), Decimal(0)
    for value in y:
        mean, weight = past * mean + new * Decimal(float(value)), past * weight + new
        yield mean, mean / weight


def main():
    rows, worst = [], 0.0
    for name, y in cases():
        for beta in BETAS:
            alpha = 1.0 - float(beta)
            raw = pd.Series(np.concatenate([[0.0], y])).ewm(alpha=alpha, adjust=False).mean().to_numpy()[1:]
            corrected = pd.Series(y).ewm(alpha=alpha, adjust=True).mean().to_numpy()
            scale = Decimal(0)
            for t, (value, pair) in enumerate(zip(y, exact(y, beta))):
                scale = max(scale, abs(Decimal(float(value))))
                for got, want in zip((raw[t], corrected[t]), pair):
                    worst = max(worst, float(abs(Decimal(float(got)) - want) / max(scale, Decimal(10) ** -300)))
                rows.append([name, beta, t + 1, repr(float(value)), repr(float(raw[t])), repr(float(corrected[t]))])
    print(f"{len(rows)} rows; pandas {pd.__version__}, numpy {np.__version__}; off by at most {worst:.1e} of the largest value")
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "averages.csv")
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("case,beta,t,y,ema,ema_corrected".split(","))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
