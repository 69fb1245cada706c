using System.Collections.Concurrent;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Live;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>One source of another room that this room is to receive.</summary>
internal sealed record WantedSource(string RoomId, string Source, bool HasPicture)
{
    /// <summary>Room and source, as in its address.</summary>
    public string Key => $"{RoomId}/{Source}";
}

/// <summary>One moment of a reception.</summary>
/// <param name="Since">UTC by the hub's clock, since when <paramref name="State"/> is so.</param>
/// <param name="LagMs">How far what is shown is behind its capture; null: nothing is shown.</param>
internal sealed record ReceptionStatus(string RoomId, string Source, LiveState State, DateTimeOffset Since, ReceptionTally Tally, int? LagMs)
{
    public string Key => $"{RoomId}/{Source}";
}

/// <summary>
/// One source of another room as it comes: what the hub sends is handed to all who watch it on this box, and counted.
/// Thread safe, but for <see cref="Observe"/>.
/// </summary>
internal sealed class Reception(WantedSource wanted, ReceptionTally before, HubClock clock, TimeProvider time)
{
    /// <summary>Pages of one box: the kiosk, the panel, and some that were left open.</summary>
    private const int MostViewers = 16;

    private readonly ReceptionMeter _meter = new(before);
    private readonly ConcurrentDictionary<LiveSocket, bool> _sockets = new();
    private readonly Lock _lock = new();
    private long _frameMs;
    private int _arrivalLagMs;
    private ReceptionStatus _status = new(wanted.RoomId, wanted.Source, new LiveState(LiveCondition.Waiting, StreamQuality.Full), clock.UtcNow, before, null);

    public WantedSource Wanted => wanted;

    public LiveFan Fan { get; } = Begin(wanted, time);

    public ReceptionStatus Status
    {
        get
        {
            lock (_lock) return _status;
        }
    }

    /// <summary>Null: there are enough viewers.</summary>
    public LiveViewer? TryWatch() => Fan.Viewers < MostViewers ? Fan.Join() : null;

    public void Add(LiveSocket socket) => _sockets[socket] = true;

    public void Remove(LiveSocket socket) => _sockets.TryRemove(socket, out _);

    /// <exception cref="LiveMessageException">It is none.</exception>
    public void Take(ReadOnlyMemory<byte> message)
    {
        var packet = LivePacket.Parse(message);
        if (packet.Kind == LiveKind.Frame)
        {
            var nowUs = (clock.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            Volatile.Write(ref _frameMs, clock.MonotonicMs);
            Volatile.Write(ref _arrivalLagMs, (int)Math.Clamp((nowUs - packet.Microseconds) / 1000, 0, 3_600_000));
        }
        Fan.Give(packet);
    }

    /// <summary>Several times a second.</summary>
    /// <param name="counts">Whether the lesson runs, so that what is missing is missed.</param>
    /// <returns>Whether something was different that people are told at once.</returns>
    public bool Observe(bool counts)
    {
        Fan.CheckSilence();
        foreach (var socket in _sockets.Keys) socket.CutIfStalled();
        var state = Fan.State;
        _meter.Observe(clock.MonotonicMs, counts, state.Condition, Volatile.Read(ref _frameMs));
        lock (_lock)
        {
            var changed = state != _status.State;
            _status = _status with { State = state, Since = state.Condition == _status.State.Condition ? _status.Since : clock.UtcNow, Tally = _meter.Tally, LagMs = LagOf(state) };
            return changed;
        }
    }

    /// <summary>What came late, and what the page holds back.</summary>
    private int? LagOf(LiveState state) => state.Condition == LiveCondition.Live
        ? Volatile.Read(ref _arrivalLagMs) + (int)_sockets.Keys.Select(socket => socket.LagMs).DefaultIfEmpty().Max()
        : null;

    private static LiveFan Begin(WantedSource wanted, TimeProvider time)
    {
        var fan = new LiveFan(time);
        fan.Offer(wanted.HasPicture);
        return fan;
    }
}
