using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>
/// Long lessons whose sound is timed by a crystal that runs off, in virtual time through the real way of a recording:
/// intake, timeline, segments on disk, journal. Every sample says in its bytes which one it is.
/// </summary>
[Collection(Alone.Name)]
public sealed class DriftingSoundTests
{
    private const int PicturesPerSecond = 5;
    private static readonly int s_minutes = FaultTable.Times("DRIFT_MINUTES", 20);

    [Theory]
    [InlineData(100)]
    [InlineData(-100)]
    [Trait("kind", "fault")]
    public async Task Lesson_SoundClockRunsOff_StaysInStepWithThePicture(int partsPerMillion)
    {
        using var folder = new TemporaryFolder();
        using var lesson = new Lesson(folder, partsPerMillion / 1e6);
        await lesson.GoOnAsync(60);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        await lesson.GoOnAsync((s_minutes - 1) * 60);
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - memory) / 1e6;
        await lesson.EndAsync();

        var errors = lesson.StepErrors();
        Assert.InRange(errors.Count, s_minutes * 60 - 5, s_minutes * 60 + 5);
        var (least, most) = (errors.Min(), errors.Max());
        Assert.InRange(least, -0.040, 0.040);
        Assert.InRange(most, -0.040, 0.040);
        Assert.InRange(grown, -1000, 5);
        FaultTable.Add(
            $"F14{(partsPerMillion > 0 ? "a" : "b")}", $"sound clock {partsPerMillion} ppm off, in virtual time", $"a lesson of {s_minutes} min", "sound and picture within 40 ms throughout; memory grows < 5 MB",
            FormattableString.Invariant($"{least * 1000:0} to {most * 1000:0} ms, {grown:0.0} MB"));
    }

    [Fact]
    public void Follow_PictureLateForAMinute_SoundMovesByLittle()
    {
        var drift = new SoundDrift();
        for (var i = 0L; i < 120; i++) drift.Follow(i * 1_000_000, i is < 60 or >= 90 ? 70_000 : -130_000);
        Assert.InRange(drift.CorrectionUs, -10_000, 0);
    }

    [Fact]
    public void Follow_SoundOnItsWayLonger_IsNoDrift()
    {
        var drift = new SoundDrift();
        for (var i = 0L; i < 10_000; i++) drift.Follow(i * 1_000_000, 300_000 + (i % 7 * 600));
        Assert.Equal(0, drift.CorrectionUs);
    }

    /// <summary>What a capture delivers: pictures on time, sound by its own crystal.</summary>
    private sealed class Lesson : IDisposable
    {
        private const uint PictureScale = 90_000;
        private const uint SoundScale = 48_000;
        private const int SoundSamples = 1024;
        private const string Id = "01a1fc0000007000a000000000000014";

        private readonly ManualTimeProvider _time = new();
        private readonly SegmentDisk _disk;
        private readonly Journal _journal;
        private readonly CaptureIntake _intake;
        private readonly SourceRecording _recording;
        private readonly CaptureStream _pictures;
        private readonly CaptureStream _sounds;
        private readonly Random _random = new(14);
        private readonly double _soundRate;
        private TimeSpan _late;
        private long _nextPicture;
        private long _nextSound;

        public Lesson(TemporaryFolder folder, double soundError)
        {
            _soundRate = SoundScale / (double)SoundSamples * (1 + soundError);
            _time.Advance(TimeSpan.FromSeconds(100));
            var source = new SourceOptions { Name = "teacher", Kind = SourceKind.Test, Role = SourceRole.Teacher };
            var folders = new RecordingFolders(folder.Path);
            _disk = new SegmentDisk(_time);
            _journal = new Journal(folder["journal.db"], folders);
            var timeline = new RecordingTimeline(Id, _time.GetUtcNow(), RecordingTimeline.MonotonicUs(_time));
            _journal.Begin(new RecordingStart(Id, "", "", timeline.StartedAt.ToUnixTimeMilliseconds(), timeline.StartMonotonicUs, "boot", 0, true, null), [source]);
            _recording = new SourceRecording(source, timeline, folders, _journal, hidden: false, _disk, () => { }, _time, NullLogger.Instance);
            _intake = new CaptureIntake(source, expectsPicture: true, expectsSound: true, new SourceTap(), new LiveTap(1), _time);
            _pictures = new CaptureStream(MediaKind.Video, null!, null!, _time);
            _sounds = new CaptureStream(MediaKind.Audio, null!, null!, _time);
            Feed(_sounds, Init(folder, "-f lavfi -i sine=sample_rate=48000 -t 0.2 -c:a aac"));
            Feed(_pictures, Init(folder, "-f lavfi -i testsrc=size=64x64:rate=25 -t 0.2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -video_track_timescale 90000"));
        }

        public async Task GoOnAsync(int seconds)
        {
            for (var end = _nextPicture + (seconds * PicturesPerSecond); _nextPicture < end;)
            {
                // Each has its own way, and now and then a pipe is looked at a little later.
                var late = TimeSpan.FromMilliseconds(_random.Next(4));
                _time.Advance(TimeSpan.FromSeconds(1.0 / PicturesPerSecond) - _late);
                Give(_pictures, _nextPicture + 1, ref _nextPicture, (int)PictureScale / PicturesPerSecond);
                _time.Advance(late);
                _late = late;
                Give(_sounds, (long)((_nextPicture / (double)PicturesPerSecond - 0.03) * _soundRate), ref _nextSound, SoundSamples);
                var since = Stopwatch.StartNew();
                while (!_recording.TryHandOver())
                {
                    Assert.InRange(since.Elapsed.TotalSeconds, 0, 120);
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                }
            }
        }

        public async Task EndAsync()
        {
            _recording.EndEpoch();
            await _recording.DisposeAsync();
        }

        /// <summary>By how much the sound is late against the picture, in seconds; once for each second of the lesson.</summary>
        public List<double> StepErrors()
        {
            var pictures = Errors("teacher.video", PictureScale, PicturesPerSecond);
            var sounds = Errors("teacher.audio", SoundScale, _soundRate);
            return [.. sounds.Join(pictures, sound => sound.Key, picture => picture.Key, (sound, picture) => sound.Value - picture.Value)];
        }

        public void Dispose()
        {
            _intake.Dispose();
            _pictures.Dispose();
            _sounds.Dispose();
            _disk.Dispose();
            _journal.Dispose();
        }

        private void Give(CaptureStream stream, long upTo, ref long next, int duration)
        {
            if (upTo <= next) return;
            var first = next;
            var samples = Enumerable.Range(0, (int)(upTo - first)).Select(i => new Sample((uint)duration, 8, stream.Kind == MediaKind.Audio || (first + i) % 10 == 0, 0)).ToArray();
            var payload = new byte[samples.Length * 8];
            for (var i = 0; i < samples.Length; i++) BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(i * 8), next + i);
            var output = new ArrayBufferWriter<byte>();
            FragmentWriter.Write(output, 1, stream.Track!.Id, next * duration, samples, payload);
            Feed(stream, output.WrittenSpan);
            next = upTo;
        }

        private void Feed(CaptureStream stream, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(stream.Reader.GetMemory().Span);
            stream.Reader.Advance(bytes.Length);
            _intake.Take(stream, _recording, hold: false);
        }

        /// <summary>Of the first sample in each second: where it is stored, less when it was captured.</summary>
        private Dictionary<long, double> Errors(string track, uint timescale, double rate)
        {
            var errors = new Dictionary<long, double>();
            foreach (var segment in _journal.Segments(Id, track))
            {
                using var reader = new FragmentReader();
                reader.Append(Init(track));
                reader.Append(File.ReadAllBytes(segment.Path));
                while (reader.TryRead(out var fragment))
                {
                    var time = fragment.DecodeTime;
                    for (var i = 0; i < fragment.Samples.Length; i++)
                    {
                        var captured = BinaryPrimitives.ReadInt64BigEndian(fragment.Payload.Span[(i * 8)..]) / rate;
                        errors.TryAdd((long)captured, time / (double)timescale - captured);
                        time += fragment.Samples.Span[i].Duration;
                    }
                }
            }
            return errors;
        }

        private byte[] Init(string track) => _journal.Describe(Id)!.Tracks.Single(t => t.Name == track).Epochs.Single().InitSegment.ToByteArray();

        private static byte[] Init(TemporaryFolder folder, string arguments)
        {
            var path = folder[$"{Guid.NewGuid():N}.mp4"];
            Programs.RunAsync("ffmpeg", [.. "-v error".Split(' '), .. arguments.Split(' '), .. "-f mp4 -movflags cmaf+frag_every_frame".Split(' '), path]).GetAwaiter().GetResult();
            using var reader = new FragmentReader();
            reader.Append(File.ReadAllBytes(path));
            reader.TryRead(out _);
            return reader.Init!.Bytes.ToArray();
        }
    }
}
