using System.Text;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.PjLink;

public sealed class PjLinkConformance : DriverConformance
{
    private protected override Bench NewBench() => new("pjlink", ConnectionKind.Tcp, time => new PjLinkSimulator(time) { Password = "secret", IsOn = true }, new Dictionary<string, DeviceValue> { ["password"] = "secret" });

    protected override DeviceCommand Command => PjLinkTests.Command("input", "set", ("input", "32"));

    protected override (string Property, DeviceValue Value) Effect => ("input", "32");

    protected override DeviceCommand? Refused => PjLinkTests.Command("input", "set", ("input", "31"));

    private protected override async Task PrepareRefusalAsync(Bench bench, IDriver driver)
    {
        await bench.RunAsync(driver, PjLinkTests.Command("power", "off"));
        await bench.UntilAsync(driver, "power", "standby");
    }
}

public sealed class PjLinkTests
{
    [Fact]
    public void Md5Digest_OfTheStandardsExample_IsItsDigest() =>
        Assert.Equal("5d8409bc1c3fa39749434aa3a5c38682", PjLinkWire.Md5Digest("498e4a67", "JBMIAProjectorLink"));

    [Fact]
    public void Sha256Digest_OfAKnownPair_IsItsDigest() => Assert.Equal(
        "c14b279e603d8a5f17e849ba360f2dc570ab129eac6924d4c129c9c4fcf45be42e1e776325a66db67e5b6eee50f2a692",
        PjLinkWire.Sha256Digest("3db25e10f69c47a85adb24cf361897e0", Convert.FromHexString("c14b279e603d8a5f17e849ba360f2dc5"), "JBMIAProjectorLink"));

    [Theory]
    [InlineData("000000", "")]
    [InlineData("010020", "lamp:warning filter:error")]
    [InlineData("00000", null)]
    [InlineData("00000x", null)]
    public void Errors_OfSixDigits_AreWords(string value, string? words) => Assert.Equal(words, PjLinkWire.Errors(value));

    [Theory]
    [InlineData("1163 1", 1163)]
    [InlineData("1163 1 2500 0", 2500)]
    [InlineData("ERR1", null)]
    [InlineData("123456 1", null)]
    public void LampHours_OfEveryForm_AreTheMost(string value, int? hours) => Assert.Equal(hours, PjLinkWire.LampHours(value));

    [Fact]
    public void Parsers_GivenDamagedLines_NeverFall() => Fuzz.RunBriefly(
        "PJLink lines",
        [.. new[] { "%1POWR=OK", "%1INST=11 12 31 51", "%1LAMP=1163 1 250 0", "%1ERST=001002", "PJLINK 1 498e4a67" }.Select(Encoding.UTF8.GetBytes)],
        line =>
        {
            if (!PjLinkWire.Answers(line, "1POWR")) return;
            var value = PjLinkWire.Value(line);
            _ = PjLinkWire.Refusal(value);
            _ = PjLinkWire.Power(value);
            _ = PjLinkWire.Errors(value);
            _ = PjLinkWire.LampHours(value);
            foreach (var input in PjLinkWire.Inputs(value)) _ = PjLinkWire.InputWords(input);
        });

    [Theory]
    [InlineData(true, "auto")]
    [InlineData(true, "sha256")]
    [InlineData(false, "auto")]
    [InlineData(false, "md5")]
    public async Task SignIn_WhateverTheProjectorKnows_Works(bool knowsSha256, string digest)
    {
        await using var bench = New(time => new PjLinkSimulator(time) { Password = "p@ss", KnowsSha256 = knowsSha256 }, ("password", "p@ss"), ("digest", digest));
        await using var driver = await bench.StartAsync();
        Assert.Equal("standby", bench.State("power"));
    }

    [Fact]
    public async Task SignIn_WrongPassword_IsDeniedAndNotTriedAgain()
    {
        await using var bench = New(time => new PjLinkSimulator(time) { Password = "right", KnowsSha256 = false }, ("password", "wrong"), ("digest", "md5"));
        var error = await Assert.ThrowsAsync<DeviceException>(bench.StartAsync);
        Assert.Equal(DeviceProblems.Denied, error.Code);
    }

    [Fact]
    public async Task Power_OnAndOff_GoesThroughWarmingAndCooling()
    {
        await using var bench = New(time => new PjLinkSimulator(time));
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "on")));
        Assert.Equal("warming", bench.State("power"));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Command("power", "off"))).Code);
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "off")));
        Assert.Equal("cooling", bench.State("power"));
        await bench.UntilAsync(driver, "power", "standby");
    }

    [Fact]
    public async Task Mute_ProjectorMutesOnlyJointly_BothAreMuted()
    {
        await using var bench = New(time => new PjLinkSimulator(time) { MutesJointly = true });
        await using var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Command("power", "on"));
        await bench.UntilAsync(driver, "power", "on");
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("picture_mute", "on")));
        Assert.Equal(true, bench.State("picture_mute"));
        Assert.Equal(true, bench.State("mute"));
    }

    [Fact]
    public async Task Poll_ProjectorSilentInStandby_IsNoFault()
    {
        await using var bench = New(time => new PjLinkSimulator(time));
        await using var driver = await bench.StartAsync();
        ((PjLinkSimulator)bench.Simulator).SilentInStandby = true;
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal("standby", bench.State("power"));
    }

    internal static DeviceCommand Command(string capability, string action, params (string Name, DeviceValue Value)[] arguments) =>
        new() { Capability = capability, Action = action, Arguments = arguments.ToDictionary(a => a.Name, a => a.Value) };

    private static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) =>
        new("pjlink", ConnectionKind.Tcp, simulator, settings.ToDictionary(s => s.Name, s => s.Value));
}
