using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What a piece from a tap is.</summary>
internal enum TapContent
{
    /// <summary>ftyp and moov of a capture's run, with all its tracks; everything after it belongs to it.</summary>
    Init,

    /// <summary>moof and mdat of one keyframe. Pictures between keyframes are never tapped.</summary>
    Keyframe,

    /// <summary>moof and mdat of sound.</summary>
    Sound,
}

/// <param name="Bytes">The reader's own: nobody writes to them again.</param>
/// <param name="CapturedAt">Of the first sample, by the recording's clock; for an init, when it came.</param>
internal sealed record TapFragment(TapContent Content, ReadOnlyMemory<byte> Bytes, DateTimeOffset CapturedAt);

/// <summary>
/// Lets one watcher look at and listen to a source without ever touching its recording: at most 256 pieces wait, then
/// the oldest are dropped. With no watcher, publishing costs a null check.
/// </summary>
internal sealed class SourceTap
{
    private const int Capacity = 256;
    private readonly Lock _lock = new();
    private TapFragment? _init;
    private ChannelWriter<TapFragment>? _watcher;

    /// <summary>Whether publishing is worth a copy of the bytes.</summary>
    public bool Watched => _watcher is not null;

    public void PublishInit(ReadOnlyMemory<byte> bytes, DateTimeOffset at)
    {
        lock (_lock)
        {
            _init = new TapFragment(TapContent.Init, bytes, at);
            _watcher?.TryWrite(_init);
        }
    }

    public void Publish(TapContent content, ReadOnlyMemory<byte> bytes, DateTimeOffset capturedAt) =>
        _watcher?.TryWrite(new TapFragment(content, bytes, capturedAt));

    /// <summary>Begins with the current run's init, when there is one. A new watcher ends the one before.</summary>
    public ChannelReader<TapFragment> Watch()
    {
        var channel = Channel.CreateBounded<TapFragment>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            _watcher?.TryComplete();
            _watcher = channel.Writer;
            if (_init is not null) channel.Writer.TryWrite(_init);
        }
        return channel.Reader;
    }
}

/// <summary>One tap per source's name; a tap outlives the runs of its source's capture.</summary>
internal sealed class SourceTaps
{
    private readonly ConcurrentDictionary<string, SourceTap> _taps = new(StringComparer.Ordinal);

    public SourceTap this[string source] => _taps.GetOrAdd(source, _ => new SourceTap());
}
