using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>What is watched live now.</summary>
/// <param name="Sources">Their names; empty: nobody watches.</param>
/// <param name="Level">How much of them is sent.</param>
/// <param name="Reason">Why it is not all.</param>
/// <param name="Rooms">Among how many rooms of the school its budget is divided; 0: it has none.</param>
internal sealed record LiveStatus(IReadOnlyList<string> Sources, LiveLevel Level, LiveReason Reason = LiveReason.None, int Rooms = 0)
{
    public static LiveStatus None { get; } = new([], LiveLevel.Full);
}

/// <summary>Who looks into this room, as the hub says.</summary>
/// <param name="Named">Accounts and programs, the first of them.</param>
/// <param name="More">How many more there are.</param>
/// <param name="ByLink">How many watch by a link, without an account.</param>
internal sealed record Onlookers(IReadOnlyList<Onlooker> Named, int More, int ByLink);

/// <param name="Program">Not a person: a program with a token.</param>
internal sealed record Onlooker(string Name, bool Program);

/// <summary>Who wants to watch, as the hub said on the control link, and what is sent, as the panel shows it. Thread safe.</summary>
internal sealed class LiveBoard
{
    private const int MostNamed = 16;
    private const int LongestName = 80;

    private readonly Lock _lock = new();
    private LiveRequest _request = new();
    private LiveStatus _status = LiveStatus.None;
    private Onlookers? _onlookers;
    private bool _allowed = true;

    public ChangeSignal Changed { get; } = new();

    /// <summary>What the connection for frames is to be opened for; empty: it is to be closed.</summary>
    public IReadOnlyList<LiveSourceWish> Requested
    {
        get
        {
            lock (_lock) return _allowed ? _request.Sources : [];
        }
    }

    public LiveStatus Status
    {
        get
        {
            lock (_lock) return _status;
        }
    }

    /// <summary>Null: nobody looks, or the hub does not say.</summary>
    public Onlookers? Onlookers
    {
        get
        {
            lock (_lock) return _onlookers;
        }
    }

    public void Request(LiveRequest request)
    {
        lock (_lock) (_request, _onlookers) = (request, Read(request.Watchers));
        Changed.Raise();
    }

    /// <summary>A new link: its hub says anew who looks.</summary>
    public void ForgetOnlookers()
    {
        lock (_lock) _onlookers = null;
        Changed.Raise();
    }

    /// <summary>Whether the school lets the hub look into this room at all.</summary>
    public void Allow(bool allowed)
    {
        lock (_lock) _allowed = allowed;
        Changed.Raise();
    }

    public void Show(LiveStatus status)
    {
        lock (_lock)
        {
            if (_status with { Sources = status.Sources } == status && _status.Sources.SequenceEqual(status.Sources)) return;
            _status = status;
        }
        Changed.Raise();
    }

    /// <summary>Whatever the hub says comes out bounded.</summary>
    private static Onlookers? Read(LiveWatchers? watchers)
    {
        if (watchers is null) return null;
        var named = watchers.Named.Take(MostNamed).Select(one => new Onlooker(one.Name.Length > LongestName ? one.Name[..LongestName] : one.Name, one.Program)).ToList();
        var onlookers = new Onlookers(named, Bounded(watchers.More), Bounded(watchers.ByLink));
        return named.Count + onlookers.More + onlookers.ByLink == 0 ? null : onlookers;
    }

    private static int Bounded(uint count) => (int)Math.Min(count, 99_999);
}
