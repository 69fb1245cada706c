using System.Runtime.CompilerServices;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Timetable;

/// <summary>
/// Tells boxes on the line what is taught in their rooms: when they come with another timetable than the hub's, when it
/// changes, and once an hour, each at its own minute, so that four weeks stay four weeks.
/// </summary>
internal sealed partial class TimetableTeller(
    AgentPresence presence, RoomTimetables timetables, TimetableChanges changes, TimeProvider time, ILogger<TimetableTeller> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>What each box that is on the line has, and when it was last told.</summary>
    private readonly ConditionalWeakTable<LinkSession, State> _told = [];

    public Task EnteredAsync(LinkSession session, Hello hello, CancellationToken cancellationToken)
    {
        _told.AddOrUpdate(session, new State { Hash = hello.TimetableHash });
        return TellAsync(session, mustConfirm: true, cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = time.CreateTimer(_ => changes.Tick(presence.Rooms.Where(IsDue)), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        while (true)
        {
            foreach (var roomId in await changes.TakeAsync(stoppingToken))
            {
                try
                {
                    using var work = Pulse.Work();
                    if (presence.SessionOf(roomId) is { } session) await TellAsync(session, IsDue(roomId), stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogFailed(failure, roomId);
                }
            }
        }
    }

    private bool IsDue(string roomId) =>
        presence.SessionOf(roomId) is { } session && _told.TryGetValue(session, out var state) && time.GetUtcNow() - state.At >= s_hour;

    /// <param name="mustConfirm">That it is still so is told, too: the box shows its timetable's age.</param>
    private async Task TellAsync(LinkSession session, bool mustConfirm, CancellationToken cancellationToken)
    {
        if (!_told.TryGetValue(session, out var state) || await timetables.MakeAsync(session.Agent.RoomId, cancellationToken) is not { } now) return;
        // Most rooms of a hub may have no timetable at all: there is nothing to say.
        if (state.Hash.Length == 0 && now is { Lessons.Count: 0, Teachers.Count: 0, Record: false }) return;
        var same = state.Hash == now.Hash;
        if (same && !mustConfirm) return;
        (state.Hash, state.At) = (now.Hash, time.GetUtcNow());
        session.Send(new HubMessage { Timetable = same ? new RoomTimetable { Hash = now.Hash, AsOfMs = now.AsOfMs, Unchanged = true } : now });
    }

    [LoggerMessage(EventId = 8601, Level = LogLevel.Error, Message = "The timetable of room {RoomId} could not be told to its box; it is tried again within the hour")]
    private partial void LogFailed(Exception error, string roomId);

    private sealed class State
    {
        public required string Hash { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
