"""coniql on a free port of loopback, as a worker: the first line of its input is answered with {"url": URL}."""

import asyncio
import json
import socket
import sys

from aiohttp import web
from coniql.app import create_app


async def serve():
    listening = socket.create_server(('127.0.0.1', 0))
    runner = web.AppRunner(create_app(use_cors=False, debug=False, graphiql=False))
    await runner.setup()
    await web.SockSite(runner, listening).start()
    lines = asyncio.get_running_loop()
    await lines.run_in_executor(None, sys.stdin.readline)
    print(json.dumps({'url': f'ws://127.0.0.1:{listening.getsockname()[1]}/ws'}), flush=True)
    await lines.run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


asyncio.run(serve())
