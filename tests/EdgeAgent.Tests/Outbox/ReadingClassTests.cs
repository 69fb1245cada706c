using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

public sealed class ReadingClassTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Reading_WhileTheHubIsAway_BecomesBacklogAfterFiveMinutes_AndNoneOnceItIsThere()
    {
        var board = new LinkBoard(_time);
        var readings = new ReadingClass(board);
        board.Show(LinkPhase.Connecting, problem: null);
        Assert.Equal(ItemClass.Reading, readings.Now);
        Pass(5);
        Assert.Equal(ItemClass.Backlog, readings.Now);
        board.Show(LinkPhase.Online, problem: null);
        Pass(60);
        Assert.Equal(ItemClass.Reading, readings.Now);
        board.Show(LinkPhase.Waiting, "no route");
        Pass(4.9);
        board.Show(LinkPhase.Connecting, problem: null);
        Assert.Equal(ItemClass.Reading, readings.Now);
        _time.StepWallClock(TimeSpan.FromDays(-400));
        Pass(0.1);
        Assert.Equal(ItemClass.Backlog, readings.Now);
    }

    private void Pass(double minutes) => _time.Advance(TimeSpan.FromMinutes(minutes));
}
