using System.Globalization;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>A track as it lies on the disk, looked at with ffmpeg's eyes.</summary>
internal sealed class StoredTrack
{
    private readonly Journal _journal;
    private readonly string _recordingId;

    public StoredTrack(Journal journal, string recordingId, string track)
    {
        (_journal, _recordingId, Name) = (journal, recordingId, track);
        Segments = journal.Segments(recordingId, track);
        Epochs = journal.Describe(recordingId)!.Tracks.Single(t => t.Name == track).Epochs.ToDictionary(e => (int)e.Number, e => e.InitSegment.ToByteArray());
    }

    public string Name { get; }

    public IReadOnlyList<JournalSegment> Segments { get; }

    public IReadOnlyDictionary<int, byte[]> Epochs { get; }

    public double StartSeconds => Segments[0].MediaTimeUs / 1e6;

    public double EndSeconds => (Segments[^1].MediaTimeUs + Segments[^1].DurationUs) / 1e6;

    /// <summary>Seconds that lie between one segment's end and the next one's beginning; the largest.</summary>
    public double LargestGapSeconds => Segments.Zip(Segments.Skip(1), (a, b) => (b.MediaTimeUs - a.MediaTimeUs - a.DurationUs) / 1e6).Append(0).Max();

    /// <summary>Whole, hash right, what the journal says of it true, and no longer than the playlist's target.</summary>
    public void MustBeSound()
    {
        Assert.Equal(Enumerable.Range(Segments[0].Number, Segments.Count), Segments.Select(s => s.Number));
        foreach (var segment in Segments)
        {
            var bytes = File.ReadAllBytes(segment.Path);
            var init = InitSegment.Parse(Epochs[segment.Epoch]);
            var facts = SegmentInspector.Inspect(bytes, init);
            var timescale = init.Track(facts.TrackId).Timescale;
            Assert.Equal(segment.Bytes, bytes.Length);
            Assert.Equal(segment.Sha256, System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Equal(segment.MediaTimeUs, Frame.Us(facts.DecodeTime, timescale));
            Assert.Equal(segment.Independent, facts.StartsWithKeyframe);
            Assert.InRange(segment.DurationUs, 1, 2_499_000);
            Assert.InRange(Math.Abs(segment.DurationUs - Frame.Us(facts.Duration, timescale)), 0, 100);
            Assert.NotNull(facts.Producer);
            Assert.InRange(Math.Abs(facts.Producer.Value.CapturedAt.ToUnixTimeMilliseconds() - segment.CapturedAtMs), 0, 1);
        }
    }

    /// <summary>Every independent segment alone, and each epoch as a whole, decode without a word from ffmpeg.</summary>
    public async Task MustDecodeSilentlyAsync(TemporaryFolder folder)
    {
        foreach (var epoch in Segments.GroupBy(s => s.Epoch))
        {
            await DecodeAsync(folder, epoch.Key, [.. epoch]);
            foreach (var segment in epoch.Where(s => s.Independent)) await DecodeAsync(folder, epoch.Key, [segment]);
        }
    }

    /// <summary>Times of all packets of an epoch, in seconds of the recording.</summary>
    public async Task<IReadOnlyList<double>> PacketTimesAsync(TemporaryFolder folder, int epoch)
    {
        var path = await WriteAsync(folder, epoch, Segments.Where(s => s.Epoch == epoch));
        var output = await Programs.RunAsync("ffprobe", "-v", "error", "-show_entries", "packet=dts_time", "-of", "csv=p=0", path);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)).ToList();
    }

    public async Task<string> WriteAsync(TemporaryFolder folder, int epoch, IEnumerable<JournalSegment> segments)
    {
        var path = folder[$"{Guid.NewGuid():N}.mp4"];
        await using var file = File.Create(path);
        await file.WriteAsync(Epochs[epoch]);
        foreach (var segment in segments) await file.WriteAsync(await File.ReadAllBytesAsync(segment.Path));
        return path;
    }

    private async Task DecodeAsync(TemporaryFolder folder, int epoch, IReadOnlyList<JournalSegment> segments)
    {
        var path = await WriteAsync(folder, epoch, segments);
        var complaints = await Decoding.ComplaintsAsync(path);
        Assert.True(complaints.Length == 0, $"{_recordingId} {Name}: segments {segments[0].Number} to {segments[^1].Number}: {complaints}");
        File.Delete(path);
    }
}
