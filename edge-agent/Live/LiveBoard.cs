using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Live;

/// <summary>What is watched live now.</summary>
/// <param name="Sources">Their names; empty: nobody watches.</param>
internal sealed record LiveStatus(IReadOnlyList<string> Sources, LiveLevel Level)
{
    public static LiveStatus None { get; } = new([], LiveLevel.Full);
}

/// <summary>Who wants to watch, as the hub said on the control link, and what is sent, as the panel shows it. Thread safe.</summary>
internal sealed class LiveBoard
{
    private readonly Lock _lock = new();
    private LiveRequest _request = new();
    private LiveStatus _status = LiveStatus.None;
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

    public void Request(LiveRequest request)
    {
        lock (_lock) _request = request;
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
            if (_status.Level == status.Level && _status.Sources.SequenceEqual(status.Sources)) return;
            _status = status;
        }
        Changed.Raise();
    }
}
