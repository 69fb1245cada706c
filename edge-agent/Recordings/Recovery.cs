using System.Security.Cryptography;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Brings journal and files together after a crash: half-written segments are cut to their last sound part and kept,
/// files the journal does not know are entered, rows without a file are declared lost. What was damaged is moved aside.
/// </summary>
internal sealed partial class Recovery(Journal journal, RecordingFolders folders, SegmentTrial trial, StoreRepairs repairs, TimeProvider time, ILogger<Recovery> logger)
{
    /// <summary>Files at the end of each track.</summary>
    private const int DecodedAlways = 4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        journal.DeleteLeftovers();
        foreach (var running in journal.Running())
        {
            await AdoptAsync(running.Start.Id, decode: false, cancellationToken);
            journal.Scan(running.Start.Id, needed: false);
        }
        foreach (var segment in journal.Unacknowledged())
        {
            if (new FileInfo(segment.Path) is { Exists: true } file)
            {
                if (file.Length != segment.Bytes) await MendAsync(segment, cancellationToken);
                continue;
            }
            LogLost(segment.Number, segment.Track, segment.RecordingId);
            repairs.Add(StoreKind.Media, folders.Recording(segment.RecordingId), $"segment {segment.Number} of {segment.Track} is gone", null, 0, segment.Bytes);
            journal.MarkLost(segment);
            journal.Scan(segment.RecordingId, needed: true);
        }
    }

    /// <summary>Reads a segment that the hub does not have; one that is not what the journal says is cut to what is sound of it.</summary>
    public async Task CheckAsync(JournalSegment segment, CancellationToken cancellationToken)
    {
        byte[] hash;
        try
        {
            await using var file = File.OpenRead(segment.Path);
            hash = await SHA256.HashDataAsync(file, cancellationToken);
        }
        catch (IOException error)
        {
            // The hub has it by now and it made room; or the disk cannot read it, and nobody can.
            if (File.Exists(segment.Path)) LogUnreadable(segment.Path, error.Message);
            return;
        }
        if (!hash.AsSpan().SequenceEqual(segment.Sha256)) await MendAsync(segment, cancellationToken);
    }

    private async Task MendAsync(JournalSegment segment, CancellationToken cancellationToken)
    {
        LogDamaged(segment.Number, segment.Track, segment.RecordingId);
        // Between the two a crash would leave a file that nobody knows.
        journal.Scan(segment.RecordingId, needed: true);
        journal.Forget(segment);
        var (kept, aside) = await AdoptFileAsync(segment.RecordingId, segment.Track, segment.Epoch, segment.Number, segment.Path, decode: true, cancellationToken);
        repairs.Add(
            StoreKind.Media, folders.Recording(segment.RecordingId), $"segment {segment.Number} of {segment.Track} was not what was recorded", aside, kept, Math.Max(0, segment.Bytes - kept));
    }

    /// <summary>Enters what lies on the disk and is not in the journal.</summary>
    /// <param name="decode">All of it is decoded; else only what was being written, and each track's newest: a lesson that goes on must not wait.</param>
    public async Task AdoptAsync(string recordingId, bool decode, CancellationToken cancellationToken)
    {
        var folder = folders.Recording(recordingId);
        if (!Directory.Exists(folder)) return;
        var known = journal.Known(recordingId);
        foreach (var trackFolder in Directory.GetDirectories(folder))
        {
            var track = Path.GetFileName(trackFolder);
            MendInits(recordingId, track, trackFolder);
            var files = Directory.GetFiles(trackFolder).OrderBy(path => RecordingFolders.Parse(path)?.Number).ToList();
            for (var i = 0; i < files.Count; i++)
            {
                var path = files[i];
                var unfinished = IsUnfinished(path);
                if (RecordingFolders.Parse(path) is { } name && !known.Contains((track, name.Number)))
                {
                    var bytes = new FileInfo(path).Length;
                    var (kept, aside) = await AdoptFileAsync(recordingId, track, name.Epoch, name.Number, path, decode || unfinished || i >= files.Count - DecodedAlways, cancellationToken);
                    // One that was being written when the power failed is not damage.
                    if (!unfinished && kept < bytes) repairs.Add(StoreKind.Media, folder, $"segment {name.Number} of {track} was damaged", aside, kept, bytes - kept);
                }
                else if (unfinished)
                {
                    File.Delete(path);
                }
            }
        }
    }

    /// <summary>The journal has each init segment, too.</summary>
    private void MendInits(string recordingId, string track, string trackFolder)
    {
        foreach (var path in Directory.GetFiles(trackFolder, "*-init.mp4"))
        {
            if (!int.TryParse(Path.GetFileName(path).Split('-')[0], out var epoch) || journal.Init(recordingId, track, epoch) is not { } init) continue;
            if (File.ReadAllBytes(path).AsSpan().SequenceEqual(init)) continue;
            LogInitMended(path);
            repairs.Add(StoreKind.Media, folders.Recording(recordingId), $"init segment {epoch} of {track} was not what was recorded", MovedAside.TryCopy(path, time), init.Length, 0);
            DurableFile.Write(path, init, DurableFile.Ordinary);
        }
    }

    /// <summary>Returns how many bytes of it are kept, and where the file that it was lies, if not all are.</summary>
    private async Task<(int Kept, string? Aside)> AdoptFileAsync(string recordingId, string track, int epoch, int number, string path, bool decode, CancellationToken cancellationToken)
    {
        var init = journal.Init(recordingId, track, epoch);
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (IOException error)
        {
            LogUnreadable(path, error.Message);
            return (0, null);
        }
        if (init is null)
        {
            LogBroken(path, "nothing says how it is to be decoded");
            return (0, Discard(path));
        }
        int whole;
        SegmentFacts facts;
        uint timescale;
        try
        {
            var parsed = InitSegment.Parse(init);
            whole = await SoundLengthAsync(init, bytes, parsed, decode, cancellationToken);
            facts = SegmentInspector.Inspect(bytes.AsMemory(0, whole), parsed);
            timescale = parsed.Track(facts.TrackId).Timescale;
        }
        catch (MediaFormatException error)
        {
            LogBroken(path, error.Message);
            if (!IsUnfinished(path)) journal.AddLost(recordingId, track, epoch, number);
            return (0, Discard(path));
        }
        var aside = whole < bytes.Length && !IsUnfinished(path) ? MovedAside.TryCopy(path, time) : null;
        var final = folders.Segment(recordingId, track, epoch, number);
        Shorten(path, whole, final);
        var startUs = Frame.Us(facts.DecodeTime, timescale);
        journal.AddSegment(new JournalSegment(
            recordingId, track, epoch, number, final, whole, SHA256.HashData(bytes.AsSpan(0, whole)),
            (facts.Producer?.CapturedAt ?? DateTimeOffset.UnixEpoch).ToUnixTimeMilliseconds(), startUs, Frame.Us(facts.DecodeTime + facts.Duration, timescale) - startUs,
            facts.StartsWithKeyframe, journal.HiddenAt(recordingId, startUs), Acknowledged: false));
        if (whole < bytes.Length) LogAdopted(number, track, recordingId, whole, bytes.Length);
        return (whole, aside);
    }

    /// <summary>What was being written when the power failed holds nothing that anybody could want.</summary>
    private string? Discard(string path)
    {
        if (!IsUnfinished(path)) return MovedAside.Move(path, time);
        File.Delete(path);
        return null;
    }

    private static bool IsUnfinished(string path) => path.EndsWith(RecordingFolders.Unfinished, StringComparison.Ordinal);

    private async Task<int> SoundLengthAsync(byte[] init, byte[] bytes, InitSegment parsed, bool decode, CancellationToken cancellationToken)
    {
        var ends = SegmentRepair.SoundEnds(bytes, parsed);
        if (ends.Count == 0) return 0;
        if (!decode && ends[^1] == bytes.Length) return bytes.Length;
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

    [LoggerMessage(2504, LogLevel.Warning, "Segment {Number} of {Track}, recording {RecordingId}, is not what the journal says: what is sound of it is kept")]
    private partial void LogDamaged(int number, string track, string recordingId);

    [LoggerMessage(2505, LogLevel.Warning, "The init segment '{Path}' was damaged and is written anew")]
    private partial void LogInitMended(string path);

    [LoggerMessage(2506, LogLevel.Warning, "'{Path}' cannot be read: {Reason}")]
    private partial void LogUnreadable(string path, string reason);

    [LoggerMessage(2503, LogLevel.Warning, "'{Path}' is not a segment and was removed: {Reason}")]
    private partial void LogBroken(string path, string reason);
}
