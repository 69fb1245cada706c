using Tongtang.EdgeAgent.Alarms;

namespace Tongtang.EdgeAgent.Tests.Alarms;

public sealed class UploadPaceTests
{
    private readonly UploadPace _pace = new();

    [Fact]
    public void Uploads_ThatKeepUpWithALessonWithoutEnd_HaveNothingWaiting()
    {
        for (var minute = 0; minute < 3 * 24 * 60; minute++) See(pending: 3, sent: 60 * minute, minute);
        Assert.InRange(_pace.WaitingFor, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, _pace.StuckFor);
    }

    [Fact]
    public void Uploads_ThatNeverCatchUp_AreBehindAsLongAsTheOldestHasWaited()
    {
        See(pending: 10_000, sent: 0, minute: 0);
        for (var minute = 1; minute < 2000; minute++) See(pending: 10_000 + minute, sent: minute, minute);
        Assert.Equal(TimeSpan.FromMinutes(1999), _pace.WaitingFor);
        See(pending: 10_000, sent: 10_000, minute: 2000);
        Assert.Equal(TimeSpan.Zero, _pace.WaitingFor);
    }

    [Fact]
    public void Uploads_ThatMayNotGo_WaitAndAreNotStuck()
    {
        for (var minute = 0; minute <= 60; minute++) See(pending: 5, sent: 7, minute, mayGo: minute >= 40);
        Assert.Equal((TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(20)), (_pace.WaitingFor, _pace.StuckFor));
        See(pending: 0, sent: 12, minute: 61);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (_pace.WaitingFor, _pace.StuckFor));
    }

    private void See(long pending, long sent, int minute, bool mayGo = true) => _pace.See(pending, sent, mayGo, TimeSpan.FromMinutes(minute));
}
