using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What a piece from a tap is.</summary>
internal enum TapContent
{
    /// <summary>ftyp and moov of the picture of a capture's run; the keyframes after it belong to it.</summary>
    PictureInit,

    /// <summary>ftyp and moov of the sound of a capture's run.</summary>
    SoundInit,

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
/// the oldest are dropped. Inits are to be published always, the rest only while <see cref="Watched"/>.
/// </summary>
internal sealed class SourceTap
{
    private const int Capacity = 256;
    private readonly Lock _lock = new();
    private TapFragment? _pictureInit;
    private TapFragment? _soundInit;
    private ChannelWriter<TapFragment>? _watcher;

    /// <summary>Whether publishing is worth a copy of the bytes.</summary>
    public bool Watched => _watcher is not null;

    public void Publish(TapContent content, ReadOnlyMemory<byte> bytes, DateTimeOffset capturedAt)
    {
        var fragment = new TapFragment(content, bytes, capturedAt);
        lock (_lock)
        {
            if (content == TapContent.PictureInit) _pictureInit = fragment;
            if (content == TapContent.SoundInit) _soundInit = fragment;
            _watcher?.TryWrite(fragment);
        }
    }

    /// <summary>Begins with the current run's inits, as far as there are. A new watcher ends the one before.</summary>
    public ChannelReader<TapFragment> Watch()
    {
        var channel = Channel.CreateBounded<TapFragment>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            _watcher?.TryComplete();
            _watcher = channel.Writer;
            if (_pictureInit is not null) channel.Writer.TryWrite(_pictureInit);
            if (_soundInit is not null) channel.Writer.TryWrite(_soundInit);
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
