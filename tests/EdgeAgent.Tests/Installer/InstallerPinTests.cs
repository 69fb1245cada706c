using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.Installer;

public sealed class InstallerPinTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    private readonly LogWatch _logs = new();

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Set_Restarted_StillOpensAndIsNotInTheFile()
    {
        await Pin().SetAsync("246810", CancellationToken.None);
        Assert.Equal(PinAnswer.Right, Pin().Try("246810", atTheBox: true));
        Assert.DoesNotContain("246810", await File.ReadAllTextAsync(_folder["pin.json"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"rounds\":600000,\"salt\":\"00\",\"ha")]
    [InlineData(null)]
    public async Task File_Damaged_OpensFromItsCopyAndSaysSo(string? damaged)
    {
        await Pin().SetAsync("246810", CancellationToken.None);
        var written = await File.ReadAllTextAsync(_folder["pin.json"]);
        // A flipped bit leaves it JSON, only another PIN.
        await File.WriteAllTextAsync(_folder["pin.json"], damaged ?? written.Replace("\"hash\":\"", "\"hash\":\"00", StringComparison.Ordinal));
        Assert.Equal(PinAnswer.Right, Pin().Try("246810", atTheBox: true));
        var repair = Assert.Single(DamageBoard.Of(_folder.Path, _logs).All);
        Assert.Equal((StoreKind.Settings, "pin.json", 1L, 0L), (repair.Kind, repair.File, repair.Saved, repair.Lost));
        Assert.True(File.Exists(repair.MovedTo));
        Assert.Equal(written, await File.ReadAllTextAsync(_folder["pin.json"]));
    }

    [Fact]
    public async Task File_TakenAway_ThereIsNoPin()
    {
        await Pin().SetAsync("246810", CancellationToken.None);
        File.Delete(_folder["pin.json"]);
        Assert.False(Pin().IsSet);
        Assert.Empty(DamageBoard.Of(_folder.Path, _logs).All);
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

    private InstallerPin Pin() => new(new DataFolder(_folder.Path), DamageBoard.Of(_folder.Path, _logs), _time);
}
