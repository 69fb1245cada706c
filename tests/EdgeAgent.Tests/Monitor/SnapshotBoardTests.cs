using Tongtang.EdgeAgent.Monitor;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Monitor;

public sealed class SnapshotBoardTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Picture_TooOldForNow_IsStillTheLast()
    {
        var board = new SnapshotBoard(_time);
        board.Put("teacher", [1]);
        var takenAt = _time.GetUtcNow();
        Assert.NotNull(board.Picture("teacher"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(board.Picture("teacher"));
        Assert.Equal(takenAt, board.LastPicture("teacher")!.TakenAt);
        Assert.Null(board.LastPicture("student"));
    }

    [Fact]
    public void Forgotten_IsNotOfNow()
    {
        var board = new SnapshotBoard(_time);
        board.Put("teacher", [1]);
        board.Put("teacher", new SoundLevel(-20, -10));
        board.Forget("teacher");
        Assert.Null(board.Picture("teacher"));
        Assert.Null(board.Sound("teacher"));
        Assert.NotNull(board.LastPicture("teacher"));
        board.Put("teacher", [2]);
        Assert.NotNull(board.Picture("teacher"));
    }
}
