"""A Modbus server by pymodbus (Debian 12: 3.0.0): holding register n is n + 1000, input register n is n + 2000, every third
coil is on. Arguments: tcp PORT, or serial PATH BAUD. Prints "ready"."""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

store = ModbusSlaveContext(
    co=ModbusSequentialDataBlock(0, [n % 3 == 0 for n in range(200)]),
    di=ModbusSequentialDataBlock(0, [n % 2 == 0 for n in range(200)]),
    hr=ModbusSequentialDataBlock(0, [n + 1000 for n in range(200)]),
    ir=ModbusSequentialDataBlock(0, [n + 2000 for n in range(200)]),
    zero_mode=True,
)
context = ModbusServerContext(slaves={1: store}, single=False)


async def main():
    if sys.argv[1] == "tcp":
        serving = StartAsyncTcpServer(context=context, address=("127.0.0.1", int(sys.argv[2])))
    else:
        serving = StartAsyncSerialServer(context=context, framer=ModbusRtuFramer, port=sys.argv[2], baudrate=int(sys.argv[3]), timeout=1)
    task = asyncio.ensure_future(serving)
    await asyncio.sleep(0.3)
    print("ready", flush=True)
    await task


asyncio.run(main())
