using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// What one source leaves in one recording, through all the runs of its capture. Samples go in, segments come out on
/// disk. Thread safe: the capture adds, the recorder turns and ends.
/// </summary>
internal sealed class SourceRecording : IAsyncDisposable
{
    /// <summary>Half of what the hub takes in a description, so that its bytes fit one message with many sources.</summary>
    private const int MostEpochs = 1000;

    private static readonly TimeSpan _whileDiskIsBehind = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly Queue<PlacedPart> _ready = new();
    private readonly TaskCompletionSource _reachedEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SourceOptions _source;
    private readonly RecordingTimeline _timeline;
    private readonly RecordingFolders _folders;
    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private SourceEpoch? _epoch;
    private bool _hidden;
    private bool _closed;
    private bool _full;
    private long _endUs = long.MaxValue;

    public SourceRecording(
        SourceOptions source, RecordingTimeline timeline, RecordingFolders folders, Journal journal, bool hidden, SegmentDisk disk, Action segmentFinished, TimeProvider time, ILogger logger)
    {
        (_source, _timeline, _folders, _journal, _hidden, _time) = (source, timeline, folders, journal, hidden, time);
        Writer = new SegmentWriter(timeline, folders, journal, disk, logger) { SegmentFinished = segmentFinished };
    }

    public SegmentWriter Writer { get; }

    /// <summary>Where its parts are watched as they are made; null: nowhere.</summary>
    public LiveTap? Live { get; init; }

    public RecordingTimeline Timeline => _timeline;

    /// <summary>Why nothing more of it gets into this recording; null: all is well.</summary>
    public SourceProblem? Problem => _full ? SourceProblem.Restless : Writer.Problem;

    /// <summary>Bytes of media captured in this recording.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether an epoch is open, that is, samples are wanted.</summary>
    public bool InEpoch
    {
        get
        {
            lock (_lock) return _epoch is not null;
        }
    }

    /// <summary>Begins an epoch: a run of the capture whose clock is settled. Durable before the first sample.</summary>
    /// <param name="tracks">The run's init segments.</param>
    /// <param name="clockOffsetUs">Monotonic time of the run's media time 0.</param>
    /// <param name="firstMediaUs">Media time of the first sample.</param>
    public void BeginEpoch(IReadOnlyList<(MediaTrack Track, ReadOnlyMemory<byte> Init)> tracks, long clockOffsetUs, long firstMediaUs)
    {
        lock (_lock)
        {
            if (_closed || _full) return;
            var offsetUs = OffsetUs(clockOffsetUs);
            // A picture of a moment before the recording's first is only there by the clock's jitter.
            if (offsetUs + firstMediaUs is < 0 and > -200_000) offsetUs = -firstMediaUs;
            _epoch = new SourceEpoch(new EpochTimeline(offsetUs, firstMediaUs), _timeline.StartedAt, tracks.Select(Declare).ToList(), _hidden,
                (part, place) => Take(place(part), tracks));
        }
    }

    /// <summary>Adds a sample as it came. False: the run's clock went astray and a new run is needed.</summary>
    public bool Add(MediaKind kind, long mediaTicks, uint timescale, in Sample sample, ReadOnlySpan<byte> data, long clockOffsetUs)
    {
        lock (_lock)
        {
            if (_epoch is null) return true;
            _epoch.Add(kind, mediaTicks, timescale, sample, data, _endUs);
            Bytes += data.Length;
            if (_epoch.ReachedEnd) _reachedEnd.TrySetResult();
            return _epoch.Leads(kind) is false || _epoch.Timeline.Follow(Frame.Us(mediaTicks, timescale), OffsetUs(clockOffsetUs));
        }
    }

    public void EndEpoch()
    {
        lock (_lock)
        {
            _epoch?.Finish();
            _epoch?.Dispose();
            _epoch = null;
        }
    }

    /// <summary>What was captured from this moment of the recording on is hidden, or is not any more.</summary>
    public void Turn(long atUs, bool hidden)
    {
        lock (_lock)
        {
            _hidden = hidden;
            _epoch?.Turn(atUs, hidden);
        }
    }

    /// <summary>Gives what is ready to the writer; false: the disk is so far behind that it takes no more now.</summary>
    public bool TryHandOver()
    {
        lock (_lock)
        {
            while (_ready.TryPeek(out var part))
            {
                if (!Writer.TryWrite(part)) return false;
                _ready.Dequeue();
            }
            return true;
        }
    }

    /// <summary>Ends at this moment of the recording: waits a little for what is on its way, then until all is on disk.</summary>
    public async Task EndAsync(long endUs, TimeSpan grace)
    {
        bool open;
        lock (_lock)
        {
            _endUs = endUs;
            open = _epoch is not null;
        }
        if (open) await Task.WhenAny(_reachedEnd.Task, Task.Delay(grace, _time));
        lock (_lock) _closed = true;
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        EndEpoch();
        while (!TryHandOver()) await Task.Delay(_whileDiskIsBehind, _time);
        await Writer.DisposeAsync();
    }

    /// <summary>The recording has it first. Who watches gets a copy, and what is hidden from all is hidden from them.</summary>
    private void Take(in PlacedPart placed, IReadOnlyList<(MediaTrack Track, ReadOnlyMemory<byte> Init)> tracks)
    {
        _ready.Enqueue(placed);
        var part = placed.Part;
        if (part.Hidden || Live?.PartWatcher is not { } watcher) return;
        watcher.Add(LivePiece.Of(_timeline.RecordingId, placed.Epoch, part, tracks.First(run => run.Track.Kind == part.Kind).Track), RecordingTimeline.MonotonicUs(_time));
    }

    private long OffsetUs(long clockOffsetUs) => clockOffsetUs - _timeline.StartMonotonicUs - (_source.DelayMs * 1000L);

    private (SegmenterTrack Track, Func<Part, PlacedPart> Place) Declare((MediaTrack Track, ReadOnlyMemory<byte> Init) run)
    {
        var (track, init) = run;
        var name = $"{_source.Name}.{(track.Kind == MediaKind.Video ? "video" : "audio")}";
        var (epoch, first) = _journal.BeginEpoch(new EpochStart(_timeline.RecordingId, name, track.Kind, track.Codec, track.Width, track.Height, init));
        _full |= epoch + 1 >= MostEpochs;
        DurableFile.CreateFolder(_folders.Track(_timeline.RecordingId, name));
        DurableFile.Write(_folders.Init(_timeline.RecordingId, name, epoch), init.Span, DurableFile.Ordinary);
        return (new SegmenterTrack(track.Kind, track.Id, track.Timescale, first), part => new PlacedPart(name, epoch, part));
    }
}
