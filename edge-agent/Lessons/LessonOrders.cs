using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>When a lesson that the hub has not ended is over all the same. Pure.</summary>
internal static class LessonTime
{
    /// <summary>A hub that is away for a moment may be about to say that the lesson goes on.</summary>
    private static readonly TimeSpan s_awayFor = TimeSpan.FromMinutes(1);

    /// <param name="hubUtcNow">By the hub's clock, as this box knows it.</param>
    /// <param name="offlineFor">Since the link broke; null: it stands.</param>
    public static bool IsOver(LessonPart part, DateTimeOffset hubUtcNow, TimeSpan? offlineFor) =>
        offlineFor >= s_awayFor && hubUtcNow.ToUnixTimeMilliseconds() >= part.PlannedEndMs;
}

/// <summary>What this box is to do of what it was told.</summary>
internal sealed class LessonOrders(LessonBoard board, HubIdentity identity, LinkBoard link, HubClock clock, TimeProvider time)
{
    public string RoomId => identity.Current?.Enrolled.RoomId ?? "";

    /// <summary>Null: nothing. What was told to another room, or is over by the clock while the hub is away, is told no more.</summary>
    public LessonPart? Now()
    {
        if (board.Wanted is not { } part) return null;
        var status = link.Current;
        TimeSpan? offlineFor = status.Phase == LinkPhase.Online ? null : time.GetUtcNow() - status.Since;
        if (board.Status.RoomId == RoomId && !LessonTime.IsOver(part, clock.UtcNow, offlineFor)) return part;
        board.Set(null, RoomId);
        return null;
    }
}
