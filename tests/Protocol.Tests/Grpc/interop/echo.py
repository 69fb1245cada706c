"""The echo service of echo.proto by grpcio, as a server or as a client that tries everything.

  echo.py serve DESCRIPTOR             prints its port, ends with its standard input
  echo.py call DESCRIPTOR HOST:PORT    prints one JSON line per scenario: {name, error}

DESCRIPTOR is echo.proto's FileDescriptorProto in Base64, so that nothing has to be generated here.
"""
import base64
import json
import sys
import threading
import time
import traceback
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

POOL = descriptor_pool.DescriptorPool()
POOL.Add(descriptor_pb2.FileDescriptorProto.FromString(base64.b64decode(sys.argv[2])))


def message_class(name):
    descriptor = POOL.FindMessageTypeByName("tongtang.test." + name)
    return message_factory.MessageFactory(POOL).GetPrototype(descriptor)


Request = message_class("EchoRequest")
Reply = message_class("EchoReply")
MEBIBYTE = 1024 * 1024
NAMES = ("x-text", "x-data-bin")
CODES = {code.value[0]: code for code in grpc.StatusCode}

# --- server


def obey(request, context):
    context.set_trailing_metadata([(k, v) for k, v in context.invocation_metadata() if k in NAMES])
    if request.stand_still:
        gone = threading.Event()
        context.add_callback(gone.set)
        gone.wait()
    if request.fail_status:
        context.abort(CODES[request.fail_status], request.fail_message)


def say(request, context):
    obey(request, context)
    return Reply(payload=request.payload)


def collect(requests, context):
    reply = Reply()
    for request in requests:
        obey(request, context)
        reply.count += 1
        reply.total_bytes += len(request.payload)
    return reply


def repeat(request, context):
    for i in range(1, request.repeat + 1):
        if not context.is_active():
            return
        yield Reply(payload=request.payload, count=i)
    obey(request, context)


def converse(requests, context):
    for count, request in enumerate(requests, 1):
        yield Reply(payload=request.payload, count=count)
        obey(request, context)


def serve():
    coding = dict(request_deserializer=Request.FromString, response_serializer=Reply.SerializeToString)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=[("grpc.max_receive_message_length", 64 * MEBIBYTE)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("tongtang.test.Echo", {
        "Say": grpc.unary_unary_rpc_method_handler(say, **coding),
        "Collect": grpc.stream_unary_rpc_method_handler(collect, **coding),
        "Repeat": grpc.unary_stream_rpc_method_handler(repeat, **coding),
        "Converse": grpc.stream_stream_rpc_method_handler(converse, **coding),
    }),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    sys.stdin.read()
    server.stop(None)


# --- client


class Client:
    def __init__(self, channel):
        coding = dict(request_serializer=Request.SerializeToString, response_deserializer=Reply.FromString)
        self.channel = channel
        self.say = channel.unary_unary("/tongtang.test.Echo/Say", **coding)
        self.collect = channel.stream_unary("/tongtang.test.Echo/Collect", **coding)
        self.repeat = channel.unary_stream("/tongtang.test.Echo/Repeat", **coding)
        self.converse = channel.stream_stream("/tongtang.test.Echo/Converse", **coding)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r}, expected {expected!r}")


def failing(call):
    try:
        result = call()
        if hasattr(result, "__iter__"):
            list(result)
    except grpc.RpcError as error:
        return error
    raise AssertionError("it did not fail")


def unary(client):
    equal(client.say(Request(payload="课".encode()), timeout=20).payload.decode(), "课")


def unary_empty_message(client):
    equal(len(client.say(Request(), timeout=20).payload), 0)


def unary_four_mebibytes(client):
    payload = b"\7" * (4 * MEBIBYTE - 64)
    equal(client.say(Request(payload=payload), timeout=20).payload == payload, True)


def too_large(client):
    error = failing(lambda: client.say(Request(payload=bytes(5 * MEBIBYTE)), timeout=20))
    equal(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)


def error(client):
    error = failing(lambda: client.say(Request(fail_status=9, fail_message="录制已经 100% 结束\n"), timeout=20))
    equal((error.code(), error.details()), (grpc.StatusCode.FAILED_PRECONDITION, "录制已经 100% 结束\n"))


def metadata(client):
    for length in (0, 1, 2, 3, 255):
        sent = (("x-text", "plain text, with comma"), ("x-data-bin", b"\xfe" * length))
        _, call = client.say.with_call(Request(), metadata=sent, timeout=20)
        equal(sorted((k, v) for k, v in call.trailing_metadata()), sorted(sent))
        error = failing(lambda: client.say(Request(fail_status=5), metadata=sent, timeout=20))
        equal(sorted((k, v) for k, v in error.trailing_metadata() if k in NAMES), sorted(sent))


def client_stream_ten_thousand(client):
    reply = client.collect((Request(payload=bytes(10)) for _ in range(10_000)), timeout=20)
    equal((reply.count, reply.total_bytes), (10_000, 100_000))


def client_stream_ended_early(client):
    over = threading.Event()

    def requests():
        yield Request(fail_status=8, fail_message="storage full")
        over.wait(20)

    error = failing(lambda: client.collect(requests(), timeout=20))
    over.set()
    equal((error.code(), error.details()), (grpc.StatusCode.RESOURCE_EXHAUSTED, "storage full"))


def server_stream_ten_thousand(client):
    counts = [r.count for r in client.repeat(Request(payload=bytes(10), repeat=10_000), timeout=20)]
    equal(counts == list(range(1, 10_001)), True)


def server_stream_then_error(client):
    replies = client.repeat(Request(repeat=3, fail_status=15, fail_message="失"), timeout=20)
    equal([next(replies).count for _ in range(3)], [1, 2, 3])
    error = failing(lambda: replies)
    equal((error.code(), error.details()), (grpc.StatusCode.DATA_LOSS, "失"))


def server_stream_of_none(client):
    equal(list(client.repeat(Request(repeat=0), timeout=20)), [])


def duplex_four_mebibytes(client):
    requests = (Request(payload=bytes([i]) * (4 * MEBIBYTE - 64)) for i in range(4))
    equal([(len(r.payload), r.payload[9]) for r in client.converse(requests, timeout=20)], [(4 * MEBIBYTE - 64, i) for i in range(4)])


def duplex_in_turn(client):
    answered = threading.Semaphore(1)

    def requests():
        for _ in range(100):
            answered.acquire()
            yield Request()

    last = 0
    for reply in client.converse(requests(), timeout=20):
        last = reply.count
        answered.release()
    equal(last, 100)


def duplex_error(client):
    error = failing(lambda: client.converse(iter([Request(), Request(fail_status=10, fail_message="replaced")]), timeout=20))
    equal((error.code(), error.details()), (grpc.StatusCode.ABORTED, "replaced"))


def deadline(client):
    begun = time.monotonic()
    error = failing(lambda: client.say(Request(stand_still=True), timeout=0.3))
    equal((error.code(), time.monotonic() - begun < 3), (grpc.StatusCode.DEADLINE_EXCEEDED, True))


def cancel_before_reply(client):
    call = client.say.future(Request(stand_still=True), timeout=20)
    threading.Timer(0.1, call.cancel).start()
    try:
        call.result()
    except grpc.FutureCancelledError:
        return
    raise AssertionError("it was not cancelled")


def cancel_in_mid_stream(client):
    replies = client.repeat(Request(payload=bytes(1000), repeat=4_000_000_000), timeout=20)
    for _ in range(100):
        next(replies)
    replies.cancel()
    equal(failing(lambda: replies).code(), grpc.StatusCode.CANCELLED)


def compressed(client):
    error = failing(lambda: client.say(Request(payload=bytes(10_000)), timeout=20, compression=grpc.Compression.Gzip))
    equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


def unknown_method(client):
    error = failing(lambda: client.channel.unary_unary("/tongtang.test.Echo/Sing")(b"", timeout=20))
    equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


def unknown_service(client):
    error = failing(lambda: client.channel.unary_unary("/tongtang.test.Choir/Sing")(b"", timeout=20))
    equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


SCENARIOS = [
    unary, unary_empty_message, unary_four_mebibytes, too_large, error, metadata, client_stream_ten_thousand,
    client_stream_ended_early, server_stream_ten_thousand, server_stream_then_error, server_stream_of_none,
    duplex_four_mebibytes, duplex_in_turn, duplex_error, deadline, cancel_before_reply, cancel_in_mid_stream,
    compressed, unknown_method, unknown_service,
]


def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def call(address):
    options = [("grpc.max_receive_message_length", 64 * MEBIBYTE), ("grpc.max_send_message_length", 64 * MEBIBYTE)]
    with grpc.insecure_channel(address, options) as channel:
        client = Client(channel)
        for scenario in SCENARIOS:
            failure = None
            try:
                scenario(client)
            except Exception:
                failure = traceback.format_exc()
            print(json.dumps({"name": camel(scenario.__name__), "error": failure}), flush=True)


if sys.argv[1] == "serve":
    serve()
else:
    call(sys.argv[3])
