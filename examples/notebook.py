"""The noise of every slot, run by run: a table and a plot.

Run it as a script, or copy the lines into a notebook:

    python notebook.py [SERVER] [PLOT]

SERVER defaults to http://127.0.0.1:4000, PLOT to noise.png. It needs pandas and matplotlib:
notebook-requirements.txt has versions that were tried. For a server with a token, pass it to `read_csv` as
storage_options={"Authorization": "Bearer TOKEN"}.
"""

import sys

import pandas as pd

server = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4000"
rows = pd.read_csv(f"{server}/export/runs.csv?operation=take_noise&count=200", parse_dates=["run_start"])
good = rows[rows.status == "SUCCEEDED"]
noise = good.pivot_table(index="run_start", columns="stream_id", values="white_noise_level_q50")
print(noise.describe().loc[["count", "min", "50%", "max"]].T)
axes = noise.plot(marker="o", ylabel="median white noise (pA/√Hz)", xlabel="start of the run (UTC)")
axes.figure.savefig(sys.argv[2] if len(sys.argv) > 2 else "noise.png")
