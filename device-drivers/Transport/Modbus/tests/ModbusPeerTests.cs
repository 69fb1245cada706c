using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Peers;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.Tests.Transport.Modbus;

/// <summary>Our client against servers that are not ours (npm modbus-serial, pymodbus), our server against a client that is not ours (mbpoll).</summary>
public sealed class ModbusPeerTests
{
    [Fact]
    public async Task Client_AgainstModbusSerial_ReadsAndWritesEverything()
    {
        await using var peer = await ForeignPeer.ScriptAsync("modbus_server.mjs");
        await AskEverythingAsync(new DeviceConnection { Kind = ConnectionKind.Tcp, Host = "127.0.0.1", Port = int.Parse(peer.Greeting, CultureInfo.InvariantCulture) });
    }

    [Fact]
    public async Task Client_AgainstPymodbusOnTcp_ReadsAndWritesEverything()
    {
        var port = FreePort();
        await using var peer = await ForeignPeer.ScriptAsync("modbus_server.py", "tcp", port.ToString(CultureInfo.InvariantCulture));
        var connection = new DeviceConnection { Kind = ConnectionKind.Tcp, Host = "127.0.0.1", Port = port };
        await AskEverythingAsync(connection);
        await RefusalAsync(connection);
    }

    [Theory]
    [InlineData(9600)]
    [InlineData(115200)]
    public async Task Client_AgainstPymodbusOnSerial_ReadsAndWritesEverything(int baud)
    {
        var folder = Directory.CreateTempSubdirectory("tongtang-modbus-").FullName;
        try
        {
            await using var wire = await ForeignPeer.TerminalsAsync($"{folder}/server", $"{folder}/client");
            await using var peer = await ForeignPeer.ScriptAsync("modbus_server.py", "serial", $"{folder}/server", baud.ToString(CultureInfo.InvariantCulture));
            var connection = new DeviceConnection { Kind = ConnectionKind.Serial, Path = $"{folder}/client", Baud = baud };
            await AskEverythingAsync(connection);
            await RefusalAsync(connection);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(ConnectionKind.Tcp)]
    [InlineData(ConnectionKind.Serial)]
    public async Task Server_AskedByMbpoll_AnswersEverything(ConnectionKind kind)
    {
        var memory = new ModbusMemory();
        memory.Put(3, 0, 658, 0xFF9B, 7);
        memory.Put(4, 0, 42);
        for (var i = 0; i < 8; i++) memory.PutBit(1, i, i == 2);
        for (var i = 0; i < 8; i++) memory.PutBit(2, i, i == 3);
        await using var host = SimulatorHost.Start(new Served(memory), kind);
        string[] way = kind == ConnectionKind.Tcp
            ? ["-m", "tcp", "-p", host.Connection.Port.ToString(CultureInfo.InvariantCulture), "127.0.0.1"]
            : ["-m", "rtu", "-b", "9600", "-P", "none", host.Connection.Path];
        async Task<string> PollAsync(string type, int reference, int count, params string[] values)
        {
            string[] counted = values.Length == 0 ? ["-c", count.ToString(CultureInfo.InvariantCulture), "-1"] : [];
            var (code, said) = await ForeignPeer.RunAsync("mbpoll", ["-a", "1", "-0", "-t", type, "-r", reference.ToString(CultureInfo.InvariantCulture), .. counted, .. way, .. values]);
            Assert.True(code == 0, said);
            return said;
        }

        var registers = await PollAsync("4", 0, 3);
        Assert.Contains("[0]: \t658", registers, StringComparison.Ordinal);
        Assert.Contains("[1]: \t65435 (-101)", registers, StringComparison.Ordinal);
        Assert.Contains("[0]: \t42", await PollAsync("3", 0, 1), StringComparison.Ordinal);
        Assert.Contains("[2]: \t1", await PollAsync("0", 0, 8), StringComparison.Ordinal);
        Assert.Contains("[3]: \t1", await PollAsync("1", 0, 8), StringComparison.Ordinal);
        await PollAsync("4", 2, 0, "1234");
        Assert.Equal(1234, memory.Register(3, 2));
        await PollAsync("4", 0, 0, "1", "2");
        Assert.Equal(2, memory.Register(3, 1));
        await PollAsync("0", 5, 0, "1");
        Assert.True(memory.Bit(1, 5));
        await PollAsync("0", 0, 0, "1", "0", "0");
        Assert.True(memory.Bit(1, 0));
        Assert.False(memory.Bit(1, 2));
        var (refused, why) = await ForeignPeer.RunAsync("mbpoll", ["-a", "1", "-0", "-1", "-t", "4", "-r", "500", .. way]);
        Assert.NotEqual(0, refused);
        Assert.Contains("Illegal data address", why, StringComparison.Ordinal);
    }

    private static async Task AskEverythingAsync(DeviceConnection connection)
    {
        await using var unit = await new Connections(TimeProvider.System).OpenModbusAsync(connection, new ModbusOptions { Unit = 1, Patience = TimeSpan.FromSeconds(5) }, new WireTrace(TimeProvider.System), CancellationToken.None);
        async Task<ModbusAnswer> AskAsync(ModbusRequest request)
        {
            var answer = await unit.AskAsync(request, CancellationToken.None);
            Assert.Equal(0, answer.Refusal);
            return answer;
        }

        Assert.Equal(Enumerable.Range(1010, 100).Select(n => (ushort)n), (await AskAsync(ModbusRequest.ReadRegisters(10, 100))).Registers);
        Assert.Equal([2005], (await AskAsync(ModbusRequest.ReadInputRegisters(5, 1))).Registers);
        Assert.Equal([true, false, false, true, false, false, true, false, false, true], (await AskAsync(ModbusRequest.ReadCoils(0, 10))).Bits);
        Assert.Equal([true, false, true], (await AskAsync(ModbusRequest.ReadInputs(0, 3))).Bits);
        await AskAsync(ModbusRequest.WriteCoil(1, on: true));
        await AskAsync(ModbusRequest.WriteCoils(2, [true, false, true]));
        Assert.Equal([true, true, true, false, true], (await AskAsync(ModbusRequest.ReadCoils(0, 5))).Bits);
        await AskAsync(ModbusRequest.WriteRegister(3, 0xFFFF));
        await AskAsync(ModbusRequest.WriteRegisters(4, [1, 2]));
        Assert.Equal([0xFFFF, 1, 2], (await AskAsync(ModbusRequest.ReadRegisters(3, 3))).Registers);
    }

    private static async Task RefusalAsync(DeviceConnection connection)
    {
        await using var unit = await new Connections(TimeProvider.System).OpenModbusAsync(connection, new ModbusOptions { Unit = 1, Patience = TimeSpan.FromSeconds(5) }, new WireTrace(TimeProvider.System), CancellationToken.None);
        Assert.Equal(2, (await unit.AskAsync(ModbusRequest.ReadRegisters(5000, 1), CancellationToken.None)).Refusal);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Served(ModbusMemory memory) : ISimulator
    {
        public Task ServeAsync(ILink line, CancellationToken cancellationToken) => ModbusServer.ServeAsync(line, TimeProvider.System, (unit, body) => unit == 1 ? memory.Answer(body) : null, cancellationToken);
    }
}
