using System.Text;
using Tongtang.DeviceDrivers.CommandTable;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.CommandTable;

public abstract class CommandTableConformance(ConnectionKind kind, string table) : DriverConformance
{
    private protected override Bench NewBench() => new("command-table", kind, time => new CommandTableSimulator(time) { Table = table, IsOn = true }, Panels.Settings(("table", table), ("unproven", true)));

    protected override DeviceCommand Command => Panels.Input("ops");

    protected override (string Property, DeviceValue Value) Effect => ("input", "ops");

    protected override DeviceCommand? Refused => Panels.Input("hdmi1");

    private protected override async Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        await bench.RunAsync(driver, Command);
        ((CommandTableSimulator)bench.Simulator).Refuses = true;
    }
}

public sealed class CommandTableOnTcp() : CommandTableConformance(ConnectionKind.Tcp, "aabbcc.json");

public sealed class CommandTableOnSerial() : CommandTableConformance(ConnectionKind.Serial, "seewo-try.json");

public sealed class CommandTableTests
{
    public static TheoryData<string> Files => [.. DriverFiles.Names(typeof(CommandTableDriver), "")];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_ThatComesWithTheDriver_IsRight(string name) => _ = Load(name);

    [Theory]
    [InlineData("aabbcc.json", "power", "on", null, "AA BB CC 01 00 00 01 DD EE FF")]
    [InlineData("aabbcc.json", "power", "off", null, "AA BB CC 01 01 00 02 DD EE FF")]
    [InlineData("aabbcc.json", "volume", "set", 50, "AA BB CC 03 00 32 35 DD EE FF")]
    [InlineData("aabbcc.json", "mute", "off", null, "AA BB CC 03 01 01 05 DD EE FF")]
    [InlineData("sicp.json", "power", "on", null, "06 01 00 18 02 1D")]
    [InlineData("sicp.json", "power", "off", null, "06 01 00 18 01 1E")]
    [InlineData("sicp.json", "mute", "on", null, "06 01 00 47 01 41")]
    [InlineData("seewo-try.json", "power", "on", null, "3A 30 31 53 30 30 30 33 0D")]
    [InlineData("seewo-try.json", "power", "off", null, "3A 30 31 53 30 30 30 32 0D")]
    public void Command_OfATable_HasTheVerifiedBytes(string file, string capability, string action, int? level, string hex)
    {
        var table = Load(file);
        var command = table.Commands.First(c => c.Source.Capability == capability && c.Source.Action == action);
        Assert.Equal(Panels.Bytes(hex), command.Send.Fill(name => FieldValue.Of(name == "id" ? 1 : level!.Value), table.Checksum));
    }

    [Theory]
    [InlineData("aabbcc.json", "power", "AA BB CC 80 00 00 80 DD EE FF", "on")]
    [InlineData("aabbcc.json", "power", "AA BB CC 80 01 00 81 DD EE FF", "standby")]
    [InlineData("aabbcc.json", "power", "AA BB CC 80 01 00 80 DD EE FF", null)]
    [InlineData("sicp.json", "power", "06 01 00 19 02 1C", "on")]
    public void Poll_OfATable_ReadsTheVerifiedBytes(string file, string property, string hex, string? value)
    {
        var table = Load(file);
        var (fits, read) = table.Polls.First(poll => poll.Property == property).Read(Panels.Bytes(hex), table.Checksum);
        Assert.Equal(value is not null, fits);
        Assert.Equal(value, read?.ToString());
    }

    [Theory]
    [InlineData(ChecksumKind.Sum8, 0, "01 02 FF", "02")]
    [InlineData(ChecksumKind.Xor8, 1, "AA 0F F0", "FF")]
    [InlineData(ChecksumKind.TwosComplement8, 1, "FF 01 86 00 00 00 00 00", "79")]
    [InlineData(ChecksumKind.Crc16, 0, "01 03 00 00 00 02", "C4 0B")]
    internal void Checksum_OfEachKind_IsTheKnownOne(ChecksumKind kind, int from, string bytes, string sum) =>
        Assert.Equal(Panels.Bytes(sum), new TableChecksum { Kind = kind, From = from }.Of(Panels.Bytes(bytes)));

    [Theory]
    [InlineData("[", "bad.json: $")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "colour": 1 }""", "colour")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "AA GG" }] }""", "commands[0].send: \"GG\"; allowed: two hex digits")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "AA .." }] }""", "commands[0].send: \"..\" cannot be sent")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "'abc" }] }""", "commands[0].send: the text that begins at 1 has no end")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "AA {sum}" }] }""", "checksum.kind is none")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "{level}" }] }""", "{level} is unknown; allowed: {id}")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "fly", "action": "on", "send": "AA" }] }""", "commands[0].capability: \"fly\" is unknown")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "toggle", "send": "AA" }] }""", "power allows: on, off")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "AA", "toggle": true }] }""", "toggle needs a poll of \"power\"")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [{ "capability": "power", "action": "on", "send": "AA" }, { "capability": "power", "action": "on", "send": "AB" }] }""", "power.on is there 2 times")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "polls": [{ "property": "power", "send": "AA", "answer": "AB" }] }""", "polls[0].answer: {value} must be there once")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "polls": [{ "property": "power", "send": "AA", "answer": "{value}" }] }""", "polls[0].values: is missing")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "polls": [{ "property": "power", "send": "AA", "answer": "{value}", "values": { "01": "bright" } }] }""", "polls[0].values.01: \"bright\"; allowed: on, off, warming")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "polls": [{ "property": "speed", "send": "AA", "answer": "{value}" }] }""", "polls[0].property: \"speed\" is unknown")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "framing": { "end": "0D", "length": 3 } }""", "framing: end, length and lengthAt exclude each other")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "commands": [null] }""", "a list has null in it")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "inputs": [{ "id": "a", "zh": "a", "en": "a", "code": "01" }, { "id": "b", "zh": "b", "en": "b", "code": "01" }], "polls": [{ "property": "input", "send": "AA", "answer": "{value}" }] }""", "inputs: code 01 is there 2 times")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "gapMs": 99999 }""", "gapMs: 99999; allowed: 0 to 5000")]
    [InlineData("""{ "names": { "zh": "x", "en": "x" }, "proof": "vectors", "inputs": [{ "id": "a", "zh": "a", "en": "a", "code": "01" }, { "id": "b", "zh": "b", "en": "b", "code": "01" }] }""", "inputs: code 01 is there 2 times")]
    public void Table_WithAFault_NamesFileAndPlace(string json, string named)
    {
        var error = Assert.Throws<DeviceException>(() => CompiledTable.Read("bad.json", Encoding.UTF8.GetBytes(json)));
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
        Assert.StartsWith("bad.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_Damaged_AreRefusedOrRead() => Fuzz.RunBriefly(
        "command tables",
        [.. DriverFiles.Names(typeof(CommandTableDriver), "").Select(name => DriverFiles.Read(typeof(CommandTableDriver), "", name))],
        json => CompiledTable.Read("x.json", json),
        typeof(DeviceException));

    [Fact]
    public void Answers_Damaged_NeverFall()
    {
        CompiledTable[] tables = [Load("aabbcc.json"), Load("sicp.json"), Load("text.json"), Load("learn.json")];
        Fuzz.RunBriefly("answers to command tables", [Panels.Bytes("AA BB CC 80 00 00 80 DD EE FF"), Panels.Bytes("06 01 00 19 02 1C"), Encoding.ASCII.GetBytes("VOL=31\r!VOL=99999999\r")], bytes =>
        {
            if (bytes.Length == 0) return;
            foreach (var table in tables)
            {
                var cut = table.Frames()(bytes);
                Assert.InRange(cut.Skip + cut.Length, 0, bytes.Length);
                foreach (var poll in table.Polls.Concat(table.Told)) _ = poll.Read(bytes.AsSpan(cut.Skip, cut.Length), table.Checksum);
            }
        });
    }

    [Fact]
    public async Task Try_IsOffUntilTheInstallerSaysSo()
    {
        await using var bench = New("seewo-try.json", unproven: false);
        Assert.Contains("is a try", Assert.Throws<DeviceException>(bench.NewDriver).Message, StringComparison.Ordinal);
        await using var learning = New("learn.json", unproven: false);
        await using var driver = await learning.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.Empty(learning.Trace.Last());
    }

    [Theory]
    [InlineData("aabbcc.json")]
    [InlineData("text.json")]
    public async Task Power_OnAndOff_WaitsForThePanel(string file)
    {
        await using var bench = New(file);
        await using var driver = await bench.StartAsync();
        var simulator = (CommandTableSimulator)bench.Simulator;
        Assert.Equal("standby", bench.State("power"));
        // Without an answer, and in silence while it starts, nothing can be claimed.
        Assert.Equal(file == "text.json" ? CommandOutcome.Done : CommandOutcome.Unknown, (await bench.RunAsync(driver, Panels.Command("power", "on"))).Outcome);
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Panels.Volume(10))).Code);
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Volume(50)));
        Assert.Equal(50.0, bench.State("volume"));
        await bench.RunAsync(driver, Panels.Command("power", "off"));
        await bench.UntilAsync(driver, "power", "standby");
        Assert.Equal(2, simulator.Panel.Switches);
    }

    [Fact]
    public async Task Toggle_AskedTwiceForTheSame_IsPressedOnce()
    {
        await using var bench = New("text.json", isOn: true);
        await using var driver = await bench.StartAsync();
        var simulator = (CommandTableSimulator)bench.Simulator;
        Assert.False(bench.Capabilities.First(c => c.Id == "freeze").Actions[0].Repeatable);
        for (var i = 0; i < 2; i++) Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Command("freeze", "on")));
        Assert.Equal((1, true), (simulator.Commands, bench.State("freeze")));
        await bench.RunAsync(driver, Panels.Command("freeze", "off"));
        Assert.Equal((2, false), (simulator.Commands, bench.State("freeze")));
    }

    [Fact]
    public async Task Readings_AreMeasuredInTheirUnit()
    {
        await using var bench = New("text.json", isOn: true);
        ((CommandTableSimulator)bench.Simulator).Set("temperature_celsius", 41.5);
        await using var driver = await bench.StartAsync();
        Assert.Contains(new ReadingNews("temperature_celsius", 41.5), bench.News);
    }

    [Fact]
    public async Task Id_OfTheDevice_StandsInItsCommands()
    {
        await using var bench = New("sicp.json", isOn: true, id: 7);
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Panels.Input("hdmi2")));
        Assert.Equal("hdmi2", bench.State("input"));
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsNamedWithThoseThatAre()
    {
        await using var bench = New("nothing.json");
        Assert.Contains("there are: aabbcc.json, learn.json", Assert.Throws<DeviceException>(bench.NewDriver).Message, StringComparison.Ordinal);
    }

    private static CompiledTable Load(string name) => CompiledTable.Read(name, DriverFiles.Read(typeof(CommandTableDriver), "", name));

    private static Bench New(string table, bool isOn = false, bool unproven = true, int id = 1) => new(
        "command-table",
        ConnectionKind.Tcp,
        time => new CommandTableSimulator(time) { Table = table == "nothing.json" ? "learn.json" : table, IsOn = isOn, Id = id },
        Panels.Settings(("table", table), ("unproven", unproven), ("id", id)));
}
