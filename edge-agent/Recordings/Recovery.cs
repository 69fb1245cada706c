using System.Security.Cryptography;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Brings journal and files together after a crash: half-written segments are cut to their last sound part and kept,
/// files the journal does not know are entered, rows without a file are declared lost.
/// </summary>
internal sealed partial class Recovery(Journal journal, RecordingFolders folders, SegmentTrial trial, ILogger<Recovery> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        journal.DeleteLeftovers();
        foreach (var running in journal.Running()) await AdoptAsync(running.Start.Id, cancellationToken);
        foreach (var segment in journal.Unacknowledged())
        {
            if (File.Exists(segment.Path)) continue;
            LogLost(segment.Number, segment.Track, segment.RecordingId);
            journal.MarkLost(segment);
        }
    }

    private async Task AdoptAsync(string recordingId, CancellationToken cancellationToken)
    {
        var folder = folders.Recording(recordingId);
        if (!Directory.Exists(folder)) return;
        var known = journal.Known(recordingId);
        foreach (var trackFolder in Directory.GetDirectories(folder))
        {
            var track = Path.GetFileName(trackFolder);
            foreach (var path in Directory.GetFiles(trackFolder).OrderBy(path => RecordingFolders.Parse(path)?.Number))
            {
                if (RecordingFolders.Parse(path) is { } name && !known.Contains((track, name.Number))) await AdoptFileAsync(recordingId, track, name.Epoch, name.Number, path, cancellationToken);
                else if (path.EndsWith(RecordingFolders.Unfinished, StringComparison.Ordinal)) File.Delete(path);
            }
        }
    }

    private async Task AdoptFileAsync(string recordingId, string track, int epoch, int number, string path, CancellationToken cancellationToken)
    {
        var init = journal.Init(recordingId, track, epoch);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        if (init is null)
        {
            File.Delete(path);
            return;
        }
        int whole;
        SegmentFacts facts;
        uint timescale;
        try
        {
            var parsed = InitSegment.Parse(init);
            whole = await SoundLengthAsync(init, bytes, parsed, cancellationToken);
            facts = SegmentInspector.Inspect(bytes.AsMemory(0, whole), parsed);
            timescale = parsed.Track(facts.TrackId).Timescale;
        }
        catch (MediaFormatException error)
        {
            LogBroken(path, error.Message);
            File.Delete(path);
            return;
        }
        var final = folders.Segment(recordingId, track, epoch, number);
        Shorten(path, whole, final);
        var startUs = Frame.Us(facts.DecodeTime, timescale);
        journal.AddSegment(new JournalSegment(
            recordingId, track, epoch, number, final, whole, SHA256.HashData(bytes.AsSpan(0, whole)),
            (facts.Producer?.CapturedAt ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds(), startUs, Frame.Us(facts.DecodeTime + facts.Duration, timescale) - startUs,
            facts.StartsWithKeyframe, journal.HiddenAt(recordingId, startUs), Acknowledged: false));
        LogAdopted(number, track, recordingId, whole, bytes.Length);
    }

    private async Task<int> SoundLengthAsync(byte[] init, byte[] bytes, InitSegment parsed, CancellationToken cancellationToken)
    {
        var ends = SegmentRepair.SoundEnds(bytes, parsed);
        if (ends.Count == 0) return 0;
        // Without a keyframe first it cannot be decoded alone; then its form has to do.
        return SegmentInspector.Inspect(bytes.AsMemory(0, ends[0]), parsed).StartsWithKeyframe
            ? await trial.LongestSilentAsync(init, bytes, ends, cancellationToken)
            : ends[^1];
    }

    private static void Shorten(string path, int length, string final)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(length);
            file.Flush(flushToDisk: true);
        }
        if (path != final) DurableFile.Replace(path, final);
        DurableFile.FlushFolder(Path.GetDirectoryName(final)!);
    }

    [LoggerMessage(2501, LogLevel.Warning, "Segment {Number} of {Track}, recording {RecordingId}, was cut off: {Kept} of {Bytes} bytes are kept")]
    private partial void LogAdopted(int number, string track, string recordingId, int kept, int bytes);

    [LoggerMessage(2502, LogLevel.Warning, "Segment {Number} of {Track}, recording {RecordingId}, is in the journal and not on the disk: it is lost")]
    private partial void LogLost(int number, string track, string recordingId);

    [LoggerMessage(2503, LogLevel.Warning, "'{Path}' is not a segment and was removed: {Reason}")]
    private partial void LogBroken(string path, string reason);
}
