using Tongtang.DeviceDrivers.Simulation;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>What the tests of flat panels' drivers share.</summary>
internal static class Panels
{
    public static DeviceCommand Command(string capability, string action, params (string Name, DeviceValue Value)[] arguments) =>
        new() { Capability = capability, Action = action, Arguments = arguments.ToDictionary(a => a.Name, a => a.Value) };

    public static DeviceCommand Input(string input) => Command("input", "set", ("input", input));

    public static DeviceCommand Volume(int level) => Command("volume", "set", ("level", level));

    /// <summary>Bytes from "AA 11 01".</summary>
    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static Dictionary<string, DeviceValue> Settings(params (string Name, DeviceValue Value)[] settings) => settings.ToDictionary(s => s.Name, s => s.Value);

    /// <summary>On and off, with a scene that is in a hurry: nothing is sent twice, and nothing while the panel is busy.</summary>
    public static async Task SwitchesOnAndOffAsync(Bench bench, SimulatedPanel panel, string off = "standby")
    {
        await using var driver = await bench.StartAsync();
        Assert.Equal(off, bench.State("power"));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "on")));
        Assert.Equal("warming", bench.State("power"));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Volume(10))).Code);
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Command("power", "off"))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "on")));
        Assert.Equal(1, panel.Switches);
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Volume(10)));
        Assert.Equal(10, panel.Volume);
        Assert.Equal(10.0, bench.State("volume"));

        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "off")));
        Assert.Equal("cooling", bench.State("power"));
        Assert.Null(bench.State("volume"));
        await bench.UntilAsync(driver, "power", off);
        Assert.Equal(2, panel.Switches);
    }

    /// <summary>What is said of a property, each in both directions.</summary>
    public static async Task SetsAsync(Bench bench, params (string Capability, Func<bool> IsOn)[] switches)
    {
        await using var driver = await bench.StartAsync();
        foreach (var (capability, isOn) in switches)
        {
            foreach (var on in new[] { true, false })
            {
                Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command(capability, on ? "on" : "off")));
                Assert.Equal(on, isOn());
                Assert.Equal(on, bench.State(capability));
            }
        }
    }
}
