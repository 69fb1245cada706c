using Tongtang.HubServer.Devices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class CommandRulesTests
{
    [Theory]
    [InlineData("power", "off", true)]
    [InlineData("power", "on", false)]
    [InlineData("relay", "off", true)]
    [InlineData("relay", "pulse", true)]
    [InlineData("relay", "on", false)]
    [InlineData("mute", "off", false)]
    public void TurnsOff_OfEachCommand_IsWhatMayTakeThePower(string capability, string action, bool turnsOff) => Assert.Equal(turnsOff, CommandRules.TurnsOff(capability, action));
}
