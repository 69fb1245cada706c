// The echo service of echo.proto by @grpc/grpc-js, as a server or as a client that tries everything.
//   node echo.mjs serve              prints its port, ends with its standard input
//   node echo.mjs call HOST:PORT     prints one JSON line per scenario: {name, error}
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const proto = fileURLToPath(new URL("echo.proto", import.meta.url));
const { Echo } = grpc.loadPackageDefinition(loadSync(proto, { keepCase: true, longs: Number, defaults: true })).tongtang.test;
const mebibyte = 1024 * 1024;
const metadataNames = ["x-text", "x-data-bin"];

// --- server

function trailersOf(call) {
  const trailers = new grpc.Metadata();
  for (const name of metadataNames) for (const value of call.metadata.get(name)) trailers.add(name, value);
  return trailers;
}

function failureOf(request, call) {
  return request.fail_status ? { code: request.fail_status, details: request.fail_message, metadata: trailersOf(call) } : null;
}

const handlers = {
  say(call, answer) {
    if (call.request.stand_still) return;
    const failure = failureOf(call.request, call);
    if (failure) answer(failure);
    else answer(null, { payload: call.request.payload }, trailersOf(call));
  },
  collect(call, answer) {
    let count = 0;
    let total = 0;
    let ended = false;
    const end = (failure) => {
      if (ended) return;
      ended = true;
      if (failure) answer(failure);
      else answer(null, { count, total_bytes: total }, trailersOf(call));
    };
    call.on("data", (request) => {
      const failure = failureOf(request, call);
      if (failure) return end(failure);
      count++;
      total += request.payload.length;
    });
    call.on("end", () => end(null));
  },
  async repeat(call) {
    const { payload, repeat, stand_still } = call.request;
    for (let i = 1; i <= repeat && !call.cancelled; i++)
      if (!call.write({ payload, count: i })) await new Promise((resolve) => call.once("drain", resolve).once("cancelled", resolve));
    const failure = failureOf(call.request, call);
    if (failure) call.emit("error", failure);
    else if (!stand_still) call.end(trailersOf(call));
  },
  converse(call) {
    let count = 0;
    call.on("data", (request) => {
      call.write({ payload: request.payload, count: ++count });
      const failure = failureOf(request, call);
      if (failure) call.emit("error", failure);
    });
    call.on("end", () => call.end(trailersOf(call)));
  },
};

function serve() {
  const server = new grpc.Server();
  server.addService(Echo.service, handlers);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
  process.stdin.resume().on("end", () => process.exit(0));
}

// --- client

const clientOptions = { "grpc.max_receive_message_length": 64 * mebibyte, "grpc.max_send_message_length": 64 * mebibyte };
const assert = (condition, what) => {
  if (!condition) throw new Error(what);
};
const equal = (actual, expected, what) => assert(actual === expected, `${what}: ${actual}, expected ${expected}`);
const soon = () => ({ deadline: Date.now() + 20_000 });

/** Resolves to {reply, error, trailers} of a call with one reply. */
function one(start) {
  return new Promise((resolve) => {
    let status;
    let result;
    const done = () => status && result && resolve({ ...result, trailers: status.metadata, call });
    const call = start((error, reply) => {
      result = { error, reply };
      done();
    });
    call.on("status", (s) => {
      status = s;
      done();
    });
  });
}

/** Resolves to {replies, status} when a stream of replies is over. */
function all(call, onReply = () => {}) {
  return new Promise((resolve) => {
    const replies = [];
    call.on("data", (reply) => {
      replies.push(reply);
      onReply(reply);
    });
    call.on("error", () => {});
    call.on("status", (status) => resolve({ replies, status }));
  });
}

const send = (call, request) => call.write(request) || new Promise((resolve) => call.once("drain", resolve));

const scenarios = {
  async unary(client) {
    const { reply } = await one((done) => client.say({ payload: Buffer.from("课") }, soon(), done));
    equal(reply.payload.toString(), "课", "payload");
  },
  async unaryEmptyMessage(client) {
    const { reply } = await one((done) => client.say({}, soon(), done));
    equal(reply.payload.length, 0, "length");
  },
  async unaryFourMebibytes(client) {
    const payload = Buffer.alloc(4 * mebibyte - 64, 7);
    const { reply, error } = await one((done) => client.say({ payload }, soon(), done));
    assert(!error, error);
    assert(reply.payload.equals(payload), "payload differs");
  },
  async tooLarge(client) {
    const { error } = await one((done) => client.say({ payload: Buffer.alloc(5 * mebibyte) }, soon(), done));
    equal(error.code, grpc.status.RESOURCE_EXHAUSTED, "status");
  },
  async error(client) {
    const { error } = await one((done) => client.say({ fail_status: 9, fail_message: "录制已经 100% 结束\n" }, soon(), done));
    equal(error.code, grpc.status.FAILED_PRECONDITION, "status");
    equal(error.details, "录制已经 100% 结束\n", "message");
  },
  async metadata(client) {
    const metadata = new grpc.Metadata();
    metadata.set("x-text", "plain text, with comma");
    for (const length of [0, 1, 2, 3, 255]) {
      const bytes = Buffer.alloc(length, 0xfe);
      metadata.set("x-data-bin", bytes);
      const { trailers } = await one((done) => client.say({}, metadata, soon(), done));
      equal(trailers.get("x-text")[0], "plain text, with comma", "text");
      assert(bytes.equals(trailers.get("x-data-bin")[0]), `binary of ${length}`);
      const failed = await one((done) => client.say({ fail_status: 5 }, metadata, soon(), done));
      equal(failed.error.metadata.get("x-text")[0], "plain text, with comma", "text with an error");
    }
  },
  async clientStreamTenThousand(client) {
    let call;
    const answer = one((done) => (call = client.collect(soon(), done)));
    for (let i = 0; i < 10_000; i++) await send(call, { payload: Buffer.alloc(10) });
    call.end();
    const { reply, error } = await answer;
    assert(!error, error);
    equal(`${reply.count} ${reply.total_bytes}`, "10000 100000", "count and bytes");
  },
  async clientStreamEndedEarly(client) {
    let call;
    const answer = one((done) => (call = client.collect(soon(), done)));
    call.on("error", () => {});
    await send(call, { fail_status: 8, fail_message: "storage full" });
    const { error } = await answer;
    equal(`${error.code} ${error.details}`, "8 storage full", "status");
  },
  async serverStreamTenThousand(client) {
    const { replies, status } = await all(client.repeat({ payload: Buffer.alloc(10), repeat: 10_000 }, soon()));
    equal(status.code, grpc.status.OK, "status");
    equal(replies.length, 10_000, "replies");
    assert(replies.every((r, i) => r.count === i + 1), "order");
  },
  async serverStreamThenError(client) {
    const { replies, status } = await all(client.repeat({ repeat: 3, fail_status: 15, fail_message: "失" }, soon()));
    equal(`${replies.length} ${status.code} ${status.details}`, "3 15 失", "end");
  },
  async serverStreamOfNone(client) {
    const { replies, status } = await all(client.repeat({ repeat: 0 }, soon()));
    equal(`${replies.length} ${status.code}`, "0 0", "end");
  },
  async duplexFourMebibytes(client) {
    const call = client.converse(soon());
    const end = all(call);
    for (let i = 0; i < 4; i++) await send(call, { payload: Buffer.alloc(4 * mebibyte - 64, i) });
    call.end();
    const { replies, status } = await end;
    equal(`${replies.length} ${status.code}`, "4 0", "end");
    assert(replies.every((r, i) => r.payload.length === 4 * mebibyte - 64 && r.payload[9] === i), "payloads");
  },
  async duplexInTurn(client) {
    const call = client.converse(soon());
    const end = all(call, (reply) => (reply.count < 100 ? call.write({}) : call.end()));
    call.write({});
    const { replies, status } = await end;
    equal(`${replies.length} ${status.code}`, "100 0", "end");
  },
  async duplexError(client) {
    const call = client.converse(soon());
    const end = all(call);
    await send(call, {});
    await send(call, { fail_status: 10, fail_message: "replaced" });
    const { replies, status } = await end;
    equal(`${replies.length} ${status.code} ${status.details}`, "2 10 replaced", "end");
  },
  async deadline(client) {
    const begun = Date.now();
    const { error } = await one((done) => client.say({ stand_still: true }, { deadline: Date.now() + 300 }, done));
    equal(error.code, grpc.status.DEADLINE_EXCEEDED, "status");
    assert(Date.now() - begun < 3000, "late");
  },
  async cancelBeforeReply(client) {
    const { error } = await one((done) => {
      const call = client.say({ stand_still: true }, soon(), done);
      setTimeout(() => call.cancel(), 100);
      return call;
    });
    equal(error.code, grpc.status.CANCELLED, "status");
  },
  async cancelInMidStream(client) {
    const call = client.repeat({ payload: Buffer.alloc(1000), repeat: 4_000_000_000 }, soon());
    const { status } = await all(call, (reply) => reply.count === 100 && call.cancel());
    equal(status.code, grpc.status.CANCELLED, "status");
  },
  async compressed(client, address) {
    const zipped = new Echo(address, grpc.credentials.createInsecure(), { "grpc.default_compression_algorithm": 2 });
    const { error } = await one((done) => zipped.say({ payload: Buffer.alloc(10_000) }, soon(), done));
    zipped.close();
    equal(error.code, grpc.status.UNIMPLEMENTED, "status");
  },
  async unknownMethod(client) {
    await unknown(client, "/tongtang.test.Echo/Sing");
  },
  async unknownService(client) {
    await unknown(client, "/tongtang.test.Choir/Sing");
  },
};

async function unknown(client, path) {
  const raw = (bytes) => bytes;
  const { error } = await one((done) => client.makeUnaryRequest(path, raw, raw, Buffer.alloc(0), new grpc.Metadata(), soon(), done));
  equal(error.code, grpc.status.UNIMPLEMENTED, "status");
}

async function call(address) {
  const client = new Echo(address, grpc.credentials.createInsecure(), clientOptions);
  for (const [name, run] of Object.entries(scenarios)) {
    let failure = null;
    try {
      await run(client, address);
    } catch (error) {
      failure = String(error.stack ?? error);
    }
    console.log(JSON.stringify({ name, error: failure }));
  }
  client.close();
}

const [, , verb, address] = process.argv;
if (verb === "serve") serve();
else await call(address);
