"""Reads a file of the aggregator with so3g, as analysis programs do.

recorded_file.py FILE ADDRESS

Says as JSON, for each feed of the agent at ADDRESS and each field of it, the times (UNIX seconds) and the
values that were recorded.
"""

import json
import sys

from so3g.hk import HKArchiveScanner


def main(path, address):
    scanner = HKArchiveScanner()
    scanner.process_file(path)
    archive = scanner.finalize()
    fields, _ = archive.get_fields()
    prefix = f'{address}.feeds.'
    feeds = {}
    for name in sorted(fields):
        if name.startswith(prefix):
            feed, field = name.removeprefix(prefix).split('.', 1)
            (times, values), = archive.simple([name])
            feeds.setdefault(feed, {})[field] = {'times': times.tolist(), 'values': values.tolist()}
    return feeds


if __name__ == '__main__':
    print(json.dumps(main(*sys.argv[1:])))
