using Tongtang.EdgeAgent.Uploads;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Uploads;

public sealed class LineShareTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LineShare _share;

    public LineShareTests() => _share = new LineShare(_time);

    [Fact]
    public void LiveHasEnough_NothingIsTakenFromUploads()
    {
        Say(isShort: false, 60);
        Assert.Equal(new UploadAllowance(true, null), _share.Limit(new UploadAllowance(true, null)));
        Assert.Equal(new UploadAllowance(false, 5), _share.Limit(new UploadAllowance(false, 5)));
    }

    [Fact]
    public void LiveIsShort_UploadsFallToATrickleWithinSecondsAndComeBack()
    {
        Say(isShort: true, 1);
        Assert.InRange(_share.BytesPerSecond!.Value, 250_000, 1_000_000);
        Say(isShort: true, 5);
        Assert.Equal(6_000, _share.BytesPerSecond);
        Assert.Equal(4_000, _share.Limit(new UploadAllowance(true, 4_000)).BytesPerSecond);
        Say(isShort: false, 5);
        Assert.InRange(_share.BytesPerSecond!.Value, 7_000, 12_000);
        Say(isShort: false, 120);
        Assert.Null(_share.BytesPerSecond);
    }

    [Fact]
    public void LiveEnds_AtOnceAllIsTheirsAgain()
    {
        Say(isShort: true, 5);
        _share.LiveEnded();
        Assert.Null(_share.BytesPerSecond);
    }

    private void Say(bool isShort, double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.05)
        {
            _share.LiveNeeds(isShort);
            _time.Advance(TimeSpan.FromSeconds(0.05));
        }
    }
}
