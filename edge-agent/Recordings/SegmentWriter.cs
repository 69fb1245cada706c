using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>A part and where it belongs.</summary>
internal readonly record struct PlacedPart(string Track, int Epoch, Part Part);

/// <summary>
/// Puts the parts of one source's tracks on disk, in order, in its own loop, so that a slow flush never holds up the
/// reading of a camera until 512 parts (about 50 s of picture and sound) wait; then the reading waits, too, and nothing
/// is thrown away.
/// </summary>
internal sealed partial class SegmentWriter : IAsyncDisposable
{
    private const int MostWaiting = 512;
    private readonly Channel<PlacedPart> _parts = Channel.CreateBounded<PlacedPart>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Dictionary<string, SegmentFile?> _open = [];
    private readonly RecordingTimeline _timeline;
    private readonly RecordingFolders _folders;
    private readonly Journal _journal;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public SegmentWriter(RecordingTimeline timeline, RecordingFolders folders, Journal journal, ILogger logger)
    {
        (_timeline, _folders, _journal, _logger) = (timeline, folders, journal, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Segments that are on disk for good.</summary>
    public int Finished { get; private set; }

    /// <summary>Why segments do not reach the disk; empty while they do.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Called after each segment that reached the disk.</summary>
    public Action SegmentFinished { get; init; } = () => { };

    public ValueTask WriteAsync(PlacedPart part, CancellationToken cancellationToken) => _parts.Writer.WriteAsync(part, cancellationToken);

    /// <summary>Returns when all that was given is on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        _parts.Writer.TryComplete();
        await _loop;
        foreach (var file in _open.Values) file?.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await WriteAllAsync();
        }
        catch (Exception error)
        {
            // Seen by whoever gives the next part: the capture's loop, and with it the process, ends.
            _parts.Writer.TryComplete(error);
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        await foreach (var placed in _parts.Reader.ReadAllAsync())
        {
            using var part = placed.Part;
            try
            {
                Put(placed);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
            {
                Abandon(placed, error);
            }
        }
    }

    private void Put(in PlacedPart placed)
    {
        var part = placed.Part;
        var path = _folders.Segment(_timeline.RecordingId, placed.Track, placed.Epoch, part.Number);
        if (part.First) _open[placed.Track] = new SegmentFile(path);
        if (_open.GetValueOrDefault(placed.Track) is not { } file) return;
        file.Append(part.Bytes);
        if (!part.Last) return;
        var hash = file.Finish();
        file.Dispose();
        _open[placed.Track] = null;
        _journal.AddSegment(new JournalSegment(
            _timeline.RecordingId, placed.Track, placed.Epoch, part.Number, path, file.Bytes, hash,
            _timeline.At(part.SegmentStartUs).ToUnixTimeMilliseconds(), part.SegmentStartUs, part.EndUs - part.SegmentStartUs,
            part.Independent, part.Hidden, Acknowledged: false));
        Finished++;
        Problem = "";
        SegmentFinished();
    }

    /// <summary>The segment is lost and its number stays empty; the next one tries again. A full disk must not end the lesson.</summary>
    private void Abandon(in PlacedPart placed, Exception error)
    {
        Problem = $"disk: {error.Message}";
        LogAbandoned(placed.Track, placed.Epoch, placed.Part.Number, _timeline.RecordingId, error);
        if (_open.GetValueOrDefault(placed.Track) is not { } file) return;
        file.Dispose();
        _open[placed.Track] = null;
        File.Delete(_folders.Segment(_timeline.RecordingId, placed.Track, placed.Epoch, placed.Part.Number) + RecordingFolders.Unfinished);
    }
}
