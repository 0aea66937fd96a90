"""Lists SMuRF slots, commands them and watches them, through MultiSmurf.

    python3 -m venv venv && venv/bin/pip install -r examples/requirements.txt

    venv/bin/python examples/multismurf.py list
    venv/bin/python examples/multismurf.py run take_noise --params '{"duration": 5}'
    venv/bin/python examples/multismurf.py run take_noise --slots ufm_mv5 ufm_mv12
    venv/bin/python examples/multismurf.py watch --operations take_noise stream

If the server requires a token, set the environment variable MULTISMURF_AUTH_TOKEN.
"""

import argparse
import asyncio
import json
import os
import sys

from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportConnectionFailed, TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport

LIST = """
    query {
      smurfInstances {
        instanceId
        streamId
        expired
        state { numActiveChannels streaming }
        problems { message }
      }
    }
"""

RUN = """
    mutation ($operation: String!, $streamIds: [ID!], $params: JSON) {
      runOperation(operation: $operation, streamIds: $streamIds, params: $params) { id }
    }
"""

FOLLOW = """
    subscription ($id: ID!) {
      runUpdates(id: $id) {
        success
        slots { instanceId streamId status reason }
      }
    }
"""

WATCH = """
    subscription ($streamIds: [ID!], $operations: [String!]) {
      sessionUpdates(streamIds: $streamIds, operations: $operations) {
        instance { instanceId streamId }
        session { operation status success messages(last: 1) { text } }
      }
    }
"""


RETRY_SECONDS = 2


def http_client(url: str, headers: dict[str, str]) -> Client:
    """For queries and mutations."""
    return Client(transport=AIOHTTPTransport(url=url, headers=headers))


def live_client(url: str, headers: dict[str, str]) -> Client:
    """For subscriptions."""
    transport = WebsocketsTransport(url=url.replace("http", "ws", 1), headers=headers)
    return Client(transport=transport)


def name(slot: dict) -> str:
    return slot["streamId"] or slot["instanceId"]


async def list_slots(args: argparse.Namespace, headers: dict[str, str]) -> int:
    async with http_client(args.url, headers) as session:
        answer = await session.execute(GraphQLRequest(LIST))
    for slot in answer["smurfInstances"]:
        state = slot["state"] or {}
        words = [
            f"{name(slot):10} {slot['instanceId']}",
            "expired" if slot["expired"] else f"{state.get('numActiveChannels', '?')} channels",
            *(["streaming"] if state.get("streaming") else []),
            *(problem["message"] for problem in slot["problems"]),
        ]
        say("  ".join(words))
    return 0


async def run(args: argparse.Namespace, headers: dict[str, str]) -> int:
    """Starts the operation, and follows every slot to its end. Returns 0 if all succeeded."""
    variables = {"operation": args.operation, "streamIds": args.slots, "params": args.params}
    async with http_client(args.url, headers) as session:
        answer = await session.execute(GraphQLRequest(RUN, variable_values=variables))

    follow = GraphQLRequest(FOLLOW, variable_values={"id": answer["runOperation"]["id"]})
    shown: dict[str, str] = {}
    success = None
    async with live_client(args.url, headers) as session:
        # Completes when the run has ended.
        async for event in session.subscribe(follow):
            success = event["runUpdates"]["success"]
            for slot in event["runUpdates"]["slots"]:
                line = " ".join(part for part in (slot["status"], slot["reason"]) if part)
                if shown.get(slot["instanceId"]) != line:
                    say(f"{name(slot):10} {line}")
                shown[slot["instanceId"]] = line
    if success is None:
        raise TransportConnectionFailed("the connection was lost; the run continues")
    say("Every slot succeeded." if success else "Not every slot succeeded.")
    return 0 if success else 1


async def watch(args: argparse.Namespace, headers: dict[str, str]) -> int:
    """Shows the current state of every session, then every change, until Ctrl-C."""
    request = GraphQLRequest(
        WATCH, variable_values={"streamIds": args.slots, "operations": args.operations}
    )
    was_connected = False
    while True:
        try:
            async with live_client(args.url, headers) as session:
                was_connected = True
                async for event in session.subscribe(request):
                    say(describe(event["sessionUpdates"]))
        except TransportQueryError:
            raise
        except (TransportError, OSError):
            if not was_connected:
                raise
        # The server restarts. The next subscription begins with the current state.
        say("The connection was lost. Reconnecting.")
        await asyncio.sleep(RETRY_SECONDS)


def describe(update: dict) -> str:
    session = update["session"]
    status = session["status"]
    if status == "DONE":
        status = "SUCCEEDED" if session["success"] else "FAILED"
    texts = [message["text"] for message in session["messages"]]
    return " ".join([f"{name(update['instance']):10} {session['operation']}: {status}", *texts])


def say(line: str) -> None:
    print(line, flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="List, command and watch SMuRF slots.")
    parser.add_argument("--url", default="http://127.0.0.1:4000/graphql", help="URL of the server")
    commands = parser.add_subparsers(required=True)

    lists = commands.add_parser("list", help="show the slots")
    lists.set_defaults(do=list_slots)

    runs = commands.add_parser("run", help="run one operation on slots, and follow it to its end")
    runs.add_argument("operation", help="name of the operation, such as take_noise")
    runs.add_argument("--slots", nargs="+", default=["all"], help="stream ids; by default all slots that can be commanded")
    runs.add_argument("--params", type=json.loads, help="parameters of the operation, as JSON")
    runs.set_defaults(do=run)

    watches = commands.add_parser("watch", help="show sessions live")
    watches.add_argument("--slots", nargs="+", help="stream ids; by default all slots")
    watches.add_argument("--operations", nargs="+", help="names of operations, such as take_noise; by default all operations")
    watches.set_defaults(do=watch)
    return parser.parse_args()


def main() -> int:
    args = read_arguments()
    token = os.environ.get("MULTISMURF_AUTH_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return asyncio.run(args.do(args, headers))
    except KeyboardInterrupt:
        return 0
    except TransportQueryError as error:
        # The server rejected the request. Its message explains what to do.
        for one in error.errors or []:
            say(one["message"])
        return 1
    except (TransportError, OSError) as error:
        say(f"Cannot reach {args.url}: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
