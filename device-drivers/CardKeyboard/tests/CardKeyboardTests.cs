using System.Text;
using Tongtang.DeviceDrivers.CardKeyboard;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.CardKeyboard;

public sealed class CardKeyboardConformance : DriverConformance
{
    private protected override Bench NewBench() => CardKeyboardTests.New("decimal", reversed: false);

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("", 0);

    protected override bool SilenceIsNormal => true;

    private protected override Task TouchAsync(Bench bench) => ((CardKeyboardSimulator)bench.Simulator).TypeAsync("1799164630");
}

public sealed class CardKeyboardTests
{
    [Theory]
    [InlineData("1799164630", "decimal", false, "6B3D12D6")]
    [InlineData("3591519595", "decimal", true, "6B3D12D6")]
    [InlineData("0004002518", "decimal", false, "003D12D6")]
    [InlineData("6b3d12d6", "hex", false, "6B3D12D6")]
    [InlineData("D6123D6B", "hex", true, "6B3D12D6")]
    [InlineData("06104822", "facility", false, "3D12D6")]
    [InlineData("061,04822", "facility", false, "3D12D6")]
    [InlineData("4294967296", "decimal", false, null)]
    [InlineData("12ab", "decimal", false, null)]
    [InlineData("6B3D1", "hex", false, null)]
    [InlineData("256,00001", "facility", false, null)]
    [InlineData("", "decimal", false, null)]
    public void Uid_OfANumber_IsTheCardsBytes(string text, string format, bool reversed, string? uid) => Assert.Equal(uid, CardNumbers.Uid(text, format, reversed));

    [Fact]
    public void Uid_OfAnyText_NeverFalls() => Fuzz.RunBriefly("card numbers", ["1799164630"u8.ToArray(), "061,04822"u8.ToArray(), "6B3D12D6"u8.ToArray()], bytes =>
    {
        foreach (var format in new[] { "decimal", "hex", "facility" }) _ = CardNumbers.Uid(Encoding.UTF8.GetString(bytes), format, reversed: true);
    });

    [Theory]
    [InlineData("hex", true, "D6123D6B")]
    [InlineData("facility", false, "107,15634")]
    public async Task Card_Typed_IsToldAsItsBytes(string format, bool reversed, string typed)
    {
        await using var bench = New(format, reversed);
        await using var driver = await bench.StartAsync();
        var reader = (CardKeyboardSimulator)bench.Simulator;
        await reader.TypeAsync(typed);
        await reader.TypeAsync(typed);
        await Heard.CountAsync<CardNews>(bench, 1);
        Assert.Equal(CardNumbers.Uid(typed, format, reversed), Assert.Single(bench.News.OfType<CardNews>()).Uid);
    }

    internal static Bench New(string format, bool reversed) =>
        new("card-keyboard", ConnectionKind.Keys, time => new CardKeyboardSimulator(time), new Dictionary<string, DeviceValue> { ["format"] = format, ["reversed"] = reversed });
}
