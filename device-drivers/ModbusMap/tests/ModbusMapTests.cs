using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.ModbusMap;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Tests.Peers;
using Tongtang.DeviceDrivers.Tests.PjLink;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.ModbusMap;

public sealed class ModbusSensorConformance : DriverConformance
{
    private protected override Bench NewBench() => new("modbus-map", ConnectionKind.Serial, time => new ModbusMapSimulator(time) { Wander = 0 });

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("temperature_celsius", 23.5);
}

public sealed class ModbusRelayConformance : DriverConformance
{
    private protected override Bench NewBench() => ModbusMapTests.New(ConnectionKind.Serial, "relays-4.json", simulator => simulator.Stuck = 4);

    protected override DeviceCommand? Command => PjLinkTests.Command("relay", "on", ("channel", 2));

    protected override (string Property, DeviceValue Value) Effect => ("relay_2", true);

    protected override DeviceCommand? Refused => PjLinkTests.Command("relay", "on", ("channel", 4));
}

public sealed class ModbusTcpRelayConformance : DriverConformance
{
    private protected override Bench NewBench() => ModbusMapTests.New(ConnectionKind.Tcp, "relays-8-inputs-8.json");

    protected override DeviceCommand? Command => PjLinkTests.Command("relay", "on", ("channel", 1));

    protected override (string Property, DeviceValue Value) Effect => ("relay_1", true);
}

public sealed class ModbusMapTests
{
    [Fact]
    public void Maps_OfTheFolder_AreAllGood()
    {
        var names = DriverFiles.Names(typeof(ModbusMapDriver), "");
        Assert.True(names.Count >= 15);
        foreach (var name in names) _ = RegisterPlan.Of(ModbusMapSimulator.Own(name));
    }

    [Fact]
    public void Decode_OfTheCapturedAnswer_IsItsClimate()
    {
        var map = ModbusMapSimulator.Own("rs-ws-n01.json");
        Assert.Equal(65.8, RegisterCodec.Decode(map.Readings[0], [0x0292]));
        Assert.Equal(-10.1, RegisterCodec.Decode(map.Readings[1], [0xFF9B]));
    }

    [Theory]
    [InlineData(RegisterType.UInt16, RegisterOrder.Abcd, 40000)]
    [InlineData(RegisterType.Int16, RegisterOrder.Abcd, -2)]
    [InlineData(RegisterType.UInt32, RegisterOrder.Cdab, 3000000000)]
    [InlineData(RegisterType.Int32, RegisterOrder.Badc, -70000)]
    [InlineData(RegisterType.Float32, RegisterOrder.Dcba, 230.5)]
    [InlineData(RegisterType.Float32, RegisterOrder.Abcd, -0.125)]
    internal void Codec_OfEveryKind_GivesBackWhatItGot(RegisterType type, RegisterOrder order, double value)
    {
        var reading = new MappedReading { Name = "x", Function = 3, Address = 0, Type = type, Order = order };
        Assert.Equal(value, RegisterCodec.Decode(reading, RegisterCodec.Encode(reading, value)));
    }

    [Theory]
    [InlineData(RegisterOrder.Abcd, 0x4366, 0x8000)]
    [InlineData(RegisterOrder.Cdab, 0x8000, 0x4366)]
    [InlineData(RegisterOrder.Badc, 0x6643, 0x0080)]
    [InlineData(RegisterOrder.Dcba, 0x0080, 0x6643)]
    internal void Decode_OfAFloatInEveryOrder_IsTheSame(RegisterOrder order, ushort first, ushort second) =>
        Assert.Equal(230.5, RegisterCodec.Decode(new MappedReading { Name = "x", Function = 4, Address = 0, Type = RegisterType.Float32, Order = order }, [first, second]));

    [Theory]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 1, "type": "uInt32" }, { "name": "noise_db", "function": 3, "address": 2 }]""", "$.readings[1] (function 3, address 2) overlaps $.readings[0] (1 to 2)")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 65535, "type": "float32" }]""", "$.readings[0]: address is 65535; allowed: 0 to 65534")]
    [InlineData("""[{ "name": "co2_ppm", "function": 7, "address": 0 }]""", "function is 7; allowed: 1 to 4")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0, "scale": 0 }]""", "scale is 0")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0, "minimum": 70000 }]""", "hold 0 to 65535, all of which")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0, "minimum": 9, "maximum": 1 }]""", "minimum 9 is not below maximum 1")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0 }, { "name": "co2_ppm", "function": 3, "address": 1 }]""", "is there 2 times")]
    [InlineData("""[{ "name": "Speed", "function": 3, "address": 0 }]""", "name is \"Speed\"")]
    [InlineData("""[{ "name": "speed", "function": 3, "address": 0 }]""", "needs names in both languages")]
    [InlineData("""[{ "name": "co2_ppm", "function": 2, "address": 0, "scale": 0.1 }]""", "bits")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0, "order": "cdab" }]""", "one register has none")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "adress": 0 }]""", "adress")]
    [InlineData("""[{ "name": "co2_ppm", "function": 3, "address": 0, "type": "bcd" }]""", "$.readings[0].type")]
    [InlineData("[]", "neither readings nor relays")]
    public void Map_WithAFault_IsRefusedWithFileAndPlace(string readings, string named)
    {
        var error = Assert.Throws<DeviceException>(() => RegisterMap.Parse("mine.json", Encoding.UTF8.GetBytes($$"""{ "names": { "zh": "x", "en": "x" }, "source": "x", "proof": "unproven", "readings": {{readings}} }""")));
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
        Assert.StartsWith("mine.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfNeighbours_AsksOnce()
    {
        Assert.Equal([(3, 500, 8)], RegisterPlan.Of(ModbusMapSimulator.Own("louver-box.json")).Select(block => (block.Function, block.Address, block.Count)));
        Assert.Equal(4, RegisterPlan.Of(ModbusMapSimulator.Own("meter-sdm120.json")).Count);
    }

    [Fact]
    public void Parser_GivenDamagedMaps_RefusesOrTakesThem() => Fuzz.RunBriefly(
        "register maps",
        [DriverFiles.Read(typeof(ModbusMapDriver), "", "louver-box.json"), DriverFiles.Read(typeof(ModbusMapDriver), "", "relays-8-inputs-8.json")],
        bytes => _ = RegisterPlan.Of(RegisterMap.Parse("x", bytes)),
        typeof(DeviceException));

    [Theory]
    [InlineData("louver-box.json", "illuminance_lux", 420)]
    [InlineData("co2-input-registers.json", "co2_ppm", 820)]
    [InlineData("meter-sdm120.json", "voltage_volts", 229)]
    [InlineData("meter-pzem-004t.json", "current_amperes", 1.3)]
    [InlineData("rs-ws-n01-tr.json", "humidity_percent", 48)]
    [InlineData("relays-8-inputs-8.json", "input_3", 1)]
    public async Task Poll_WithEachMap_TellsItsValues(string map, string reading, double value)
    {
        await using var bench = New(ConnectionKind.Serial, map);
        await using var driver = await bench.StartAsync();
        Assert.Equal(value, bench.State(reading));
    }

    [Fact]
    public async Task Poll_ValueOutOfRange_IsNotTold()
    {
        await using var bench = New(ConnectionKind.Serial, "co2.json", simulator => simulator.Values["co2_ppm"] = 0);
        await using var driver = await bench.StartAsync();
        Assert.DoesNotContain(bench.News, news => news is ReadingNews);
    }

    [Fact]
    public async Task Start_MapOfAnotherDevice_SaysThatItDoesNotFit()
    {
        await using var bench = new Bench("modbus-map", ConnectionKind.Serial, time => new ModbusMapSimulator(time), new Dictionary<string, DeviceValue> { ["map"] = "louver-box.json" });
        var error = await Assert.ThrowsAsync<DeviceException>(bench.StartAsync);
        Assert.Equal(DeviceProblems.Unexpected, error.Code);
        Assert.Contains("louver-box.json does not fit: function 3, address 500", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pulse_OfARelay_EndsByItselfAndHoldsNothingUp()
    {
        await using var bench = New(ConnectionKind.Serial, "relays-4.json");
        await using var driver = await bench.StartAsync();
        var written = Written(bench);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, PjLinkTests.Command("relay", "pulse", ("channel", 1), ("seconds", 30))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, PjLinkTests.Command("relay", "on", ("channel", 2))));
        Assert.Equal(["1 1", "2 1"], written);
        Assert.Equal(true, bench.State("relay_1"));
        await Heard.StateAsync(bench, "relay_1", false);
        Assert.Equal(["1 1", "2 1", "1 0"], written);
    }

    [Fact]
    public async Task Pulse_ThenOn_StaysOn()
    {
        await using var bench = New(ConnectionKind.Serial, "relays-4.json");
        await using var driver = await bench.StartAsync();
        var written = Written(bench);
        await bench.RunAsync(driver, PjLinkTests.Command("relay", "pulse", ("channel", 1), ("seconds", 30)));
        await bench.RunAsync(driver, PjLinkTests.Command("relay", "on", ("channel", 1)));
        await Task.Delay(TimeSpan.FromSeconds(31), bench.Time);
        Assert.Equal(["1 1", "1 1"], written);
    }

    [Fact]
    public async Task Pulse_DriverEnds_EndsWithIt()
    {
        await using var bench = New(ConnectionKind.Serial, "relays-4.json");
        var written = Written(bench);
        await using (var driver = await bench.StartAsync()) await bench.RunAsync(driver, PjLinkTests.Command("relay", "pulse", ("channel", 3), ("seconds", 30)));
        Assert.Equal(["3 1", "3 0"], written);
    }

    [Fact]
    public async Task Pulse_LineBreaks_EndsWithTheNextConnection()
    {
        await using var bench = New(ConnectionKind.Tcp, "relays-4.json");
        var written = Written(bench);
        await using (var driver = await bench.StartAsync())
        {
            await bench.RunAsync(driver, PjLinkTests.Command("relay", "pulse", ("channel", 3), ("seconds", 30)));
            bench.Faults.Breaks = true;
            await Assert.ThrowsAnyAsync<DeviceException>(() => driver.PollAsync(CancellationToken.None));
        }

        Assert.Equal(["3 1"], written);
        await using var next = await bench.StartAsync();
        Assert.Equal(["3 1", "3 0"], written);
    }

    /// <summary>"channel value" of each thing that is written from now on.</summary>
    private static List<string> Written(Bench bench)
    {
        var written = new List<string>();
        ((ModbusMapSimulator)bench.Simulator).Memory.Written = (address, value) => written.Add($"{address + 1} {value}");
        return written;
    }

    [Fact]
    public void File_OfTheBox_ComesBeforeTheDriversOwn()
    {
        var folder = Directory.CreateTempSubdirectory("tongtang-files-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "co2.json"), "mine");
            Assert.Equal("mine", Encoding.UTF8.GetString(DriverFiles.Read(typeof(ModbusMapDriver), folder, "co2.json")));
            Assert.Contains("rs-ws-n01.json", DriverFiles.Names(typeof(ModbusMapDriver), folder));
            foreach (var name in new[] { "../co2.json", "none.json", "" }) Assert.Equal(DeviceProblems.SettingInvalid, Assert.Throws<DeviceException>(() => DriverFiles.Read(typeof(ModbusMapDriver), folder, name)).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A server that is not ours: npm modbus-serial, whose input register n is n + 2000 and whose every third coil is on.</summary>
    [Fact]
    public async Task Driver_AgainstModbusSerial_ReadsAndSwitches()
    {
        await using var peer = await ForeignPeer.ScriptAsync("modbus_server.mjs");
        var news = new List<DeviceNews>();
        var manifest = Bench.Catalog.Find("modbus-map")!;
        await using var driver = Bench.Catalog.Create("modbus-map", new DriverContext
        {
            DeviceId = "foreign",
            Connection = new DeviceConnection { Kind = ConnectionKind.Tcp, Host = "127.0.0.1", Port = int.Parse(peer.Greeting, CultureInfo.InvariantCulture) },
            Settings = DriverSettings.Read(manifest.Settings, new Dictionary<string, DeviceValue> { ["map"] = "relays-4.json" }),
            Report = new DeviceReport(news.Add),
            Time = TimeProvider.System,
            Connections = new Connections(TimeProvider.System),
            Trace = new WireTrace(TimeProvider.System),
        });
        await driver.StartAsync(CancellationToken.None);
        Assert.Equal([true, false, false, true], news.OfType<StateNews>().Select(state => state.Value == true));
        Assert.Equal(CommandResult.Done, await driver.RunAsync(PjLinkTests.Command("relay", "on", ("channel", 2)), CancellationToken.None));
        Assert.Equal(new StateNews("relay_2", true), news[^1]);
    }

    internal static Bench New(ConnectionKind kind, string map, Action<ModbusMapSimulator>? change = null) => new("modbus-map", kind, time =>
    {
        var simulator = new ModbusMapSimulator(time) { Wander = 0, Map = ModbusMapSimulator.Own(map) };
        change?.Invoke(simulator);
        return simulator;
    }, new Dictionary<string, DeviceValue> { ["map"] = map });
}
