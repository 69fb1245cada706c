namespace Tongtang.DeviceDrivers.Tests.Contract;

public sealed class CommandCheckTests
{
    private static readonly Capability[] s_device = [Capabilities.Power, Capabilities.Volume, Capabilities.Relay(4), Capabilities.Input([new() { Id = "hdmi1", Zh = "HDMI 1", En = "HDMI 1" }])];

    [Theory]
    [InlineData("flight", "on", null, null, CommandProblems.NotSupported, "power, volume, relay, input")]
    [InlineData("power", "toggle", null, null, CommandProblems.NotSupported, "on, off")]
    [InlineData("volume", "set", null, null, CommandProblems.ArgumentInvalid, "\"level\" is missing: a whole number from 0 to 100")]
    [InlineData("volume", "set", "level", 101.0, CommandProblems.ArgumentInvalid, "from 0 to 100")]
    [InlineData("volume", "set", "level", 1.5, CommandProblems.ArgumentInvalid, "a whole number")]
    [InlineData("volume", "set", "loudness", 5.0, CommandProblems.ArgumentInvalid, "\"loudness\" is unknown")]
    [InlineData("relay", "on", "channel", 5.0, CommandProblems.ArgumentInvalid, "from 1 to 4")]
    public void Check_OfWhatADeviceCannotDo_SaysWhatItCan(string capability, string action, string? argument, double? value, string code, string named)
    {
        var (_, refusal) = CommandCheck.Check(s_device, Command(capability, action, argument, value));
        Assert.Equal(code, refusal!.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ArgumentLeftOut_HasItsDefaultAndLeadsToItsState()
    {
        var (command, refusal) = CommandCheck.Check(s_device, Command("relay", "on", null, null));
        Assert.Null(refusal);
        Assert.Equal(new Dictionary<string, DeviceValue> { ["relay_1"] = true }, CommandCheck.LeadsTo(s_device, command!));
        Assert.Equal(new Dictionary<string, DeviceValue> { ["volume"] = 30 }, CommandCheck.LeadsTo(s_device, Command("volume", "set", "level", 30)));
    }

    private static DeviceCommand Command(string capability, string action, string? argument, double? value) => new()
    {
        Capability = capability,
        Action = action,
        Arguments = argument is null ? new Dictionary<string, DeviceValue>() : new Dictionary<string, DeviceValue> { [argument] = value!.Value },
    };
}
