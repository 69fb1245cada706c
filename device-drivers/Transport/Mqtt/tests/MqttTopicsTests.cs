using System.Text;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

public sealed class MqttTopicsTests
{
    // The examples of MQTT 3.1.1, 4.7.1 and 4.7.2.
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("#", "a/b", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("#", "$SYS/uptime", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/uptime", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("a/b/c", "a/b", false)]
    [InlineData("a/+/c", "a/b/c", true)]
    public void Matches_ExamplesOfTheStandard_AreAsItSays(string filter, string topic, bool matches) => Assert.Equal(matches, MqttTopics.Matches(filter, topic));

    [Theory]
    [InlineData("a/+/b", true)]
    [InlineData("#", true)]
    [InlineData("a/#", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a+/b", false)]
    [InlineData("a\0", false)]
    public void IsFilter_GoodAndBad_IsSaid(string filter, bool good) => Assert.Equal(good, MqttTopics.IsFilter(filter));

    [Fact]
    public void IsFilter_HalfACharacter_IsBad() => Assert.False(MqttTopics.IsFilter("a/\ud800"));

    [Fact]
    public void Matches_AnyText_NeverFalls() => Fuzz.RunBriefly("MQTT filters", [.. new[] { "a/+/c#d/e", "+/+#/x", "#$SYS/a" }.Select(Encoding.UTF8.GetBytes)], bytes =>
    {
        var parts = Encoding.UTF8.GetString(bytes).Split('#', 2);
        _ = MqttTopics.IsFilter(parts[0]);
        _ = MqttTopics.Matches(parts[0], parts[^1]);
        if (MqttTopics.IsTopic(parts[0])) Assert.True(MqttTopics.Matches(parts[0], parts[0]));
    });
}
