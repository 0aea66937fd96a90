"""A pysmurf script for the task `run`: script.py SECONDS [EXIT_CODE]"""

import sys
import time

print('script started', flush=True)
time.sleep(float(sys.argv[1]))
sys.exit(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
