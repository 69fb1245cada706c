using System.Buffers;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>A track of real media on disk, as the recorder leaves it: init segments and segments with prft and 0.2 s parts.</summary>
internal sealed class Footage(string folder, string track, MediaKind kind)
{
    private static readonly DateTimeOffset _start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private readonly List<IndexedSegment> _segments = [];
    private readonly List<byte[]> _inits = [];
    private int _number;

    public IReadOnlyList<byte[]> Inits => _inits;

    public TrackIndex Index => new() { Name = track, Kind = kind, Segments = _segments };

    public TrackSource Source => new(epoch => InitSegment.Parse(_inits[epoch]), Path);

    public string Path(int epoch, int number) => System.IO.Path.Combine(folder, track, $"{epoch}-{number}.m4s");

    /// <summary>One run of a source, placed at this media time.</summary>
    public void AddEpoch(string ffmpegInput, double startSeconds)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(folder, track));
        var codec = kind == MediaKind.Video ? Ffmpeg.X264 : "-c:a aac";
        using var reader = new FragmentReader();
        reader.Append(Ffmpeg.Run($"{ffmpegInput} {codec} {Ffmpeg.Cmaf} pipe:1"));
        var epoch = _inits.Count;
        var segment = new Segment();
        while (reader.TryRead(out var fragment))
        {
            var timescale = reader.Init!.Tracks[0].Timescale;
            var full = kind == MediaKind.Video ? fragment.StartsWithKeyframe && segment.Seconds(timescale) >= 1.24 : segment.Seconds(timescale) >= 2;
            if (full)
                Write(segment, epoch, startSeconds, timescale);
            segment.Add(fragment);
        }

        var init = reader.Init!;
        _inits.Add(init.ForTrack(init.Tracks[0].Id));
        File.WriteAllBytes(System.IO.Path.Combine(folder, track, $"{epoch}-init.mp4"), _inits[epoch]);
        Write(segment, epoch, startSeconds, init.Tracks[0].Timescale);
    }

    /// <summary>Forgets a segment, as if it had been hidden or lost.</summary>
    public void Remove(int number) => _segments.RemoveAll(segment => segment.Number == number);

    private void Write(Segment segment, int epoch, double startSeconds, uint timescale)
    {
        var shift = (long)(startSeconds * timescale);
        var start = TimeSpan.FromSeconds((double)(segment.DecodeTime + shift) / timescale);
        var output = new ArrayBufferWriter<byte>();
        ProducerReferenceBox.Write(output, 1, new ProducerReference(_start + start, segment.DecodeTime + shift));
        segment.WriteParts(output, shift, timescale);
        var duration = TimeSpan.FromSeconds(segment.Seconds(timescale));
        File.WriteAllBytes(Path(epoch, _number), output.WrittenSpan);
        _segments.Add(new IndexedSegment(_number, epoch, start, duration, output.WrittenCount, segment.StartsWithKeyframe));
        _number++;
        segment.Clear();
    }

    private sealed class Segment
    {
        private readonly List<(long At, Sample Sample, byte[] Data)> _samples = [];

        public long DecodeTime => _samples[0].At;

        public bool StartsWithKeyframe => _samples[0].Sample.IsKeyframe;

        public double Seconds(uint timescale) => _samples.Sum(sample => (double)sample.Sample.Duration) / timescale;

        public void Add(Fragment fragment) => _samples.Add((fragment.DecodeTime, fragment.Samples.Span[0], fragment.Payload.ToArray()));

        public void Clear() => _samples.Clear();

        public void WriteParts(ArrayBufferWriter<byte> output, long shift, uint timescale)
        {
            uint sequence = 0;
            foreach (var part in _samples.GroupBy(sample => (sample.At - DecodeTime) * 5 / timescale))
            {
                var payload = part.SelectMany(sample => sample.Data).ToArray();
                FragmentWriter.Write(output, ++sequence, 1, part.First().At + shift, [.. part.Select(sample => sample.Sample)], payload);
            }
        }
    }
}
