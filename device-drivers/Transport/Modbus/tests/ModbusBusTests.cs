using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Modbus;

namespace Tongtang.DeviceDrivers.Tests.Transport.Modbus;

/// <summary>Several devices on one line, over real terminals and sockets.</summary>
public sealed class ModbusBusTests
{
    [Theory]
    [InlineData(ConnectionKind.Serial)]
    [InlineData(ConnectionKind.Tcp)]
    public async Task Line_OfTwoDevices_GivesEachItsOwnAnswers(ConnectionKind kind)
    {
        await using var pumped = new PumpedTime();
        var devices = new Devices(pumped.Time, 1, 2);
        await using var host = SimulatorHost.Start(devices, kind);
        var connections = new Connections(pumped.Time);
        await using var first = await JoinAsync(connections, host, 1, pumped.Time);
        await using var second = await JoinAsync(connections, host, 2, pumped.Time);
        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(async n => (Unit: n % 2 + 1, Answer: await (n % 2 == 0 ? first : second).AskAsync(ModbusRequest.ReadRegisters(0, 3), CancellationToken.None))));
        Assert.All(asked, pair => Assert.Equal([(ushort)(pair.Unit * 100), (ushort)(pair.Unit * 100 + 1), (ushort)(pair.Unit * 100 + 2)], pair.Answer.Registers));
        Assert.Equal(1, devices.Lines);
    }

    [Fact]
    public async Task Line_OfAHungDevice_AnswersOfTheOtherStayItsOwn()
    {
        await using var pumped = new PumpedTime();
        await using var host = SimulatorHost.Start(new Devices(pumped.Time, 1), ConnectionKind.Serial);
        var connections = new Connections(pumped.Time);
        await using var living = await JoinAsync(connections, host, 1, pumped.Time);
        await using var hung = await JoinAsync(connections, host, 9, pumped.Time);
        var silent = hung.AskAsync(ModbusRequest.ReadRegisters(0, 3), CancellationToken.None);
        Assert.Equal(100, (await living.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None)).Registers[0]);
        await Assert.ThrowsAsync<NoAnswerException>(() => silent);
    }

    [Fact]
    public async Task Line_LeftByOne_StaysForTheOther_AndClosesWithTheLast()
    {
        await using var pumped = new PumpedTime();
        await using var host = SimulatorHost.Start(new Devices(pumped.Time, 1, 2), ConnectionKind.Serial);
        var connections = new Connections(pumped.Time);
        var first = await JoinAsync(connections, host, 1, pumped.Time);
        var second = await JoinAsync(connections, host, 2, pumped.Time);
        await first.DisposeAsync();
        Assert.Equal(200, (await second.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None)).Registers[0]);
        Assert.Equal(DeviceProblems.PortBusy, Assert.Throws<DeviceException>(() => DeviceDrivers.Transport.Serial.SerialLink.Open(host.Connection)).Code);
        await second.DisposeAsync();
        await DeviceDrivers.Transport.Serial.SerialLink.Open(host.Connection).DisposeAsync();
    }

    [Fact]
    public async Task Line_Broken_IsSeenByAllAndOpenedAgainByTheFirstThatComes()
    {
        await using var pumped = new PumpedTime();
        var faults = new LineFaults();
        await using var host = SimulatorHost.Start(new Devices(pumped.Time, 1, 2), ConnectionKind.Serial, between: faults.Between);
        var connections = new Connections(pumped.Time);
        await using var first = await JoinAsync(connections, host, 1, pumped.Time);
        await using var second = await JoinAsync(connections, host, 2, pumped.Time);
        faults.Breaks = true;
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(() => first.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None))).Code);
        await Assert.ThrowsAsync<DeviceException>(() => second.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        // The second still holds the broken line.
        await using var again = await JoinAsync(connections, host, 1, pumped.Time);
        Assert.Equal(100, (await again.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None)).Registers[0]);
    }

    [Fact]
    public async Task Line_JoinedInAnotherForm_SaysBoth()
    {
        await using var pumped = new PumpedTime();
        await using var host = SimulatorHost.Start(new Devices(pumped.Time, 1), ConnectionKind.Serial);
        var connections = new Connections(pumped.Time);
        await using var first = await JoinAsync(connections, host, 1, pumped.Time);
        var error = await Assert.ThrowsAsync<DeviceException>(() => connections.OpenModbusAsync(host.Connection with { Baud = 4800 }, new ModbusOptions { Unit = 2 }, new WireTrace(pumped.Time), CancellationToken.None));
        Assert.Contains("another device uses it as 9600 baud 8N1, this one as 4800 baud 8N1", error.Message, StringComparison.Ordinal);
        var any = await Assert.ThrowsAsync<DeviceException>(() => JoinAsync(connections, host, 254, pumped.Time));
        Assert.Contains("unit 254 speaks to every device", any.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ThatCannotBeOpened_CanBeTriedAgain()
    {
        await using var pumped = new PumpedTime();
        var connections = new Connections(pumped.Time);
        var connection = new DeviceConnection { Kind = ConnectionKind.Serial, Path = "/dev/no-such-port" };
        for (var tries = 0; tries < 2; tries++)
            Assert.Equal(DeviceProblems.PortMissing, (await Assert.ThrowsAsync<DeviceException>(() => connections.OpenModbusAsync(connection, new ModbusOptions { Unit = 1 }, new WireTrace(pumped.Time), CancellationToken.None))).Code);
    }

    [Fact]
    public async Task Trace_OfADevice_ShowsOnlyItsOwnQuestions()
    {
        await using var pumped = new PumpedTime();
        await using var host = SimulatorHost.Start(new Devices(pumped.Time, 1, 2), ConnectionKind.Serial);
        var connections = new Connections(pumped.Time);
        var trace = new WireTrace(pumped.Time);
        trace.SwitchOn(TimeSpan.FromDays(1));
        await using var first = await connections.OpenModbusAsync(host.Connection, new ModbusOptions { Unit = 1 }, trace, CancellationToken.None);
        await using var second = await JoinAsync(connections, host, 2, pumped.Time);
        await first.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None);
        await second.AskAsync(ModbusRequest.ReadRegisters(0, 1), CancellationToken.None);
        Assert.All(trace.Last(), piece => Assert.Equal(1, piece.Bytes[0]));
        Assert.Equal([WireDirection.Out, WireDirection.In], trace.Last().Select(piece => piece.Direction));
    }

    private static Task<ModbusUnit> JoinAsync(Connections connections, SimulatorHost host, byte unit, TimeProvider time) =>
        connections.OpenModbusAsync(host.Connection, new ModbusOptions { Unit = unit }, new WireTrace(time), CancellationToken.None);

    private sealed class Devices(TimeProvider time, params byte[] units) : ISimulator
    {
        private readonly Dictionary<byte, ModbusMemory> _memories = units.ToDictionary(unit => unit, unit =>
        {
            var memory = new ModbusMemory();
            memory.Put(3, 0, (ushort)(unit * 100), (ushort)(unit * 100 + 1), (ushort)(unit * 100 + 2));
            return memory;
        });

        public int Lines { get; private set; }

        public Task ServeAsync(ILink line, CancellationToken cancellationToken)
        {
            Lines++;
            return ModbusServer.ServeAsync(line, time, (unit, body) => _memories.TryGetValue(unit, out var memory) ? memory.Answer(body) : null, cancellationToken);
        }
    }
}
