using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One output of a running capture: its reader, and what is known of its one track.</summary>
internal sealed class CaptureStream(MediaKind kind, TimeProvider time) : IDisposable
{
    private long _readingSinceUs = long.MaxValue;

    public MediaKind Kind { get; } = kind;

    public FragmentReader Reader { get; } = new();

    /// <summary>Null until its init segment has come.</summary>
    public MediaTrack? Track { get; private set; }

    public ReadOnlyMemory<byte> Init { get; private set; }

    /// <summary>How long it has been waiting for bytes; time spent on our own disk does not count.</summary>
    public TimeSpan Silence
    {
        get
        {
            var since = Interlocked.Read(ref _readingSinceUs);
            return since == long.MaxValue ? TimeSpan.Zero : TimeSpan.FromMicroseconds(RecordingTimeline.MonotonicUs(time) - since);
        }
    }

    /// <summary>Reads once. Returns the number of bytes, and whether more are waiting already.</summary>
    public async Task<(int Count, bool More)> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var memory = Reader.GetMemory();
        Interlocked.Exchange(ref _readingSinceUs, RecordingTimeline.MonotonicUs(time));
        var count = await source.ReadAsync(memory, cancellationToken);
        Interlocked.Exchange(ref _readingSinceUs, long.MaxValue);
        Reader.Advance(count);
        return (count, count == memory.Length);
    }

    /// <summary>True once, when the init segment has come. To be asked after each read.</summary>
    /// <exception cref="MediaFormatException">There is no track of this kind in it.</exception>
    public bool TakeInit()
    {
        if (Track is not null || Reader.Init is not { } init) return false;
        Track = init.Tracks.FirstOrDefault(track => track.Kind == Kind)
            ?? throw new MediaFormatException("trak", 0, $"a track of {Kind} is missing in the capture's output");
        Init = init.ForTrack(Track.Id);
        return true;
    }

    public void Dispose() => Reader.Dispose();
}
