using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>What this room receives of others now, and is to receive. Thread safe.</summary>
internal sealed class Receptions(DisplayBoard shown, DisplayOptions display, HubClock clock, TimeProvider time)
{
    /// <summary>A lesson has four rooms; a host shows three of them, a receiver what the host has.</summary>
    public const int Most = 16;

    private readonly Lock _lock = new();
    private IReadOnlyList<Reception> _current = [];
    private IReadOnlyList<ReceptionStatus> _before = [];
    private bool _counts;

    /// <summary>Whether they are to be on the room's board.</summary>
    public DisplayBoard Shown => shown;

    /// <summary>Whether a host's board shows the rooms that it teaches.</summary>
    public bool ShowsHost => display.HostToo;

    /// <summary>Raised when others are wanted, and when the state of one has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public IReadOnlyList<Reception> Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    /// <summary>What was received in this lesson and is not now, e.g. of a room that had the floor.</summary>
    public IReadOnlyList<ReceptionStatus> Before
    {
        get
        {
            lock (_lock) return _before;
        }
    }

    /// <summary>Receives these and no others; those that are received already go on. What is beyond <see cref="Most"/> is left.</summary>
    /// <param name="counts">Whether what is missing of them is missed from now on.</param>
    /// <param name="before">What was counted of a source before, e.g. until the box was started again.</param>
    public void Follow(IReadOnlyList<WantedSource> wanted, bool counts, Func<WantedSource, ReceptionTally> before)
    {
        List<Reception> gone;
        lock (_lock)
        {
            _counts = counts;
            var list = wanted.Distinct().Take(Most).ToList();
            if (list.SequenceEqual(_current.Select(one => one.Wanted))) return;
            gone = [.. _current.Where(one => !list.Contains(one.Wanted))];
            _before = list.Count == 0 ? [] : [.. gone.Select(one => one.Status).Concat(_before).DistinctBy(one => one.Key).Where(one => list.All(next => next.Key != one.Key)).Take(Most)];
            _current = [.. list.Select(one => _current.FirstOrDefault(known => known.Wanted == one) ?? new Reception(one, before(one), clock, time))];
        }
        foreach (var one in gone) one.Fan.End();
        Changed.Raise();
    }

    public Reception? Find(string roomId, string source) => Current.FirstOrDefault(one => one.Wanted.RoomId == roomId && one.Wanted.Source == source);

    public void Observe()
    {
        bool counts;
        lock (_lock) counts = _counts;
        var changed = false;
        foreach (var one in Current) changed |= one.Observe(counts);
        if (changed) Changed.Raise();
    }
}
