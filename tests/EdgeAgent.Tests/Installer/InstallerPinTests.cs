using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Installer;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Tests.Installer;

public sealed class InstallerPinTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Set_Restarted_StillOpensAndIsNotInTheFile()
    {
        await Pin().SetAsync("246810", CancellationToken.None);
        Assert.Equal(PinAnswer.Right, Pin().Try("246810", atTheBox: true));
        Assert.DoesNotContain("246810", await File.ReadAllTextAsync(_folder["pin.json"]));
    }

    [Fact]
    public async Task Try_FiveWrong_LocksEvenTheRightOneForAQuarterOfAnHour()
    {
        var pin = Pin();
        await pin.SetAsync("246810", CancellationToken.None);
        for (var i = 0; i < 5; i++) Assert.Equal(PinAnswer.Wrong, pin.Try("000000", atTheBox: true));
        Assert.Equal(PinAnswer.Locked, pin.Try("246810", atTheBox: true));
        Assert.Equal(TimeSpan.FromMinutes(15), pin.LockedFor(atTheBox: true));
        _time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        Assert.Equal(PinAnswer.Right, pin.Try("246810", atTheBox: true));
    }

    [Fact]
    public async Task Try_GuessedFromTheNetwork_DoesNotLockThePersonAtTheBox()
    {
        var pin = Pin();
        await pin.SetAsync("246810", CancellationToken.None);
        for (var i = 0; i < 6; i++) pin.Try("000000", atTheBox: false);
        Assert.Equal(PinAnswer.Right, pin.Try("246810", atTheBox: true));
    }

    [Theory]
    [InlineData("12345", false)]
    [InlineData("123456", true)]
    [InlineData("12345a", false)]
    [InlineData("１２３４５６", false)]
    [InlineData("", false)]
    public void IsWellFormed_SixDigitsOrMore(string pin, bool expected) => Assert.Equal(expected, InstallerPin.IsWellFormed(pin));

    private InstallerPin Pin() => new(new DataFolder(_folder.Path), _time);
}
