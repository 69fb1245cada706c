"""The least that handing pictures out can cost: one thread that writes the same bytes to every socket, and nothing else.

    python3 bare_fan.py VIEWERS BYTES PICTURES_A_SECOND

Prints its port, waits for that many viewers, then writes until it is ended.
"""
import socket
import sys
import time

viewers, size, pace = (int(argument) for argument in sys.argv[1:4])
listening = socket.create_server(("127.0.0.1", 0), backlog=viewers)
print(listening.getsockname()[1], flush=True)
watching = [listening.accept()[0] for _ in range(viewers)]
for one in watching:
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
picture = bytes(size)
due = time.monotonic()
while True:
    for one in watching:
        one.sendall(picture)
    due += 1 / pace
    time.sleep(max(0, due - time.monotonic()))
