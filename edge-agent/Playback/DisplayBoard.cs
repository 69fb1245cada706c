using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>
/// Whether the board is to show a lesson, what its page says of itself, and why it is not there. The page is told a key of its own each time that it is
/// opened: a copy of it elsewhere is no proof that the board shows anything. Thread safe.
/// </summary>
internal sealed class DisplayBoard(TimeProvider time)
{
    /// <summary>The code of a box that has no desktop to show anything on.</summary>
    public const string NoDisplay = "display_none";

    private readonly Lock _lock = new();
    private bool _wanted;
    private string _key = "";
    private long _heardAt;
    private (string Code, string Text) _problem = ("", "");

    /// <summary>Raised when <see cref="Wanted"/> is another.</summary>
    public ChangeSignal Changed { get; } = new();

    public bool Wanted
    {
        get
        {
            lock (_lock) return _wanted;
        }

        set
        {
            lock (_lock)
            {
                if (_wanted == value) return;
                _wanted = value;
            }
            Changed.Raise();
        }
    }

    /// <summary>Why the lesson is not on the board, stable and in English; empty: it is, or is not to be.</summary>
    public (string Code, string Text) Problem
    {
        get
        {
            lock (_lock) return _problem;
        }

        set
        {
            lock (_lock) _problem = value;
        }
    }

    /// <summary>A page is being opened; it answers with this key.</summary>
    public string Open(TimeSpan patience)
    {
        lock (_lock)
        {
            _key = Guid.NewGuid().ToString("N");
            // It is not missed before it can have loaded.
            _heardAt = time.GetTimestamp() + (long)(patience.TotalSeconds * time.TimestampFrequency);
            return _key;
        }
    }

    public bool Hear(string key)
    {
        lock (_lock)
        {
            if (key != _key) return false;
            _heardAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>How long the page has said nothing; less than zero while it is loading.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_lock) return time.GetElapsedTime(_heardAt);
        }
    }
}
