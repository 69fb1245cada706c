using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>A part and where it belongs.</summary>
internal readonly record struct PlacedPart(string Track, int Epoch, Part Part);

/// <summary>
/// Puts the parts of one source's tracks on disk, in order, on the disk's thread. At most 512 parts (about 50 s of
/// picture and sound) wait; then the reading of the camera waits, too, and nothing is thrown away.
/// </summary>
internal sealed partial class SegmentWriter : IAsyncDisposable
{
    private const int MostWaiting = 512;
    private readonly ConcurrentQueue<PlacedPart> _parts = new();
    private readonly Dictionary<string, SegmentFile?> _open = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RecordingTimeline _timeline;
    private readonly RecordingFolders _folders;
    private readonly Journal _journal;
    private readonly SegmentDisk _disk;
    private readonly ILogger _logger;
    private volatile bool _ending;

    public SegmentWriter(RecordingTimeline timeline, RecordingFolders folders, Journal journal, SegmentDisk disk, ILogger logger)
    {
        (_timeline, _folders, _journal, _disk, _logger) = (timeline, folders, journal, disk, logger);
        disk.Add(this);
    }

    /// <summary>Segments that are on disk for good.</summary>
    public int Finished { get; private set; }

    /// <summary>Why segments do not reach the disk; null while they do.</summary>
    public SourceProblem? Problem { get; private set; }

    /// <summary>Called after each segment that reached the disk.</summary>
    public Action SegmentFinished { get; init; } = () => { };

    /// <summary>False: the disk is too far behind.</summary>
    /// <exception cref="InvalidOperationException">Writing failed for a reason that is a bug; nothing is written any more.</exception>
    public bool TryWrite(in PlacedPart part)
    {
        if (_finished.Task.IsFaulted) throw new InvalidOperationException("The writing of segments failed.", _finished.Task.Exception);
        if (_parts.Count >= MostWaiting) return false;
        _parts.Enqueue(part);
        _disk.Announce(now: part.Part.Last);
        return true;
    }

    /// <summary>Returns when all that was given is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _disk.Announce(now: true);
        await _finished.Task;
    }

    /// <summary>Writes what waits, on the disk's thread. False: this was the last.</summary>
    internal bool WriteAll()
    {
        try
        {
            var ending = _ending;
            while (_parts.TryDequeue(out var placed)) Write(placed);
            if (!ending) return true;
            foreach (var file in _open.Values) file?.Dispose();
            _finished.TrySetResult();
            return false;
        }
        catch (Exception bug)
        {
            // Seen by whoever gives the next part: the capture's loop, and with it the process, ends.
            _finished.TrySetException(bug);
            return false;
        }
    }

    private void Write(in PlacedPart placed)
    {
        using var part = placed.Part;
        try
        {
            Put(placed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || (error is SqliteException damaged && !SqliteCheck.IsDamage(damaged)))
        {
            Abandon(placed, error);
        }
    }

    private void Put(in PlacedPart placed)
    {
        var part = placed.Part;
        _disk.Reserve.Require(_folders.Root);
        if (part.First) _open[placed.Track] = new SegmentFile(_folders.Segment(_timeline.RecordingId, placed.Track, placed.Epoch, part.Number));
        if (_open.GetValueOrDefault(placed.Track) is not { } file) return;
        file.Append(part.Bytes);
        if (!part.Last) return;
        var hash = file.Finish();
        file.Dispose();
        _open[placed.Track] = null;
        _journal.AddSegment(new JournalSegment(
            _timeline.RecordingId, placed.Track, placed.Epoch, part.Number, file.Path, file.Bytes, hash,
            _timeline.At(part.SegmentStartUs).ToUnixTimeMilliseconds(), part.SegmentStartUs, part.EndUs - part.SegmentStartUs,
            part.Independent, part.Hidden, Acknowledged: false));
        Finished++;
        Problem = null;
        SegmentFinished();
    }

    /// <summary>The segment is lost and its number stays empty; the next one tries again. A full disk must not end the lesson.</summary>
    private void Abandon(in PlacedPart placed, Exception error)
    {
        Problem = SourceProblem.Disk;
        var file = _open.GetValueOrDefault(placed.Track);
        // Its further parts are of a segment that was told of.
        if (file is not null || placed.Part.First) LogAbandoned(placed.Track, placed.Epoch, placed.Part.Number, _timeline.RecordingId, error);
        if (file is null) return;
        file.Dispose();
        _open[placed.Track] = null;
        File.Delete(file.Path + RecordingFolders.Unfinished);
    }
}
