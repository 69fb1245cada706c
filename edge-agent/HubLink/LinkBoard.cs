using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>One moment of the link, for people and for the uploads.</summary>
/// <param name="Problem">Why it is not online, in English; null when it is or nothing is known.</param>
/// <param name="StoreGeneration">Of the hub's database, as it last said; empty when it has not.</param>
internal sealed record LinkStatus(LinkPhase Phase, DateTimeOffset Since, string? Problem, string RoomName, string SchoolName, string StoreGeneration = "");

/// <summary>Where the link's loop writes how it stands and everybody else reads it. Thread safe.</summary>
internal sealed class LinkBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private LinkStatus _current = new(LinkPhase.Unenrolled, time.GetUtcNow(), null, "", "");
    private long _seen = time.GetTimestamp();

    public ChangeSignal Changed { get; } = new();

    /// <summary>When the link's loop, or the session it talks in, comes round again.</summary>
    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public LinkStatus Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    /// <summary>Since the hub was last there, or since the start; by no clock that steps.</summary>
    public TimeSpan AwayFor
    {
        get
        {
            lock (_lock) return _current.Phase == LinkPhase.Online ? TimeSpan.Zero : time.GetElapsedTime(_seen);
        }
    }

    /// <summary>Connecting and waiting look the same from outside: offline since the link broke.</summary>
    public void Show(LinkPhase phase, string? problem)
    {
        lock (_lock)
        {
            var same = IsOffline(phase) && IsOffline(_current.Phase) || phase == _current.Phase;
            var next = _current with { Phase = phase, Problem = problem, Since = same ? _current.Since : time.GetUtcNow() };
            if (next == _current) return;
            if (_current.Phase == LinkPhase.Online) _seen = time.GetTimestamp();
            _current = next;
        }
        Changed.Raise();
    }

    public void Name(string room, string school)
    {
        lock (_lock)
        {
            if (_current.RoomName == room && _current.SchoolName == school) return;
            _current = _current with { RoomName = room, SchoolName = school };
        }
        Changed.Raise();
    }

    /// <summary>Which life of its database the hub that welcomed the box is in.</summary>
    public void Welcomed(string storeGeneration)
    {
        lock (_lock)
        {
            if (_current.StoreGeneration == storeGeneration) return;
            _current = _current with { StoreGeneration = storeGeneration };
        }
        Changed.Raise();
    }

    private static bool IsOffline(LinkPhase phase) => phase is LinkPhase.Waiting or LinkPhase.Connecting;
}
